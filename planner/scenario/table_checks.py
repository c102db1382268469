"""Rules between the rows of the tables; each is one function.

A rule that needs a whole table is not tried where a row of that table is unsound: its fault would
only repeat that row's.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from planner.scenario.faults import Fault, shown
from planner.scenario.generate import most_tables, parts_with_people, site_count
from planner.scenario.names import SETTINGS_FILE, suggestion, table_file
from planner.scenario.parts import Entry, Parts, RowT, Settings, Table
from planner.scenario.phrase import Phrase
from planner.scenario.settings import Laboratory, Sites
from planner.scenario.tables import (
    District,
    LaboratoryRow,
    Site,
    Team,
    Township,
    VehiclePool,
)

MOST_SITES = 100_000
MOST_TABLES_AT_A_SITE = 200
LONGEST_TOWNSHIP_ID = 58
STAGES = (
    "accession_staff",
    "transfer_cabinets",
    "extraction_machines",
    "amplification_machines",
    "reviewers",
)
DECLARED = ("declared_tubes_per_day", "declared_persons_per_day")
BY_SHIFT = ("accession_staff", "transfer_cabinets", "reviewers")


def table_faults(parts: Parts, settings: Settings) -> Iterator[Fault]:
    """Check the tables against each other and against the settings."""
    districts = parts.districts
    yield from ids_stand_once(districts, Phrase("district"))
    yield from ids_stand_once(parts.townships, Phrase("township"))
    yield from ids_stand_once(parts.laboratories, Phrase("laboratory"))
    yield from ids_stand_once(parts.teams, Phrase("team"))
    yield from ids_stand_once(parts.vehicles, Phrase("vehicle pool"))
    yield from city_has_a_district(districts)
    yield from district_exists(parts.townships, districts)
    yield from district_exists(parts.laboratories, districts)
    yield from district_exists(parts.teams, districts)
    yield from district_exists(parts.vehicles, districts)
    yield from served_district_exists(parts.laboratories, districts)
    yield from townships_sum_to_district(districts, parts.townships)
    yield from capacity_is_given_once(parts.laboratories)
    if settings.laboratory is not None:
        yield from staff_matches_shifts(parts.laboratories, settings.laboratory)
    if parts.sites is not None:
        yield from ids_stand_once(parts.sites, Phrase("site"))
        yield from township_exists(parts.sites, parts.townships)
        yield from sites_sum_to_township(parts.townships, parts.sites)


def reference_exists(
    entry: Entry[Any], column: str, name: str, ids: frozenset[str] | None, table: str
) -> Iterator[Fault]:
    """Require that a name in ``column`` is an identifier of another table."""
    if ids is not None and name not in ids:
        rule = Phrase("an id in {file}", file=table_file(table))
        yield entry.fault(column, name, rule, suggestion(name, sorted(ids)))


def ids_stand_once(table: Table[RowT], what: Phrase) -> Iterator[Fault]:
    """Require that no two rows of a table share their identifier."""
    seen: set[str] = set()
    for entry in table.entries:
        name = entry.raw.cells["id"]
        if name in seen:
            rule = Phrase("the id of a {what} stands once", what=what)
            yield entry.fault(
                "id", name, rule, Phrase("give the row an id of its own or remove it")
            )
        seen.add(name)


def city_has_a_district(districts: Table[District]) -> Iterator[Fault]:
    """Require that there is at least one district."""
    if districts.complete and not districts.entries:
        rule = Phrase("a city has at least one district")
        yield Fault(table_file("districts"), "", "", rule, Phrase("add a row"))


def district_exists(
    table: Table[Township] | Table[LaboratoryRow] | Table[Team] | Table[VehiclePool],
    districts: Table[District],
) -> Iterator[Fault]:
    """Require that the district of a row exists; a laboratory outside the city has none."""
    for entry in table.entries:
        if entry.row.district is not None:
            yield from reference_exists(
                entry, "district", entry.row.district, districts.ids, "districts"
            )


def served_district_exists(
    laboratories: Table[LaboratoryRow], districts: Table[District]
) -> Iterator[Fault]:
    """Require that a laboratory serves the whole city or a district that exists."""
    for entry in laboratories.entries:
        serves = entry.row.serves
        if districts.ids is not None and serves not in districts.ids | {"city"}:
            rule = Phrase("'city' or an id in districts.csv")
            remedy = suggestion(serves, ["city", *sorted(districts.ids)])
            yield entry.fault("serves", serves, rule, remedy)


def township_exists(sites: Table[Site], townships: Table[Township]) -> Iterator[Fault]:
    """Require that the township of a site exists."""
    for entry in sites.entries:
        yield from reference_exists(
            entry, "township", entry.row.township, townships.ids, "townships"
        )


def _sum(parts: int, total: int) -> Phrase:
    """Write the sum of the parts and how far it is from the total."""
    apart = abs(parts - total)
    if parts > total:
        return Phrase("{parts:,} ({apart:,} more)", parts=parts, apart=apart)
    return Phrase("{parts:,} ({apart:,} fewer)", parts=parts, apart=apart)


def _known(sums: Counter[str], table: Table[RowT]) -> bool:
    """Tell whether all parts found their whole; a part that did not explains a sum too low."""
    return table.ids is not None and table.ids >= sums.keys()


def townships_sum_to_district(
    districts: Table[District], townships: Table[Township]
) -> Iterator[Fault]:
    """Require that the people of a district's townships are the district's population."""
    if not townships.complete:
        return
    sums: Counter[str] = Counter()
    for township in townships.rows:
        sums[township.district] += township.urban_persons + township.rural_persons
    strays = not _known(sums, districts)
    for entry in districts.entries:
        persons, total = entry.row.population_persons, sums[entry.row.id]
        if total > persons or (total < persons and not strays):
            rule = Phrase(
                "the district's population is its townships' sum, {sum}", sum=_sum(total, persons)
            )
            remedy = Phrase("correct population_persons, or urban_persons and rural_persons")
            yield entry.fault("population_persons", persons, rule, remedy)


def sites_sum_to_township(townships: Table[Township], sites: Table[Site]) -> Iterator[Fault]:
    """Require that the people of a township's sites are the township's people."""
    if not sites.complete:
        return
    sums: Counter[str] = Counter()
    for site in sites.rows:
        if site.group is None:
            sums[site.township] += site.persons
    strays = not _known(sums, townships)
    for entry in townships.entries:
        persons = entry.row.urban_persons + entry.row.rural_persons
        total = sums[entry.row.id]
        if total > persons or (total < persons and not strays):
            rule = Phrase(
                "the township's people are its sites' sum, {sum}", sum=_sum(total, persons)
            )
            remedy = Phrase(
                "correct persons in sites.csv, or remove sites.csv to have sites generated"
            )
            yield entry.fault("urban_persons", persons, rule, remedy)


def capacity_is_given_once(laboratories: Table[LaboratoryRow]) -> Iterator[Fault]:
    """Require that a laboratory is given by declared capacity alone or by all of its stages."""
    for entry in laboratories.entries:
        row = entry.row
        staged = [name for name in (*STAGES, "inactivation_machines") if _given(row, name)]
        missing = [name for name in STAGES if not _given(row, name)]
        declared = [name for name in DECLARED if _given(row, name)]
        if len(declared) > 1:
            rule = Phrase("tubes a day or people a day, not both")
            remedy = Phrase("leave blank {names}", names=declared[1])
            yield entry.fault(declared[1], getattr(row, declared[1]), rule, remedy)
        elif declared and staged:
            rule = Phrase("{name} alone, or the stages, not both", name=declared[0])
            remedy = Phrase(
                "leave blank {name} or {names}", name=declared[0], names=", ".join(staged)
            )
            yield entry.fault(declared[0], getattr(row, declared[0]), rule, remedy)
        elif not declared and missing:
            rule = Phrase(
                "declared_tubes_per_day alone, or all of {names}", names=", ".join(STAGES)
            )
            remedy = Phrase("give declared_tubes_per_day or {names}", names=", ".join(missing))
            yield entry.raw.fault("declared_tubes_per_day", None, rule, remedy)


def _given(row: LaboratoryRow, name: str) -> bool:
    return getattr(row, name) is not None


def staff_matches_shifts(
    laboratories: Table[LaboratoryRow], laboratory: Laboratory
) -> Iterator[Fault]:
    """Require that staff is given once for all shifts or once for each."""
    shifts = len(laboratory.shift_starts)
    for entry in laboratories.entries:
        for name in BY_SHIFT:
            staff = getattr(entry.row, name)
            if staff is not None and len(staff) not in (1, shifts):
                rule = Phrase(
                    "one number, or one for each of the {shifts} shifts of [laboratory]",
                    shifts=shifts,
                )
                remedy = Phrase("separate the numbers of the shifts by |, such as 8|8|4")
                yield entry.fault(name, "|".join(map(str, staff)), rule, remedy)


def generation_faults(townships: Table[Township], rule: Sites) -> Iterator[Fault]:
    """Check that sites can be generated."""
    yield from township_id_is_short(townships)
    yield from generated_sites_are_plausible(townships, rule)


def township_id_is_short(townships: Table[Township]) -> Iterator[Fault]:
    """Require that a township's id leaves room for the number of a generated site."""
    for entry in townships.entries:
        if len(entry.row.id) > LONGEST_TOWNSHIP_ID:
            text = Phrase(
                "an id of at most {longest_township_id} characters, since sites are named by it",
                longest_township_id=LONGEST_TOWNSHIP_ID,
            )
            yield entry.fault("id", entry.row.id, text, Phrase("shorten it or write sites.csv"))


