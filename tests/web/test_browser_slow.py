"""A desk at the end of a slow line: a browser that has not heard of a choice does not undo it."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.web.conftest import ANSWER_MS, visit
from tests.web.test_browser import go, sentence
from tests.web.test_browser_plans import open_tiny

LATE_MS = 2500
"""Longer than the two seconds after which a page at work asks anew by itself."""
LATE = f"""
const early = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage").set;
const later = heard => heard && (told => setTimeout(() => heard(told), {LATE_MS}));
Object.defineProperty(WebSocket.prototype, "onmessage", {{
    set(heard) {{ early.call(this, later(heard)); }}
}});
const listen = WebSocket.prototype.addEventListener;
WebSocket.prototype.addEventListener = function (kind, heard, ...rest) {{
    listen.call(this, kind, kind === "message" ? later(heard) : heard, ...rest);
}};
"""


def test_a_city_that_was_opened_stays_open(browser: Browser, desk: str, tmp_path: Path) -> None:
    visitor = visit(browser, 1366, 768, "en-US")
    page = visitor.context.new_page()
    page.add_init_script(LATE)
    page.goto(desk)
    sentence(page)
    open_tiny(page, tmp_path)
    page.wait_for_timeout(3 * LATE_MS)
    go(page, "verdict", "en")
    tiny = page.locator(".sentence:not(.stale)").filter(has_text="Tiny")
    expect(tiny).to_be_visible(timeout=ANSWER_MS)
    visitor.context.close()
