"""``planner study sensitivity``: simulate what is missing, and keep the answer and its figures."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from planner.commands.sweep import hiring
from planner.report.catalogue import Language
from planner.report.terminal_progress import progress_seen
from planner.study.progress import Progress
from planner.study.run_folder import FIGURES
from planner.study.sensitivity.answer_json import ANSWER, sensitivity_json
from planner.study.sensitivity.study import Planned, Study, run_study
from planner.study.staging import as_text, write_whole
from planner.study.sweep.run import Asked


def study_and_keep(
    planned: Planned,
    output: Path | None,
    workers: int | None,
    cluster: str | None,
    restart: bool,
    lang: Language,
    figures: bool,
) -> tuple[Study, Path]:
    """Make a study, or what is missing of it; return also where it is kept."""
    place = (output or planned.place).absolute()
    with ExitStack() as bars:

        def tell(asked: Asked) -> Callable[[Progress], None]:
            bars.close()
            name, points = asked.sweep.name, asked.sweep.points
            return bars.enter_context(progress_seen(name, points, lang))

        study = run_study(planned, place, hiring(workers, cluster), tell, restart=restart)
    keep_answer(study, place, (lang,) if figures else ())
    return study, place


def keep_answer(study: Study, place: Path, languages: Iterable[Language]) -> None:
    """Write a study's answer into its folder, and its figures in some languages."""
    for lang in languages:
        from planner.report.sensitivity_figures import (  # noqa: PLC0415 (matplotlib is slow)
            write_sensitivity_figures,
        )

        write_sensitivity_figures(study, place / FIGURES, lang)
    write_whole(place / ANSWER, as_text(sensitivity_json(study)))
