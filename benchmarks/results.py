"""``RESULTS.md``: what was measured, in tables, with what a reader must know to believe it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from benchmarks.agreement import STANDARD_ERRORS
from benchmarks.country import PROCESSES, SEED, Country
from benchmarks.engines import CIMBA, ENGINES, OURS, TEXTBOOK
from benchmarks.jobs import LaboratoryAnswer, LaboratoryLine, SiteAnswer, SiteLine
from benchmarks.lines import LaboratoryRace, SiteRace
from benchmarks.machine import Machine
from benchmarks.memory import MIB
from benchmarks.race import Timing
from benchmarks.whole_chain import Cores, Measured, bytes_per_tube, exponent
from planner.study.census.city import Steps

CHINA_PERSONS = 1_411_778_724
"""7th national census, 1 November 2020."""


@dataclass(frozen=True)
class Growth:
    """The whole chain by people, and by one other thing with the people kept."""

    people: tuple[Measured, ...]
    sites: tuple[Measured, ...]
    laboratories: tuple[Measured, ...]
    hours: tuple[Measured, ...]

    @property
    def exponent(self) -> float:
        """Power of the people with which time grows."""
        return exponent(
            [one.built.persons for one in self.people], [one.timing.seconds for one in self.people]
        )


@dataclass(frozen=True)
class Results:
    """All that was measured."""

    machine: Machine
    rounds: int
    loads: tuple[float, float]
    """Load average before and after."""
    seconds: float
    sites: SiteRace
    laboratories: LaboratoryRace
    growth: Growth
    cores: Cores
    country: Country | None
    """None where it was left out."""


def write_results(results: Results) -> str:
    """Return the page."""
    parts = [
        "# Benchmarks",
        "Written by `make bench`; every number is of that one run. Rates are by second of "
        "processor time of one core, medians of the rounds with the lowest and highest beside.",
        *_conditions(results),
        *_lines(results.sites, results.laboratories),
        *_growth(results.growth),
        *_cores(results.cores),
        *(_country(results.country) if results.country else ()),
        *_caveats(results),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _conditions(results: Results) -> list[str]:
    machine = results.machine
    packages = ", ".join(f"{name} {number}" for name, number in machine.packages.items())
    return [
        _table(
            ("what", "value"),
            [
                ("commit", machine.commit),
                ("processor", f"{machine.processor}, {machine.cores} cores"),
                ("versions", f"Python {machine.python}, {packages}"),
                ("rounds", f"{results.rounds}, with seeds 1 to {results.rounds}"),
                ("load average", "{:.1f} before, {:.1f} after".format(*results.loads)),
                ("the whole run", f"{results.seconds / 60:.1f} min"),
            ],
        )
    ]


def _lines(sites: SiteRace, laboratories: LaboratoryRace) -> list[str]:
    ours, cimba = sites.timings[OURS].rate, sites.timings.get(CIMBA)
    beside = f"{ours / sites.timings[TEXTBOOK].rate:,.0f} times SimPy's textbook style"
    if cimba:
        beside += f" and {ours / cimba.rate:,.1f} times Cimba"
    return [
        "## The site line and the laboratory line",
        f"On the site line the compiled engine serves **{ours / 1e6:.1f} million people a second "
        f"and core**: {beside} in the same run.",
        "![People and tubes a second by engine](engines.png)",
        _jobs(sites.job, laboratories.job),
        _table(
            ("engine", "site line: people/s", "lowest to highest", "x SimPy",
             "laboratory line: tubes/s", "lowest to highest", "1.4 billion people"),
            [
                (
                    f"**{e.name}**: {e.how}",
                    *_speed(sites.timings[e.name], sites.timings[TEXTBOOK]),
                    *_speed(laboratories.timings[e.name]),
                    _duration(CHINA_PERSONS / sites.timings[e.name].rate),
                )
                for e in ENGINES
                if e.name in sites.timings
            ],
        ),
        "### They agree",
        f"Erlang C, followed from the empty opening to the closing, gives "
        f"{sites.erlang_seconds:.2f} s for exponential service. A run fails where a mean is more "
        f"than {STANDARD_ERRORS:g} standard errors from Erlang, or from the compiled engine with "
        "lognormal service; where people or tubes are not those of the job; or where a makespan "
        "is 3 minutes apart.",
        _table(
            ("engine", "people", "mean wait, s", "standard error", "exponential, s",
             "standard error", "tubes in the laboratory", "makespan, h", "mean stay, h"),
            [
                (
                    name,
                    f"{sum(timing.counts):,}",
                    f"{sites.waits[name].mean:.2f}",
                    f"{sites.waits[name].error:.2f}",
                    f"{sites.exponential_waits[name].mean:.2f}",
                    f"{sites.exponential_waits[name].error:.2f}",
                    f"{sum(laboratories.timings[name].counts):,}",
                    f"{laboratories.makespans_hours[name]:.2f}",
                    f"{laboratories.stays_hours[name]:.2f}",
                )
                for name, timing in sites.timings.items()
            ],
        ),
    ]  # fmt: skip


def _jobs(site: SiteLine, laboratory: LaboratoryLine) -> str:
    return (
        f"Site line: open {site.open_hours:g} h, {site.servers} servers, first come first served, "
        f"Poisson arrivals at {site.load:.0%} load, lognormal service of mean "
        f"{site.service_seconds:g} s (coefficient of variation {site.service_cv:g}), a tube for "
        f"every ten people. Laboratory line: {laboratory.tubes:,} tubes in {laboratory.hours:g} h; "
        f"{laboratory.staff} staff x {laboratory.accession_seconds:g} s; plates of "
        f"{laboratory.plate_tubes} or after {laboratory.plate_wait_minutes:g} min; "
        f"{laboratory.extractors} x {laboratory.extraction_minutes:g} min, {laboratory.cyclers} x "
        f"{laboratory.amplification_minutes:g} min, {laboratory.reviewers} x "
        f"{laboratory.review_minutes:g} min. The code of every engine stands in `peers/`."
    )


def _speed(
    timing: Timing[SiteAnswer] | Timing[LaboratoryAnswer],
    beside: Timing[SiteAnswer] | None = None,
) -> tuple[str, ...]:
    spread = f"{_short(min(timing.rates))} to {_short(max(timing.rates))}"
    own = (_short(timing.rate), spread)
    return own if beside is None else (*own, f"{timing.rate / beside.rate:,.3g}")


def _short(rate: float) -> str:
    return f"{rate / 1e6:,.2f} M" if rate >= 1e6 else f"{float(f'{rate:.3g}'):,.0f}"


def _duration(seconds: float) -> str:
    for unit, name in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds:.1f} s"


def _growth(growth: Growth) -> list[str]:
    return [
        "## The whole chain by size",
        f"Time grows with the people to the power of **{growth.exponent:.3f}** (at most 1.05 is "
        f"wanted); each further tube takes {bytes_per_tube(growth.people):.0f} bytes of the peak, "
        "between the two largest sizes.",
        "![Time against people](growth.png)",
        "All settings at their defaults (10:1 pools), made-up cities with 2,500 people a site and "
        "250,000 a laboratory; one replication, one core. `to build` is from the scenario to the "
        "arrays that all its replications share.",
        _sizes(growth.people),
        f"{growth.sites[0].size.persons:,} people with more sites, laboratories or hours:",
        _sizes((*growth.sites, *growth.laboratories, *growth.hours)),
    ]


def _sizes(measured: Sequence[Measured]) -> str:
    return _table(
        ("people", "sites", "laboratories", "horizon, h", "seconds", "lowest to highest",
         "people/s and core", "tubes", "to build, s", "peak, MiB", "of it before, MiB"),
        [
            (
                f"{one.size.persons:,}",
                f"{one.size.site_count:,}",
                f"{one.size.laboratory_count:,}",
                f"{one.size.horizon_hours}",
                f"{one.timing.seconds:.3f}",
                "{:.3f} to {:.3f}".format(*_extremes(one)),
                _short(one.timing.rate),
                f"{one.last.tubes:,}",
                f"{one.built.build_seconds:.2f}",
                f"{one.last.peak_bytes / MIB:,.0f}",
                f"{one.built.idle_bytes / MIB:,.0f}",
            )
            for one in measured
        ],
    )  # fmt: skip


def _extremes(one: Measured) -> tuple[float, float]:
    seconds = [run.processor_seconds for run in one.timing.runs]
    return min(seconds), max(seconds)


def _cores(cores: Cores) -> list[str]:
    faster = cores.one.wall_seconds / cores.two.wall_seconds
    verdict = "the same bytes" if cores.same_bytes else "**other bytes**"
    return [
        "## Two cores",
        f"{cores.replications} replications of {cores.persons:,} people took "
        f"{cores.one.wall_seconds:.2f} s on one core and {cores.two.wall_seconds:.2f} s on two "
        f"({faster:.2f} times as fast, by the clock on the wall), and gave {verdict} as JSON.",
    ]


def _country(country: Country) -> list[str]:
    city, largest = country.largest
    named = {step.name.replace("_", " "): step.name for step in fields(Steps)}
    spent = {words: getattr(country.steps, name) for words, name in named.items()}
    spent["balance, tables, map and pages"] = country.finish_seconds
    total = sum(spent.values())
    return [
        "## The country, city by city",
        f"{country.cities} cities and counties of the census, {country.population:,} people, "
        f"{country.expected:,} expected and {country.resulted:,} with a result, each drafted, "
        f"loaded, laid out and simulated once in {PROCESSES} processes, then the balance, tables, "
        "map and pages, as `planner census` does: "
        f"**{country.wall_seconds:.0f} s**, at most {country.peak_bytes / MIB:,.0f} MiB in all "
        f"processes together. Seed {SEED}.",
        _table(
            ("step", "processor time, s", "share", f"{city.name_en}, s"),
            [
                (
                    words,
                    f"{seconds:.1f}",
                    f"{seconds / total:.0%}",
                    f"{getattr(largest, named[words]):.2f}" if words in named else "",
                )
                for words, seconds in spent.items()
            ],
        ),
    ]


def _caveats(results: Results) -> list[str]:
    caveats = [
        "The compiled engine simulates more than the jobs ask: attendance, infection and a swab "
        "for everybody, boxes, a vehicle, cabinets and uploads. What a job lacks takes no time or "
        "happens at once (`peers/own_layouts.py`), and is computed all the same. On the site line "
        "it stops when everybody is swabbed, on the laboratory line it begins with filled tubes; "
        "the reference engine has no such parts and always does both.",
        "Arrivals of the compiled engine are evenly random given each site's Poisson number, which "
        "is a Poisson process. In a real scenario the profile has a piece for each hour, in which "
        "as many come as it says: that is smoother than a Poisson process and waits are shorter.",
        "Each of our tables fills a tube of its own, so a site ends with up to four part-filled "
        "tubes, where the others end with one.",
        "In our laboratories a part-filled plate waits at every batch stage anew; with a last "
        "plate that is nearly full, or a queue before the machines, it makes no difference.",
        "Ciw cannot gather individuals into a plate: the grouping between its two networks is "
        "plain Python.",
        "Building and compiling are left out everywhere. Rates by processor time do not see other "
        "work on the machine, except through shared caches and memory: compare within this run.",
    ]
    if results.country is None:
        caveats.append("This was a quick run: small jobs, few rounds, and no country.")
    return ["## Caveats", "\n".join(f"- {one}" for one in caveats)]
