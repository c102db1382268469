"""A city by its name in Chinese or English, or by its code."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from planner.scenario.census.records import City, cities, districts_of
from planner.scenario.faults import shown
from planner.scenario.phrase import Phrase

_SUFFIX_ZH = re.compile(r"(自治州|自治县|地区|林区|市|州|盟|县|区)$")
_SUFFIX_EN = re.compile(r"(city|prefecture|league|district|autonomouscounty|county)$")
_BRACKETS = re.compile(r"[(（](.*)[)）]")
_NEAREST = 5
_NEAR = 0.5


class CityNameError(ValueError):
    """A name that means no city or several; the message gives value, rule and remedy."""

    def __init__(self, words: Phrase) -> None:
        super().__init__(words)
        self.words = words


def find_city(name: str) -> City:
    """Return the one city that a name means.

    Parameters
    ----------
    name
        Chinese with or without 市, 州, 地区 or 盟; English; the six digits of the census; or one
        of these with its province before or after it.

    Raises
    ------
    CityNameError
        If the name means no city, or several.
    """
    key = _key(name)
    found = _by_name().get(key) or _by_name().get(_SUFFIX_ZH.sub("", key)) or ()
    if len(found) == 1:
        return found[0]
    if found:
        raise CityNameError(
            Phrase(
                "{name} means {count} cities; give one of them by its code:\n{cities}",
                name=shown(name),
                count=len(found),
                cities=_listed(found),
            )
        )
    raise CityNameError(
        Phrase(
            "{name} is none of the {count} cities and directly administered counties of the 2020 "
            "census; {remedy}",
            name=shown(name),
            count=len(cities()),
            remedy=_remedy(key),
        )
    )


@cache
def _by_name() -> Mapping[str, tuple[City, ...]]:
    """Return the cities that each name means."""
    found: defaultdict[str, list[City]] = defaultdict(list)
    for city in cities():
        for name in dict.fromkeys(_names(city)):
            found[name].append(city)
    return {name: tuple(meant) for name, meant in found.items()}


def _names(city: City) -> Iterator[str]:
    """Yield every name under which a city is found."""
    yield city.code
    english = [city.name_en, _BRACKETS.sub("", city.name_en), *_BRACKETS.findall(city.name_en)]
    if city.level == "county_direct":
        english.append(city.name_en.split()[0])  # Baisha of Baisha Li Autonomous County
    province = _key(city.province_en)
    spelled = [_key(text) for text in english]
    # a province in brackets tells two cities apart and is no name of either
    spelled = [key for key in spelled if key != province] or spelled
    for key in (*spelled, *(_SUFFIX_EN.sub("", key) for key in spelled)):
        yield from (key, province + key, key + province)
    provinces = {city.province_zh, re.sub(r"(省|市|.{0,3}自治区)$", "", city.province_zh)}
    for name in (city.name_zh, city.short_zh):
        yield name
        yield from (before + name for before in provinces)


def _key(name: str) -> str:
    """Write a name without case, blanks, marks and brackets."""
    return re.sub(r"[\W_]", "", name.casefold()).replace("ü", "u")


def _remedy(key: str) -> Phrase:
    """Name the city of a district, or the nearest names, or say which names there are."""
    stem = _SUFFIX_ZH.sub("", key)
    homes = [
        city
        for city in cities()
        for district in districts_of(city)
        if key in (district.name_zh, _key(district.name_en))
        or (len(stem) > 1 and stem == _SUFFIX_ZH.sub("", district.name_zh))
    ]
    if homes:
        return Phrase("a district of that name lies in:\n{cities}", cities=_listed(homes))
    near = get_close_matches(key, _by_name(), n=_NEAREST, cutoff=_NEAR)
    if near:
        nearest = [city for one in near for city in _by_name()[one]]
        return Phrase("the nearest are:\n{cities}", cities=_listed(nearest))
    return Phrase("write it as 许昌, Xuchang or 411000")


def _listed(found: Iterable[City]) -> str:
    return "\n".join(f"  {city}" for city in dict.fromkeys(found))
