"""Rules of the groups that are sampled apart; each is one function."""

from collections.abc import Iterator

from planner.scenario.faults import Fault
from planner.scenario.generate import door_site_id, group_site_id
from planner.scenario.names import table_file
from planner.scenario.parts import Table
from planner.scenario.settings import People
from planner.scenario.table_checks import ids_stand_once, reference_exists
from planner.scenario.tables import Group, Site, Township

LONGEST_ID = 64


def group_faults(
    groups: Table[Group], townships: Table[Township], sites: Table[Site], people: People | None
) -> Iterator[Fault]:
    """Check the groups alone and against those among whom they are."""
    yield from ids_stand_once(groups, "group")
    yield from shares_leave_others(groups)
    yield from group_sites_have_names(groups, townships, sites)
    yield from group_of_a_site_exists(groups, sites)
    if people is not None:
        yield from group_attendance_fits_in_one(groups, people)


def shares_leave_others(groups: Table[Group]) -> Iterator[Fault]:
    """Require that the groups together are not everybody."""
    total = sum(group.persons_share for group in groups.rows)
    if total >= 1:
        rule = "the groups' persons_share sum to less than 1"
        remedy = "lower the shares; for the whole city set the values in scenario.toml"
        yield Fault(table_file("groups"), "persons_share", f"sum {total:g}", rule, remedy)


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
            rule = "first_pass_share and never_reached_share sum to at most 1"
            remedy = "lower one of the two; a blank is the value of [people]"
            yield entry.fault("first_pass_share", f"sum {total:g}", rule, remedy)


def group_of_a_site_exists(groups: Table[Group], sites: Table[Site]) -> Iterator[Fault]:
    """Require that a site which serves one group names one of ``groups.csv``."""
    for entry in sites.entries:
        if entry.row.group is not None:
            yield from reference_exists(entry, "group", entry.row.group, groups.ids, "groups")


def group_sites_have_names(
    groups: Table[Group], townships: Table[Township], sites: Table[Site]
) -> Iterator[Fault]:
    """Require that the site of each group in each township can have a name of its own."""
    taken = {site.id for site in sites.rows} | {door_site_id(one.id) for one in townships.rows}
    served = {(site.township, site.group) for site in sites.rows}
    by_id = {entry.row.id: entry for entry in groups.entries}
    for entry in by_id.values():
        names = [
            group_site_id(township.id, entry.row.id)
            for township in townships.rows
            if (township.id, entry.row.id) not in served
        ]
        wrong = next((name for name in names if name in taken or len(name) > LONGEST_ID), None)
        if wrong is not None:
            rule = (
                f"the group's site in a township, such as {wrong}, has a name of at most "
                f"{LONGEST_ID} characters that no other site has"
            )
            yield entry.fault("id", entry.row.id, rule, "write a shorter or another id")
        taken.update(names)
