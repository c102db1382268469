"""Jobs that are kept point by point: what is missing is simulated, what is there stays."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner.commands.sensitivity import keep_answer
from planner.commands.sweep import hire_here
from planner.report.catalogue import LANGUAGES
from planner.study.progress import Progress
from planner.study.run_folder import RUNS
from planner.study.sensitivity.study import Planned, plan_study, run_study
from planner.study.sweep.place import store_at
from planner.study.sweep.pool import Pool, local_workers
from planner.study.sweep.run import Asked, Tell, ask, run_sweep
from planner.study.sweep.work import Inputs
from planner.web.jobs.job import Job


def studied(job: Job, tell: Tell) -> Path:
    """Do what is missing of a study, and return where it is."""
    place = RUNS / job.asked.place
    if job.asked.kind == "sweep":
        run_sweep(ask(job.file, job.scenario), store_at(str(place)), _hire, tell)
    else:
        _study_sensitivity(job, place, tell)
    return place


def _study_sensitivity(job: Job, place: Path, tell: Tell) -> None:
    ranges = job.file if job.file.is_file() else None
    planned = plan_study(job.scenario, job.asked.variants, ranges, job.asked.seed)
    study = run_study(planned, place, _hire, of_the_whole(planned, tell))
    keep_answer(study, place, LANGUAGES)


def of_the_whole(planned: Planned, tell: Tell) -> Callable[[Asked], Tell]:
    """Tell how far both sweeps are as one: points that are checked, replications simulated.

    The sweeps' points differ in length, and only replications tell how much longer it takes.
    """
    sizes = [(one.sweep.name, one.sweep.points, _replications(one)) for one in planned.sweeps]

    def told_of(asked: Asked) -> Tell:
        number = [name for name, _, _ in sizes].index(asked.sweep.name)

        def told(now: Progress) -> None:
            each = [1 if now.phase == "checking" else count for _, _, count in sizes]
            total = [points * one for (_, points, _), one in zip(sizes, each, strict=True)]
            before = sum(total[:number])
            tell(
                replace(
                    now,
                    points=sum(total),
                    done=before + now.done * each[number],
                    earlier=before + now.earlier * each[number],
                )
            )

        return told

    return told_of


def _replications(asked: Asked) -> int:
    return asked.sweep.replications.looks[-1].replications


def _hire(inputs: Inputs) -> Pool:
    return hire_here(inputs, local_workers())
