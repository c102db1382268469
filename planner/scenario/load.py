"""From a scenario folder to a sound ``Scenario``, or to every fault in it.

Precedence: a default of the models gives way to the preset, the preset to ``scenario.toml`` and
the tables, and these to the chosen variants. Variants have no precedence among each other: two that
set the same key, or the same cell of a row, are refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from os import PathLike
from pathlib import Path

from planner.scenario.boundary_checks import boundary_faults, read_boundaries
from planner.scenario.dotted import has, with_value
from planner.scenario.faults import Fault, ScenarioFaults
from planner.scenario.fitted import own_variants
from planner.scenario.generate import Density, density_of, generate_sites, group_sites
from planner.scenario.group_checks import group_faults
from planner.scenario.mobile_checks import mobile_faults
from planner.scenario.names import (
    BOUNDARIES_FILE,
    PLAN_TABLES,
    SECTIONS,
    SETTINGS_FILE,
    TABLES,
    known_settings,
    table_file,
)
from planner.scenario.opening_checks import opening_faults
from planner.scenario.parts import Entry, Parts, Settings, Table, read_parts, read_settings
from planner.scenario.plan_checks import Places, plan_faults
from planner.scenario.presets import stated_settings
from planner.scenario.read import Folder, RawTable, read_folder, read_plan
from planner.scenario.route_checks import route_faults
from planner.scenario.scenario import City, Plan, Scenario, Source
from planner.scenario.setting_checks import setting_faults
from planner.scenario.settings import Sites
from planner.scenario.table_checks import generation_faults, table_faults
from planner.scenario.tables import District, LaboratoryRow, Site, Township
from planner.scenario.translate import section
from planner.scenario.travel_checks import travel_faults
from planner.scenario.variants import apply_variants, as_applied, source_faults

UNSOURCED = "assumed: scenario.toml names no source"
_FILE_ORDER = (SETTINGS_FILE, *map(table_file, TABLES), BOUNDARIES_FILE)


def load(
    directory: str | PathLike[str],
    variants: str | Sequence[str] | None = None,
    plan: str | PathLike[str] | None = None,
) -> Scenario:
    """Load a scenario, with any of its variants, complete and sound.

    Parameters
    ----------
    directory
        Folder that holds ``scenario.toml`` and the tables.
    variants
        Names of variants of ``scenario.toml``, or one name; none for the scenario itself. Their
        order has no meaning.
    plan
        Folder whose plan tables are read in the place of those of the scenario and its variants.

    Raises
    ------
    ScenarioFaults
        With every fault of the scenario so chosen; a fault that only another variant has does
        not count (see :func:`check`).
    """
    faults: list[Fault] = []
    folder = read_folder(Path(directory), faults)
    names = (variants,) if isinstance(variants, str) else tuple(variants or ())
    other_plan = None if plan is None else read_plan(Path(plan), faults)
    scenario = resolve(folder, names, faults, other_plan)
    if scenario is None:
        raise ScenarioFaults(ordered(faults))
    return scenario


def check(directory: str | PathLike[str]) -> tuple[Fault, ...]:
    """Return every fault of a scenario and of each of its variants; none where it is sound.

    Variants are tried one by one; what only several together bring in is found when they are
    loaded. A fault of a variant is marked with its name, and left out where the scenario itself
    has it.
    """
    read_faults: list[Fault] = []
    folder = read_folder(Path(directory), read_faults)
    faults = list(read_faults)
    resolve(folder, (), faults)
    own = {_identity(fault) for fault in faults}
    for name in own_variants(folder.variants):
        of_variant = list(read_faults)
        resolve(folder, (name,), of_variant)
        faults.extend(
            replace(fault, variant=name) for fault in of_variant if _identity(fault) not in own
        )
    return ordered(faults)


def _identity(fault: Fault) -> tuple[str, ...]:
    """Tell faults apart without the remedy, which may list names that only a variant adds."""
    return fault.file, fault.where, fault.value, fault.rule


def ordered(faults: list[Fault]) -> tuple[Fault, ...]:
    """Group faults by file, in the order in which the files are described."""
    places = {file: place for place, file in enumerate(_FILE_ORDER)}
    return tuple(sorted(dict.fromkeys(faults), key=lambda one: places.get(one.file, len(places))))


def resolve(
    folder: Folder,
    names: tuple[str, ...],
    faults: list[Fault],
    plan: Mapping[str, RawTable | None] | None = None,
) -> Scenario | None:
    """Return the scenario of a folder that was read, with the variants named.

    None where there is any fault; those in ``faults`` beforehand count.
    """
    faults.extend(source_faults(folder))
    folder = apply_variants(folder, names, faults)
    if plan is not None:
        kept = {name: table for name, table in folder.tables.items() if name not in PLAN_TABLES}
        folder = replace(folder, tables={**kept, **plan})
    parts = read_parts(folder, faults)
    folder = _with_preset(folder, parts.districts)
    settings = read_settings(folder, faults)
    faults.extend(setting_faults(settings, folder.settings))
    faults.extend(table_faults(parts, settings))
    faults.extend(opening_faults(parts, settings))
    if parts.sites is not None:
        sites = parts.sites
    else:
        sites = _generated(parts.townships, settings.sites, faults)
    of_groups = tuple(group_faults(parts, sites, settings))
    faults.extend(of_groups)
    apart = () if of_groups else _apart(parts, sites, settings.sites)
    every_site = (*sites.rows, *apart)
    faults.extend(travel_faults(parts, every_site))
    faults.extend(mobile_faults(parts))
    of_sites = None if of_groups or sites.ids is None else sites.ids | {site.id for site in apart}
    public = frozenset(site.township for site in sites.rows if site.group is None)
    places = Places(
        parts.districts.ids, parts.townships.ids, of_sites, public if sites.complete else None
    )
    faults.extend(plan_faults(parts, places, settings.courier))
    if of_sites is not None:
        faults.extend(route_faults(parts, every_site, settings.courier))
    if folder.boundaries is not None:
        faults.extend(boundary_faults(folder.boundaries, parts.districts.ids))
    if faults:
        return None
    return _assembled(settings, parts, every_site, folder, names)


def _with_preset(folder: Folder, districts: Table[District]) -> Folder:
    """Fill the settings that the edition states and the file leaves open."""
    # Faults of the city are reported when every section is read.
    city = section("city", City, folder.settings.get("city", {}), [])
    if city is None or not districts.complete:
        return folder
    population = sum(district.population_persons for district in districts.rows)
    settings, sources, given_by = folder.settings, dict(folder.sources), dict(folder.given_by)
    for key, stated in stated_settings(city.preset, population).items():
        if isinstance(settings.get(key.partition(".")[0], {}), dict) and not has(settings, key):
            settings = with_value(settings, key, stated.value)
            sources[key] = stated.source
            given_by[key] = f"preset {city.preset}"
    return replace(folder, settings=settings, sources=sources, given_by=given_by)


def _generated(townships: Table[Township], rule: Sites | None, faults: list[Fault]) -> Table[Site]:
    """Return the sites by density; their names are unknown where a fault forbids making them."""
    unknown: Table[Site] = Table((), complete=False, ids=None)
    if rule is None or not townships.complete:
        return unknown
    found = tuple(generation_faults(townships, rule))
    faults.extend(found)
    if found:
        return unknown
    raw = {entry.row.id: entry.raw for entry in townships.entries}
    entries = tuple(
        Entry(site, raw[site.township]) for site in _laid_out(townships.rows, density_of(rule))
    )
    return Table(entries, complete=True, ids=frozenset(entry.row.id for entry in entries))


def forget_sites() -> None:
    """Let go of the sites of earlier scenarios, which a process of many cities never sees again."""
    _laid_out.cache_clear()


@lru_cache(maxsize=8)
def _laid_out(townships: tuple[Township, ...], density: Density) -> tuple[Site, ...]:
    """Return the sites of all townships; most of the time that a scenario takes to resolve."""
    return generate_sites(townships, density)


def _apart(parts: Parts, sites: Table[Site], rule: Sites | None) -> tuple[Site, ...]:
    """Return the sites of groups that no table names."""
    if rule is None or not (parts.townships.complete and parts.groups.complete and sites.complete):
        return ()
    return tuple(group_sites(parts.townships.rows, parts.groups.rows, sites.rows, rule))


def _assembled(
    settings: Settings,
    parts: Parts,
    sites: tuple[Site, ...],
    folder: Folder,
    names: tuple[str, ...],
) -> Scenario:
    sections = {name: getattr(settings, name) for name in SECTIONS if name != "sites"}
    written = Scenario(
        **sections,
        sites_rule=settings.sites,
        districts=parts.districts.rows,
        townships=parts.townships.rows,
        groups=parts.groups.rows,
        sites=sites,
        laboratories=parts.laboratories.rows,
        teams=parts.teams.rows,
        vehicles=parts.vehicles.rows,
        travel=parts.travel.rows,
        mobile_teams=parts.mobile_teams.rows,
        mobile_laboratories=parts.mobile_laboratories.rows,
        plan=Plan(
            tables=parts.plan_tables.rows,
            teams=parts.plan_teams.rows,
            laboratories=parts.plan_laboratories.rows,
            flows=parts.plan_flows.rows,
            stops=parts.plan_stops.rows,
            tours=parts.plan_tours.rows,
        ),
        boundaries=read_boundaries(folder.boundaries) if folder.boundaries is not None else None,
        variants_offered=tuple(folder.variants),
        variants_applied=tuple(
            as_applied(name, folder.variants[name]) for name in folder.variants if name in names
        ),
        sources=tuple(
            Source(
                key=key,
                by=folder.given_by.get(key, SETTINGS_FILE),
                text=folder.sources.get(key, "" if key.startswith("city.") else UNSOURCED),
            )
            for key in known_settings()
            if has(folder.settings, key)
        ),
    )
    laboratories = tuple(_by_tubes(written, row) for row in written.laboratories)
    return written.model_copy(update={"laboratories": laboratories})


def _by_tubes(scenario: Scenario, row: LaboratoryRow) -> LaboratoryRow:
    """Return a laboratory by tubes a day where it declared people a day."""
    if row.declared_persons_per_day is None:
        return row
    size = scenario.sites_rule.pool_size_persons
    pool = scenario.people.mean_household_persons if size == "household" else size
    tubes = row.declared_persons_per_day / pool
    return row.model_copy(
        update={"declared_tubes_per_day": tubes, "declared_persons_per_day": None}
    )
