"""Plans of a tiny city in a real browser: allocate, leave, come back, download, compare."""

import os
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from planner.report.catalogue import text
from tests.scenario.tiny import write_tiny
from tests.web.conftest import ANSWER_MS, visit
from tests.web.test_browser import go, sentence

SHOTS = Path(os.environ.get("PLANNER_SHOTS", "build/desk"))


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
    page.locator("input[type=file]").set_input_files(archive)
    expect(page.get_by_text(archive.name)).to_be_visible(timeout=ANSWER_MS)


def settled(page: Page) -> None:
    """Wait until the page is drawn: what is clicked before that may be drawn anew."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible(
        timeout=ANSWER_MS
    )


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
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "allocation-answer-en-1366.png")

    go(page, "reinforcement", "en")
    settled(page)
    page.get_by_role("button", name="Find the least", exact=True).click()
    assert sentence(page).startswith("Tiny")
    page.screenshot(path=SHOTS / "reinforcement-answer-en-1366.png")

    go(page, "compare", "en")
    chart = page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first
    expect(chart).to_be_visible(timeout=ANSWER_MS)
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_text(text("compare_page.inputs", "zh"))).to_be_visible(timeout=ANSWER_MS)
    page.screenshot(path=SHOTS / "compare-answer-zh-1366.png")
    assert page.locator("[data-testid=stException]").count() == 0
    assert visitor.seen.away == []
    visitor.context.close()
