"""Districts and townships of a city, with every sum of people as the census has it."""

from collections.abc import Iterator, Sequence

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.census.records import CensusDistrict, townships_of
from planner.scenario.tables import District, Township

PERSONS_PER_TOWNSHIP = 34_000
"""Mean of all districts with a count, 1,395,145,944 people in 41,015; used where it is missing."""

_CENSUS = "7th national census, 1 Nov 2020"
_POSITION = {"seat": "position of the seat: GeoNames", "centroid": "position: centroid"}
_BOTH_KINDS = "urban over resident and rural over village"
_ONE_KIND = "both urban and rural over {kind} committees, the only kind here"
_LISTED = "assumed: people over committees (NBS 2023 list), {how}"
_SPLIT = (
    "estimated: not a real township; the district's committees (NBS 2023 list) split evenly over "
    "its {count} townships and people over committees, {how}"
)
_UNLISTED = (
    "estimated: not a real township; one per 34,000 people, since the NBS 2023 list has no "
    "committees for the district"
)


def district_row(district: CensusDistrict) -> District:
    """Return a district as the scenario writes it."""
    return District(
        id=district.code,
        name_zh=district.name_zh,
        name_en=district.name_en,
        population_persons=district.population_persons,
        mean_household_persons=district.mean_household_persons,
        latitude_degrees=district.latitude_degrees,
        longitude_degrees=district.longitude_degrees,
        source=f"{_CENSUS} (people, households); {_POSITION[district.position]}",
    )


def township_rows(district: CensusDistrict) -> Iterator[Township]:
    """Yield the townships of a district: those of the list, or estimated ones."""
    listed = townships_of(district)
    if not listed:
        yield from _estimated(district)
        return
    urban, rural = _people(
        district,
        [one.resident_committees for one in listed],
        [one.village_committees for one in listed],
    )
    for one, urban_persons, rural_persons in zip(listed, urban, rural, strict=True):
        yield Township(
            id=one.code,
            district=district.code,
            name_zh=one.name_zh,
            name_en=one.name_en,
            urban_persons=urban_persons,
            rural_persons=rural_persons,
            latitude_degrees=one.latitude_degrees,
            longitude_degrees=one.longitude_degrees,
            source=_LISTED.format(how=_how(district))
            + ("" if one.latitude_degrees is None else "; position: GeoNames"),
        )


def _estimated(district: CensusDistrict) -> Iterator[Township]:
    """Yield as many townships as the district has, each with its share of the committees."""
    in_proportion = max(1, round(district.population_persons / PERSONS_PER_TOWNSHIP))
    count = district.townships or in_proportion
    known = district.townships and (district.resident_committees or district.village_committees)
    source = _SPLIT.format(count=count, how=_how(district)) if known else _UNLISTED
    even = np.ones(count, dtype=np.int64)
    urban, rural = _people(
        district,
        largest_remainder(district.resident_committees or 0, even).tolist(),
        largest_remainder(district.village_committees or 0, even).tolist(),
    )
    for number, (urban_persons, rural_persons) in enumerate(
        zip(urban, rural, strict=True), start=1
    ):
        yield Township(
            id=f"{district.code}-t{number:02d}",
            district=district.code,
            name_zh=f"{district.name_zh}乡镇{number}",
            name_en=f"{district.name_en} township {number}",
            urban_persons=urban_persons,
            rural_persons=rural_persons,
            source=source,
        )


def _people(
    district: CensusDistrict, resident: Sequence[int], village: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Spread urban people over resident and rural over village committees.

    Where a district has one kind of committee, both go over that kind, and where it has none,
    both are spread evenly.
    """
    even = [1] * len(resident)
    urban_over = resident if any(resident) else village if any(village) else even
    rural_over = village if any(village) else urban_over
    return (
        largest_remainder(district.urban_persons, urban_over).tolist(),
        largest_remainder(district.rural_persons, rural_over).tolist(),
    )


def _how(district: CensusDistrict) -> str:
    """Say over which committees people were spread."""
    if district.resident_committees and district.village_committees:
        return _BOTH_KINDS
    return _ONE_KIND.format(kind="resident" if district.resident_committees else "village")
