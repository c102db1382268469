"""The answer in one sentence, as every page writes it."""

from html import escape

from planner.web.language import say


def sentence_html(words: str, *, stale: bool) -> str:
    """Write the answer; grey and with one word where it is of other inputs."""
    badge = f' <span class="badge">{escape(say("desk.stale"))}</span>' if stale else ""
    return f'<p class="sentence{" stale" if stale else ""}">{escape(words)}{badge}</p>'
