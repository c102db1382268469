"""Plant mistakes in the compiled kernels: the comparison of the engines must catch every one.

Run by ``make mutants``. Each mistake is planted in a copy of the package and compiled anew, so the
whole takes about a minute a mistake; exit code 1 if any survives.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KERNELS = Path("planner/simulation/compiled")
SCENARIOS = 300
"""Random scenarios in which a mistake must show."""

COMPARISON = f"""
from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.engine import simulate_with_log
from planner.simulation.log import first_difference
from planner.simulation.reference.engine import simulate
from tests.simulation.random_city import random_scenario

for seed in range({SCENARIOS}):
    scenario = random_scenario(seed)
    layout = build_layout(scenario)
    conditions = draw_conditions(scenario, layout, seed, 0)
    _, compiled = simulate_with_log(layout, conditions)
    difference = first_difference(simulate(layout, conditions), compiled)
    if difference is not None:
        print(f"scenario {{seed}}, {{difference}}")
        break
"""


@dataclass(frozen=True)
class Mistake:
    """A text of one kernel file and the wrong one that takes its place."""

    words: str
    file: str
    right: str
    wrong: str

    def plant(self, package_root: Path) -> None:
        """Make the mistake in a copy of the package."""
        path = package_root / KERNELS / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.right) != 1:
            raise ValueError(
                f"{self.file} holds {text.count(self.right)} times {self.right!r}; a planted "
                "mistake must fit one place: give a longer text"
            )
        path.write_text(text.replace(self.right, self.wrong), encoding="utf-8")


MISTAKES = (
    Mistake(
        "a table registers at the instant at which its shift ends",
        "tables.py",
        "        if max(since, scratch.ready_ms[j]) >= table.close_ms and",
        "        if max(since, scratch.ready_ms[j]) > table.close_ms and",
    ),
    Mistake(
        "the lowest number serves instead of the table idle longest",
        "tables.py",
        "best = j if ready_ms[j] < best_ms else best",
        "best = j if best_ms == NEVER else best",
    ),
    Mistake(
        "a registrar may run one person further ahead",
        "tables.py",
        "table.slot + 1 if table.slot + 1 < site.ahead else 0",
        "table.slot + 1 if table.slot < site.ahead else 0",
    ),
    Mistake(
        "a tube that is too old does not take the swab of that instant",
        "tubes.py",
        "if done_ms > swabber.due_ms:",
        "if done_ms >= swabber.due_ms:",
    ),
    Mistake(
        "a part-filled tube closes with its shift, before the shift's last swab",
        "tubes.py",
        "over_ms = max(over_ms, scratch.swabbers[k].free_ms)",
        "over_ms = max(over_ms, 0)",
    ),
    Mistake(
        "whether people return is drawn by the following closing",
        "sites.py",
        "bits = derive(key, window - site.window_from)",
        "bits = derive(key, window - site.window_from + 1)",
    ),
    Mistake(
        "swabs draw the service of the next number",
        "tables.py",
        "arrays.quantiles[row], swabber.swab_key, swabber.swabs,",
        "arrays.quantiles[row], swabber.swab_key, swabber.swabs + 1,",
    ),
    Mistake(
        "tubes that close at one instant are not put in the order of their tables",
        "tubes.py",
        "return tube.table < other.table",
        "return tube.table > other.table",
    ),
    Mistake(
        "the last swabber swabs among those idle equally long",
        "tables.py",
        "swabbers[place(k)].free_ms < swabbers[place(best)].free_ms",
        "swabbers[place(k)].free_ms <= swabbers[place(best)].free_ms",
    ),
    Mistake(
        "a household counts the thresholds that its bits do not reach",
        "tubes.py",
        "swabber.capacity += bits >= household_below[i]",
        "swabber.capacity += bits < household_below[i]",
    ),
    Mistake(
        "the clerk mends two tubes at once",
        "tubes.py",
        "free_ms = max(free_ms, tube.closed_ms) + lasts",
        "free_ms = tube.closed_ms + lasts",
    ),
    Mistake(
        "nobody comes a second time",
        "people.py",
        "(attends < site.repeat_below)",
        "(attends < site.late_below)",
    ),
    Mistake(
        "a vehicle takes one tube more than it holds",
        "couriers.py",
        "taken < room",
        "taken <= room",
    ),
    Mistake(
        "a run misses the tubes that close at its instant",
        "couriers.py",
        "tubes[first + taken].boxed_ms <= now",
        "tubes[first + taken].boxed_ms < now",
    ),
    Mistake(
        "a run goes where the plan sends it when it leaves, not when it is called",
        "couriers.py",
        "laboratory_at(arrays, index, called)",
        "laboratory_at(arrays, index, leaves)",
    ),
    Mistake(
        "a vehicle drives to a planned stop as to any other",
        "couriers.py",
        "if planned > 0:",
        "if planned < 0:",
    ),
    Mistake(
        "the stops of a run are ranked in the order of the drive",
        "couriers.py",
        "deliveries[order[place - 1]].first > deliveries[number].first",
        "deliveries[order[place - 1]].first < 0",
    ),
    Mistake(
        "a server begins at the instant at which its shift ends",
        "servers.py",
        "since >= spans[server.span].close_ms:",
        "since > spans[server.span].close_ms:",
    ),
    Mistake(
        "tubes that leave a bench at one instant lose their seniority",
        "queues.py",
        "while place > 0 and entries[place - 1] > one:",
        "while place > 0 and joined_ms(entries[place - 1]) > joined_ms(one):",
    ),
    Mistake(
        "re-tests wait as long as pool tubes",
        "runs.py",
        "line + URGENT) + rules.priority_wait_ms",
        "line + URGENT) + rules.batch_wait_ms",
    ),
    Mistake(
        "a repeated tube goes behind those that join with it",
        "queues.py",
        "if count > 0 and rest < tail and",
        "if count < 0 and rest < tail and",
    ),
    Mistake(
        "a result of the very instant of an upload waits for the next one",
        "results.py",
        "upload = -(-now // rules.publication_ms) * rules.publication_ms",
        "upload = (now // rules.publication_ms + 1) * rules.publication_ms",
    ),
    Mistake(
        "a tube has one attempt more",
        "results.py",
        "own.attempts < rules.attempts:",
        "own.attempts <= rules.attempts:",
    ),
    Mistake(
        "locating people, visiting them and the express courier exchange their draws",
        "results.py",
        "row - LOCATE_TABLE)",
        "row - LOCATE_TABLE + 1)",
    ),
)


def first_difference_in(root: Path, cache: Path) -> str:
    """Return the first difference between the engines of a package, empty where none is found."""
    done = subprocess.run(
        [sys.executable, "-c", COMPARISON],
        cwd=root,
        env=os.environ | {"PLANNER_CACHE_DIR": str(cache), "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the comparison itself broke:\n{done.stderr}")
    return done.stdout.strip()


def first_difference_with(mistake: Mistake | None) -> str:
    """Return the first difference that a mistake makes, or that there is without one."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for package in ("planner", "tests"):
            unneeded = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / package, copy / package, ignore=unneeded)
        if mistake is not None:
            mistake.plant(copy)
        return first_difference_in(copy, copy / "cache")


def main() -> int:
    """Plant every mistake, one after the other; return 1 if any survives."""
    print(f"{len(MISTAKES)} mistakes, up to a minute each to compile", file=sys.stderr, flush=True)
    difference = first_difference_with(None)
    if difference:
        print(f"the engines differ before any mistake is planted: {difference}")
        return 1
    survivors = 0
    for number, mistake in enumerate(MISTAKES, start=1):
        began = time.perf_counter()
        difference = first_difference_with(mistake)
        survivors += not difference
        outcome = f"caught, {difference}" if difference else "SURVIVED"
        print(f"{mistake.words}: {outcome}", flush=True)
        seconds = time.perf_counter() - began
        print(f"  {number} of {len(MISTAKES)}, {seconds:.0f} s", file=sys.stderr, flush=True)
    print(f"{len(MISTAKES) - survivors} of {len(MISTAKES)} mistakes caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
