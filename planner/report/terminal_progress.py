"""How far long work is, on stderr."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from planner.report.catalogue import Language, text
from planner.study.progress import Progress

LINES_SECONDS = 30.0
"""Between two lines of progress where there is no terminal."""
FAST = 1000
"""A rate of so many a second is written without decimals."""


@contextmanager
def progress_seen(
    name: str, points: int, lang: Language, unit: str = "points"
) -> Iterator[Callable[[Progress], None]]:
    """Show progress on stderr: a bar on a terminal, a line every half minute elsewhere.

    ``unit`` is what is counted: ``points`` or ``people``.
    """
    console = Console(stderr=True)
    columns = (
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[words]}"),
    )
    started: dict[str, float] = {}
    last_line = time.monotonic()
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=points, words="")

        def tell(now: Progress) -> None:
            nonlocal last_line
            seconds = time.monotonic() - started.setdefault(now.phase, time.monotonic())
            phase, words = text(f"progress.{now.phase}", lang), _words(now, seconds, lang, unit)
            bar.update(task, description=phase, completed=now.done, words=words)
            if not console.is_terminal and time.monotonic() - last_line > LINES_SECONDS:
                last_line = time.monotonic()
                done, total = f"{now.done:,}", f"{now.points:,}"
                line = text(
                    "progress.line",
                    lang,
                    phase=phase,
                    done=done,
                    points=total,
                    unit=text(f"progress.{unit}", lang),
                    words=words,
                )
                console.print(line, highlight=False)

        yield tell


def print_end(ended: Progress, lang: Language) -> None:
    """Say on stderr how long it took, and what share of the time workers were at work."""
    if ended.seconds:
        points, share = ended.done - ended.earlier, ended.busy_seconds / ended.offered_seconds
        words = text(
            "progress.ended",
            lang,
            points=f"{points:,}",
            time=timedelta(seconds=round(ended.seconds)),
            rate=f"{points / ended.seconds * 3600:,.0f}",
            share=f"{min(share, 1):.1%}",
        )
        Console(stderr=True).print(words, highlight=False)


def _words(now: Progress, seconds: float, lang: Language, unit: str) -> str:
    """Return rate, remaining time and failures."""
    made = now.done - now.earlier
    if made and seconds > 0:
        rate = made / seconds
        left = timedelta(seconds=round((now.points - now.done) / rate))
        named = text(f"progress.{unit}", lang)
        written = f"{rate:,.1f}" if rate < FAST else f"{rate:,.0f}"
        words = text("progress.rate", lang, rate=written, unit=named, left=left)
    else:
        words = text("progress.no_rate", lang)
    if now.failed:
        return text("progress.failed", lang, words=words, failed=f"{now.failed:,}")
    return words
