"""Ten sessions at once: each is told its place, all are answered with their own, memory is bounded.

With PLANNER_FULL_LOAD set the cities are the ten of five million people; otherwise they are small
enough for every day.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from planner.outcome.looks import single_look
from planner.report.catalogue import text
from planner.report.sentence import verdict_sentence
from planner.scenario import Scenario, load
from planner.scenario.census.records import cities
from planner.study.new_scenario import write_new_scenario
from planner.study.replications import Replications
from planner.web.simulations import EARLY_REPLICATIONS, FIRST_REPLICATIONS
from tests.web.conftest import ANSWER_MS, Visitor, serving, visit
from tests.web.test_browser import sentence, settled
from tests.web.test_browser_plans import choose_file

FULL = bool(os.environ.get("PLANNER_FULL_LOAD"))
PERSONS = 5_000_000 if FULL else 100_000
SESSIONS = 10
ANSWERED_MS = ANSWER_MS * (5 if FULL else 3)
MOST_BYTES = 4 * 2**30
LOOK_SECONDS = 0.2
WATCH = """() => {
    window.told = new Set();
    window.answers = new Set();
    new MutationObserver(() => {
        for (const one of document.querySelectorAll('[data-testid=stCaptionContainer]'))
            window.told.add(one.innerText);
        for (const one of document.querySelectorAll('.sentence:not(.stale)'))
            window.answers.add(one.innerText.trim());
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
OPEN = """() => [...document.querySelectorAll('[data-testid=stForm]')]
    .find(form => form.querySelector('input[type=file]'))
    .querySelector('[data-testid=stFormSubmitButton] button').click()"""


def nearest_cities() -> list[str]:
    """Return the codes of the cities whose people are nearest to the wanted number."""
    by_size = sorted(cities(), key=lambda city: abs(city.population_persons - PERSONS))
    return [city.code for city in by_size[:SESSIONS]]


@contextmanager
def peak_bytes(pid: int) -> Iterator[list[int]]:
    """Watch the memory of a process and all below it; give the most at one time, once over."""
    peak, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(LOOK_SECONDS):
            peak[0] = max(peak[0], resident_bytes(pid))

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield peak
    finally:
        over.set()
        watching.join()


def resident_bytes(pid: int) -> int:
    """Return the memory that a process and all below it hold; 0 for one that is gone."""
    own = Path("/proc") / str(pid)
    try:
        pages = int((own / "statm").read_text(encoding="ascii").split()[1])
        threads = [one / "children" for one in (own / "task").iterdir()]
        below = [int(child) for one in threads for child in one.read_text(encoding="ascii").split()]
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(map(resident_bytes, below))


def begin(visitor: Visitor, address: str, city: Path) -> Page:
    """Open the desk and choose a city for upload; nothing is asked yet."""
    page = visitor.context.new_page()
    page.goto(address)
    sentence(page)
    settled(page)
    choose_file(page, city)
    settled(page)
    page.evaluate(WATCH)
    return page


def first_sentences(city: Scenario) -> Iterator[str]:
    """Yield what there is to say of a city at first."""
    made = Replications(city, seed=1)
    for number in (EARLY_REPLICATIONS, FIRST_REPLICATIONS):
        made.make(number)
        yield verdict_sentence(made.outcome(single_look(number)), "en")


def test_ten_sessions_at_once_are_all_answered(browser: Browser, tmp_path: Path) -> None:
    folders = [tmp_path / code for code in nearest_cities()]
    for folder in folders:
        write_new_scenario(folder, folder.name, "cn-2021-09", None)
    scenarios = [load(folder) for folder in folders]
    visitors = [visit(browser, 800, 600, "en-US") for _ in folders]
    with serving(tmp_path) as server, peak_bytes(server.process.pid) as peak:
        pairs = zip(visitors, folders, strict=True)
        pages = [begin(visitor, server.address, folder) for visitor, folder in pairs]
        for page in pages:
            page.evaluate(OPEN)
        for page, scenario in zip(pages, scenarios, strict=True):
            own = page.locator(".sentence:not(.stale)", has_text=f"{scenario.city.city_en},")
            expect(own).to_be_visible(timeout=ANSWERED_MS)
        answers = [page.evaluate("() => [...window.answers]") for page in pages]
        told = [set(page.evaluate("() => [...window.told]")) for page in pages]
    print(f"at most {peak[0] / 2**20:.0f} MiB; waited: {[places(one) for one in told]}")
    assert peak[0] < MOST_BYTES
    assert sum(bool(places(one)) for one in told) > 0
    for shown, scenario in zip(answers, scenarios, strict=True):
        theirs = [one for one in shown if not one.startswith("Xuchang,")]
        assert theirs[0] in first_sentences(scenario)
        assert all(one.startswith(f"{scenario.city.city_en},") for one in theirs)
    for visitor in visitors:
        assert visitor.seen.away == []
        visitor.context.close()


def places(told: set[str]) -> list[int]:
    """Return the places in the queue that a page told."""
    possible = {text("desk.waiting", "en", before=before): before for before in range(SESSIONS)}
    return sorted(possible[words] for words in told if words in possible)
