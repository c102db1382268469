"""Plans of a tiny city in a real browser: allocate, leave, come back, download, compare."""

import os
import zipfile
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError, expect

from planner.report.catalogue import text
from tests.scenario.tiny import write_tiny
from tests.web.conftest import ANSWER_MS, visit
from tests.web.test_browser import LOCALES, SHOTS, SIZES, compared, go, sentence, settled

MOST_UPLOADS = 4
ANSWERED = ("allocation", "reinforcement", "compare", "runs")


def open_tiny(page: Page, folder: Path) -> None:
    """Upload a tiny city."""
    choose_file(page, write_tiny(folder / "tiny"))
    form = page.locator("[data-testid=stForm]").filter(has=page.locator("input[type=file]"))
    form.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("Tiny · 13,000 people", exact=False)).to_be_visible(timeout=ANSWER_MS)


def choose_file(page: Page, city: Path) -> None:
    """Have a city packed and chosen for upload."""
    archive = city.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as packed:
        for path in city.iterdir():
            packed.write(path, f"{city.name}/{path.name}")
    chosen = page.get_by_text(archive.name)
    # Streamlit forgets an upload that is asked for in the instant in which a run of the page begins
    for _ in range(MOST_UPLOADS):
        page.locator("input[type=file]").set_input_files(archive)
        with suppress(TimeoutError):
            chosen.wait_for(timeout=ANSWER_MS / MOST_UPLOADS)
            return
    raise AssertionError(f"{archive.name} was not taken in {MOST_UPLOADS} uploads")


def take_pictures(page: Page) -> None:
    """Take pictures of the pages that have answers only after long work."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for lang in LOCALES:
        page.get_by_text("中文" if lang == "zh" else "English", exact=True).click()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for name in ANSWERED:
                go(page, name, lang)
                settled(page)
                page.wait_for_timeout(2000)
                page.screenshot(path=SHOTS / f"{name}-answer-{lang}-{width}.png")
                main = page.locator("[data-testid=stMain]")
                main.evaluate("element => element.scrollTo(0, element.scrollHeight)")
                page.wait_for_timeout(500)
                page.screenshot(path=SHOTS / f"{name}-answer-below-{lang}-{width}.png")


def test_long_work_goes_on_without_its_page(browser: Browser, desk: str, tmp_path: Path) -> None:
    visitor = visit(browser, 1366, 768, "en-US")
    page = visitor.context.new_page()
    page.goto(desk)
    sentence(page)
    open_tiny(page, tmp_path)
    go(page, "allocation", "en")
    settled(page)
    page.get_by_role("button", name="Allocate", exact=True).click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible(timeout=ANSWER_MS)
    page.close()

    page = visitor.context.new_page()
    page.goto(desk)
    sentence(page)
    open_tiny(page, tmp_path / "again")
    go(page, "allocation", "en")
    assert sentence(page).startswith("Tiny, 13,000")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the orders").click()
    orders = Path(downloading.value.path()).read_text(encoding="utf-8-sig")
    assert orders.startswith("no.,to whom,what,how many")

    go(page, "reinforcement", "en")
    settled(page)
    page.get_by_role("button", name="Find the least", exact=True).click()
    assert sentence(page).startswith("Tiny")

    go(page, "compare", "en")
    compared(page)
    settled(page)
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_text(text("compare_page.inputs", "zh"))).to_be_visible(timeout=ANSWER_MS)
    if "PLANNER_SHOTS" in os.environ:
        take_pictures(page)
    assert page.locator("[data-testid=stException]").count() == 0
    assert visitor.seen.away == []
    visitor.context.close()
