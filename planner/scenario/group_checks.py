"""Rules of the groups that are sampled apart; each is one function."""

from collections.abc import Iterator

from planner.scenario.faults import Fault
from planner.scenario.generate import door_site_id, group_site_id, table_count
from planner.scenario.names import table_file
from planner.scenario.parts import Parts, Settings, Table
from planner.scenario.phrase import Phrase
from planner.scenario.settings import People, Sites
from planner.scenario.table_checks import (
    MOST_SITES,
    MOST_TABLES_AT_A_SITE,
    ids_stand_once,
    reference_exists,
)
from planner.scenario.tables import Group, Site, Township

LONGEST_ID = 64


def group_faults(parts: Parts, sites: Table[Site], settings: Settings) -> Iterator[Fault]:
    """Check the groups alone, against those among whom they are and that their sites can be made.

    Parameters
    ----------
    sites
        Written or generated, without those of groups that no table names.
    """
    groups, townships = parts.groups, parts.townships
    yield from ids_stand_once(groups, Phrase("group"))
    yield from shares_leave_others(groups)
    if settings.people is not None:
        yield from group_attendance_fits_in_one(groups, settings.people)
    if parts.sites is not None:
        yield from group_exists(parts.sites, groups)
    crowd = tuple(groups_are_few(groups, townships))
    yield from crowd
    if not crowd:
        yield from group_sites_have_names(groups, townships, sites)
        if settings.sites is not None:
            yield from group_sites_have_room(groups, townships, sites, settings.sites)


def shares_leave_others(groups: Table[Group]) -> Iterator[Fault]:
    """Require that the groups together are not everybody."""
    total = sum(group.persons_share for group in groups.rows)
    if total >= 1:
        rule = Phrase("the groups' persons_share sum to less than 1")
        remedy = Phrase("lower the shares; for the whole city set the values in scenario.toml")
        yield Fault(
            table_file("groups"),
            "persons_share",
            Phrase("sum {total:g}", total=total),
            rule,
            remedy,
        )


def group_attendance_fits_in_one(groups: Table[Group], people: People) -> Iterator[Fault]:
    """Require that those of a group who come first and those never reached are at most all."""
    for entry in groups.entries:
        first, never = entry.row.first_pass_share, entry.row.never_reached_share
        if first is None and never is None:
            continue
        total = (people.first_pass_share if first is None else first) + (
            people.never_reached_share if never is None else never
        )
        if total > 1:
            rule = Phrase("first_pass_share and never_reached_share sum to at most 1")
            remedy = Phrase("lower one of the two; a blank is the value of [people]")
            yield entry.fault(
                "first_pass_share", Phrase("sum {total:g}", total=total), rule, remedy
            )


def group_exists(sites: Table[Site], groups: Table[Group]) -> Iterator[Fault]:
    """Require that the group of a site exists."""
    for entry in sites.entries:
        if entry.row.group is not None:
            yield from reference_exists(entry, "group", entry.row.group, groups.ids, "groups")


def groups_are_few(groups: Table[Group], townships: Table[Township]) -> Iterator[Fault]:
    """Require that a site for each group in each township is no absurd number."""
    count = len(groups.entries) * len(townships.entries)
    if count > MOST_SITES:
        rule = Phrase(
            "a city has at most {most_sites:,} sites, one for each group in each township",
            most_sites=MOST_SITES,
        )
        yield Fault(
            table_file("groups"),
            "",
            Phrase("{count:,} sites", count=count),
            rule,
            Phrase("join groups"),
        )


def group_sites_have_names(
    groups: Table[Group], townships: Table[Township], sites: Table[Site]
) -> Iterator[Fault]:
    """Require that the site of each group in each township can have a name of its own."""
    served = {(site.township, site.group) for site in sites.rows}
    taken = {site.id for site in sites.rows} | {door_site_id(one.id) for one in townships.rows}
    by_id = {entry.row.id: entry for entry in groups.entries}
    for group, entry in by_id.items():
        names = [
            group_site_id(township.id, group)
            for township in townships.rows
            if (township.id, group) not in served
        ]
        wrong = next((name for name in names if name in taken or len(name) > LONGEST_ID), None)
        if wrong is not None:
            rule = Phrase(
                "the group's site in a township, such as {wrong}, has a name of at most "
                "{longest_id} characters that no other site has",
                wrong=wrong,
                longest_id=LONGEST_ID,
            )
            yield entry.fault("id", group, rule, Phrase("write a shorter or another id"))
        taken.update(names)


def group_sites_have_room(
    groups: Table[Group], townships: Table[Township], sites: Table[Site], rule: Sites
) -> Iterator[Fault]:
    """Require that one site of a township suffices for a group, where no other is written."""
    served = {(site.township, site.group) for site in sites.rows}
    for entry in groups.entries:
        persons = max(
            (
                township.urban_persons + township.rural_persons
                for township in townships.rows
                if (township.id, entry.row.id) not in served
            ),
            default=0,
        )
        tables = table_count(round(persons * entry.row.persons_share), rule.persons_per_table)
        if tables > MOST_TABLES_AT_A_SITE:
            text = Phrase(
                "the group's one site in a township has at most {most_tables_at_a_site} tables, "
                "not {tables:,}",
                most_tables_at_a_site=MOST_TABLES_AT_A_SITE,
                tables=tables,
            )
            remedy = Phrase(
                "write the group's sites in sites.csv, or raise sites.persons_per_table"
            )
            yield entry.fault("persons_share", entry.row.persons_share, text, remedy)
