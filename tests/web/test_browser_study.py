"""A study of a tiny city in a real browser: one watched to its end, another cancelled."""

import os
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from planner.report.catalogue import text
from tests.web.conftest import ANSWER_MS, visit
from tests.web.test_browser import LOCALES, SHOTS, SIZES, go, sentence, settled
from tests.web.test_browser_plans import open_tiny

CHARTS = "[data-testid=stVegaLiteChart]"


def begin(page: Page) -> None:
    """Ask for the study that the form shows."""
    settled(page)
    page.get_by_role("button", name=text("study_form.start", "en"), exact=True).click()


def take_pictures(page: Page) -> None:
    """Take pictures of the results in both languages, and of the form below them."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for lang in LOCALES:
        page.get_by_text("中文" if lang == "zh" else "English", exact=True).click()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for view in ("new", "kept"):
                page.get_by_role("radio", name=text(f"study.{view}", lang)).click()
                settled(page)
                page.wait_for_timeout(2000)
                page.screenshot(path=SHOTS / f"study-{view}-{lang}-{width}.png")
            main = page.locator("[data-testid=stMain]")
            main.evaluate("element => element.scrollTo(0, element.scrollHeight)")
            page.wait_for_timeout(500)
            page.screenshot(path=SHOTS / f"study-below-{lang}-{width}.png")


def test_a_study_is_watched_to_its_end(browser: Browser, desk: str, tmp_path: Path) -> None:
    visitor = visit(browser, 1366, 768, "en-US")
    page = visitor.context.new_page()
    page.goto(desk)
    sentence(page)
    open_tiny(page, tmp_path)
    go(page, "study", "en")
    begin(page)
    expect(page.get_by_role("button", name="Cancel")).to_be_visible(timeout=ANSWER_MS)
    # of 126 points, those of one variant
    expect(page.get_by_text("of 63 points are in time")).to_be_visible(timeout=ANSWER_MS)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0, timeout=ANSWER_MS)
    expect(page.locator(CHARTS)).to_have_count(2, timeout=ANSWER_MS)

    page.get_by_role("radio", name=text("study.new", "en")).click()
    page.get_by_role("radio", name=text("study_form.until_decided", "en")).click()
    # the form has taken it: how long it takes is now a span
    expect(page.get_by_text("to about")).to_be_visible(timeout=ANSWER_MS)
    begin(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("was cancelled")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name=text("study.dismiss", "en")).click()
    expect(page.get_by_text("was cancelled")).to_have_count(0, timeout=ANSWER_MS)
    if "PLANNER_SHOTS" in os.environ:
        take_pictures(page)
    assert page.locator("[data-testid=stException]").count() == 0
    assert visitor.seen.away == []
    visitor.context.close()
