"""The desk in a real browser: the journey of a planner, and pictures of every page."""

import os
import re
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.report.catalogue import Language, text
from planner.web.desk import PAGES
from tests.web.conftest import ANSWER_MS, visit

ALLOCATED_MS = 400_000
"""A plan for a city of millions, on a busy machine."""
SHOTS = Path(os.environ.get("PLANNER_SHOTS", "build/desk"))
SIZES = ((1366, 768), (1920, 1080))
LOCALES: dict[Language, str] = {"en": "en-US", "zh": "zh-CN"}
CHARTED = ("verdict", "city")


def go(page: Page, name: str, lang: Language) -> None:
    """Open a page by its link on top."""
    page.get_by_role("link", name=text(f"page.{name}", lang), exact=True).first.click()


def sentence(page: Page) -> str:
    """Return the answer, once it is there and of the present inputs."""
    expect(page.locator(".sentence:not(.stale)")).to_be_visible(timeout=ANSWER_MS)
    return page.locator(".sentence").inner_text()


def settled(page: Page) -> None:
    """Wait until the page is drawn: what is clicked before that may be drawn anew."""
    drawn = page.locator("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(drawn).to_be_visible(timeout=ANSWER_MS)


def compared(page: Page) -> None:
    """Wait for the comparison of two scenarios, curves included."""
    chart = page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first
    expect(chart).to_be_visible(timeout=ANSWER_MS)


def keep(page: Page, name: str) -> None:
    """Keep the answer on the page as a run, once it gets no better and nothing is drawn anew."""
    expect(page.get_by_text(re.compile(r"^\d+ replications\.$"))).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("textbox", name="Name of the run").fill(name)
    page.get_by_role("textbox", name="Name of the run").press("Enter")
    page.get_by_role("button", name="Save under runs").click()
    expect(page.get_by_text(name, exact=False).first).to_be_visible(timeout=ANSWER_MS)


def downloaded(page: Page, folder: Path) -> set[str]:
    """Download the first run of the list, in Chinese; return the names of its files."""
    go(page, "runs", "zh")
    table = page.locator("[data-testid=stDataFrame]").first
    expect(table).to_be_visible(timeout=ANSWER_MS)
    page.wait_for_timeout(1000)  # the rows are painted on a canvas, which has nothing to wait for
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下载").click()
    saved = folder / "run.zip"
    downloading.value.save_as(saved)
    with zipfile.ZipFile(saved) as archive:
        return {Path(name).name for name in archive.namelist()}


def test_the_journey_of_a_planner(browser: Browser, desk: str, tmp_path: Path) -> None:
    visitor = visit(browser, 1366, 768, "en-US")
    page = visitor.context.new_page()
    page.goto(desk)
    page.get_by_text("Kashgar", exact=True).click()
    expect(page.get_by_text("Kashgar,", exact=False).first).to_be_visible(timeout=ANSWER_MS)
    page.get_by_text("Xuchang", exact=True).click()
    expect(page.get_by_text("Xuchang, 4.38 million", exact=False)).to_be_visible(timeout=ANSWER_MS)
    go(page, "verdict", "en")
    before = sentence(page)
    assert before.startswith("Xuchang, 4.38 million: finished within 48 h with probability")

    slider = page.get_by_role("slider", name="People in a tube")
    slider.focus()
    settled(page)
    started = time.monotonic()
    slider.press("ArrowRight")
    expect(page.get_by_text("changed", exact=False).first).to_be_visible(timeout=ANSWER_MS)
    expect(page.locator(".sentence")).not_to_have_text(before, timeout=ANSWER_MS)
    print(f"slider to another answer: {time.monotonic() - started:.1f} s")
    after = sentence(page)
    assert after != before

    keep(page, "twenty in a tube")

    go(page, "allocation", "en")
    settled(page)
    page.get_by_role("button", name="Allocate", exact=True).click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    expect(page.locator(".sentence:not(.stale)")).to_be_visible(timeout=ALLOCATED_MS)
    assert sentence(page).startswith("Xuchang, 4.38 million")

    go(page, "compare", "en")
    compared(page)
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_text(text("compare_page.inputs", "zh"))).to_be_visible()
    compared(page)
    go(page, "verdict", "zh")
    expect(page.locator(".sentence")).to_contain_text("许昌市438万人", timeout=ANSWER_MS)

    assert "summary.json" in downloaded(page, tmp_path)
    assert visitor.seen.away == []
    assert any("PlannerSansSC" in address for address in visitor.seen.requests)
    visitor.context.close()


def test_two_visitors_do_not_see_each_other(browser: Browser, desk: str) -> None:
    one, two = (visit(browser, 1366, 768, "en-US") for _ in range(2))
    first, second = one.context.new_page(), two.context.new_page()
    first.goto(desk)
    second.goto(desk)
    sentence(first)
    sentence(second)
    first.get_by_text("Kashgar", exact=True).click()
    expect(first.get_by_text("Kashgar,", exact=False).first).to_be_visible(timeout=ANSWER_MS)
    second.get_by_role("link", name="Verdict").first.click()
    assert sentence(second).startswith("Xuchang")
    for visitor in (one, two):
        assert visitor.seen.away == []
        visitor.context.close()


@pytest.mark.parametrize("lang", LOCALES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_fits_its_window(
    browser: Browser, desk: str, lang: Language, width: int, height: int
) -> None:
    visitor = visit(browser, width, height, LOCALES[lang])
    page = visitor.context.new_page()
    page.goto(desk)
    sentence(page)
    SHOTS.mkdir(parents=True, exist_ok=True)
    for one in PAGES:
        go(page, one.name, lang)
        if one.name in CHARTED:
            chart = page.locator("[data-testid=stVegaLiteChart] :is(canvas, svg)").first
            expect(chart).to_be_visible(timeout=ANSWER_MS)
        expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=ANSWER_MS)
        settled(page)
        page.wait_for_timeout(1500)  # tables are painted on a canvas, which has nothing to wait for
        page.screenshot(path=SHOTS / f"{one.name}-{lang}-{width}.png")
        if one.name == "verdict":
            main = page.locator("[data-testid=stMain]")
            main.evaluate("element => element.scrollTo(0, element.scrollHeight)")
            page.wait_for_timeout(500)
            page.screenshot(path=SHOTS / f"{one.name}-below-{lang}-{width}.png")
        wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, one.name
        assert page.locator("[data-testid=stException]").count() == 0
    assert visitor.seen.away == []
    visitor.context.close()