def generated_sites_are_plausible(townships: Table[Township], rule: Sites) -> Iterator[Fault]:
    """Require that rule and counts give a number of sites and of tables that a city could have."""
    parts = parts_with_people(townships.rows, rule)
    total = _sites_by_density(townships, rule) if rule.sites_in_city is None else rule.sites_in_city
    if rule.sites_in_city is not None and total < parts:
        text = Phrase(
            "each township has a site, urban and rural people apart: {parts:,}", parts=parts
        )
        remedy = Phrase("raise sites.sites_in_city, or join townships")
        yield Fault(SETTINGS_FILE, "sites.sites_in_city", shown(total), text, remedy)
    elif total > MOST_SITES:
        text = Phrase("a city has at most {most_sites:,} sites", most_sites=MOST_SITES)
        remedy = Phrase("raise sites.urban_persons_per_site and sites.rural_persons_per_site")
        yield Fault(
            SETTINGS_FILE, "sites", Phrase("{total:,} sites by density", total=total), text, remedy
        )
    elif rule.tables_in_city is not None and rule.tables_in_city < total:
        text = Phrase("each of the {total:,} sites has a table", total=total)
        remedy = Phrase("raise sites.tables_in_city, or have fewer sites")
        yield Fault(SETTINGS_FILE, "sites.tables_in_city", shown(rule.tables_in_city), text, remedy)
    else:
        yield from _too_many_tables(most_tables(townships.rows, rule), rule)


def _sites_by_density(townships: Table[Township], rule: Sites) -> int:
    """Count the sites without making them, since a wrong density could mean billions."""
    return sum(
        site_count(one.urban_persons, rule.urban_persons_per_site)
        + site_count(one.rural_persons, rule.rural_persons_per_site)
        for one in townships.rows
    )


def _too_many_tables(most: int, rule: Sites) -> Iterator[Fault]:
    if most > MOST_TABLES_AT_A_SITE:
        by_count = rule.tables_in_city is not None
        text = Phrase(
            "a site has at most {most_tables_at_a_site} tables",
            most_tables_at_a_site=MOST_TABLES_AT_A_SITE,
        )
        remedy = (
            Phrase("lower tables_in_city or have more sites")
            if by_count
            else Phrase("raise persons_per_table or lower the persons per site")
        )
        yield Fault(
            SETTINGS_FILE,
            "sites.tables_in_city" if by_count else "sites.persons_per_table",
            Phrase("{most:,} tables", most=most),
            text,
            remedy,
        )
