"""What the pages of long work share: asking for it, watching it, choosing which answer to see."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

import streamlit as st

from planner.report.numbers import date, significant
from planner.web.faults import plain_markdown
from planner.web.jobs.job import Asked, Job, Kind
from planner.web.jobs.status import Status
from planner.web.jobs.store import jobs
from planner.web.language import language, say
from planner.web.session import Work

REFRESH_SECONDS = 2
USUAL_CONFIDENCE = 0.95


def owner() -> str:
    """Return who is logged in; blank on a desk without logins, which is one person's."""
    return str(st.user.get("email") or "") if st.user.get("is_logged_in") else ""


def digest_of(now: Work, confidence: float) -> str:
    """Return what is asked, in short: the same for the same inputs."""
    asked = f"{now.seed}\n{confidence}\n{now.scenario.model_dump_json()}"
    return hashlib.sha256(asked.encode()).hexdigest()


def show_jobs(
    now: Work, kind: Kind, confidence: float = USUAL_CONFIDENCE
) -> tuple[Job, bool] | None:
    """Draw the button that asks, what is under way, and the choice among answers.

    Returns
    -------
    tuple of Job and bool, or None
        The job whose answer is to be seen, and whether it is of other inputs than the present;
        None where there is no answer yet.
    """
    digest = digest_of(now, confidence)
    every = [job for job in jobs().all(owner()) if job.asked.kind == kind]
    told = {job.name: job.status() for job in every}
    under_way = [job for job in every if not told[job.name].finished]
    asked_already = any(job.asked.digest == digest for job in under_way)
    left, right = st.columns([2, 1], vertical_alignment="bottom", gap="large")
    with left, st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say(f"job.{kind}"), type="primary", disabled=asked_already, key=f"ask-{kind}"):
            jobs().start(_asked(now, kind, confidence, digest), now.scenario, now.folder)
            st.rerun()
        st.caption(say(f"job_how.{kind}"))
    if under_way:
        watch([job.name for job in under_way])
    own = next((job for job in every if job.asked.digest == digest), None)
    if own is not None and told[own.name].finished:
        _show_end(own, told[own.name])
    done = [job for job in every if told[job.name].state == "done"]
    with right:
        chosen = _chosen(done, digest, now.base.city.name, kind)
    return None if chosen is None else (chosen, chosen.asked.digest != digest)


def _asked(now: Work, kind: Kind, confidence: float, digest: str) -> Asked:
    city = now.base.city
    return Asked(
        kind=kind,
        seed=now.seed,
        confidence=confidence,
        title=now.title or " + ".join((city.name, *now.variants)),
        city=city.name,
        city_zh=city.city_zh,
        city_en=city.city_en,
        digest=digest,
        owner=owner(),
        at=time.time(),
    )


@st.fragment(run_every=REFRESH_SECONDS)
def watch(names: Sequence[str]) -> None:
    """Tell how far the work is; draw the page anew when some of it ends."""
    every = jobs().all(owner())
    seen = [job for job in every if job.name in names]
    told = [(job, job.status()) for job in seen]
    if len(seen) < len(names) or any(status.finished for _, status in told):
        st.rerun()
    for job, status in told:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain_markdown(job.asked.title)}**", width="content")
            words = _progress_words(job, status, _usual_seconds(job, every))
            if status.total:
                st.progress(status.done / status.total, words)
            else:
                st.markdown(plain_markdown(words))
            leaving = job.cancel_file.exists()
            label = say("job.cancelling" if leaving else "job.cancel")
            st.button(label, disabled=leaving, on_click=job.cancel, key=f"cancel-{job.name}")


def _usual_seconds(job: Job, every: Sequence[Job]) -> float | None:
    """Return how long the last job of this kind worked for this city, None where there is none."""
    alike = [
        one for one in every if (one.asked.kind, one.asked.city) == (job.asked.kind, job.asked.city)
    ]
    took = ((one.asked.at, one.status().took_seconds) for one in alike)
    return max(((at, seconds) for at, seconds in took if seconds is not None), default=(0, None))[1]


def _progress_words(job: Job, status: Status, usual_seconds: float | None) -> str:
    """Say what is being done, since when, and how much longer where that is known.

    Nobody knows how many steps a search takes: until the confirming simulation has its own pace,
    the last job of the same kind and city tells.
    """
    if status.state == "waiting":
        before = jobs().before(job)
        return say("desk.waiting", before=before) if before else say("job.waiting")
    words = say(_phase_key(job, status), done=f"{status.done:,}", total=f"{status.total:,}")
    since = say("job.since", elapsed=_duration(time.time() - job.asked.at))
    if job.asked.is_study:
        return " · ".join((words, since, *_points_words(job, status)))
    left = left_words(status, usual_seconds)
    return " · ".join(part for part in (words, since, left) if part)


def _phase_key(job: Job, status: Status) -> str:
    """Return what names the phase: the points of a sensitivity study differ in replications."""
    if job.asked.kind == "sensitivity" and status.phase == "simulating":
        return "job.replicating"
    return f"job.{status.phase}"


def _points_words(job: Job, status: Status) -> Iterator[str]:
    """Say the pace of a study, how much longer it takes, and what failed."""
    if status.a_second is not None and job.asked.kind == "sweep":
        yield say("job.rate", rate=significant(status.a_second))
    if status.remaining_seconds is not None:
        yield say("job.remaining", remaining=_duration(status.remaining_seconds))
    if status.failed:
        yield say("job.failed", failed=f"{status.failed:,}")


def left_words(status: Status, usual_seconds: float | None) -> str:
    """Say how much longer it takes, by its own pace or else by the last job; or nothing."""
    if status.remaining_seconds is not None:
        return say("job.left", remaining=_duration(status.remaining_seconds))
    if usual_seconds is None:
        return ""
    remaining = status.working_since + usual_seconds - time.time()
    if remaining < 0:
        return say("job.longer", took=_duration(usual_seconds))
    return say("job.about", remaining=_duration(remaining))


def _duration(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds))).removeprefix("0:")


def _show_end(job: Job, status: Status) -> None:
    """Say why there is no answer to the present inputs, and what to do."""
    if status.state == "failed":
        st.error(plain_markdown(status.error.get(language(), "")))
    elif status.state in ("interrupted", "cancelled"):
        st.warning(say(f"job.{status.state}"))
        if status.state == "interrupted":
            show_log(job)


def show_log(job: Job) -> None:
    """Offer what a job told."""
    if job.log.is_file():
        said = job.log.read_text(encoding="utf-8", errors="replace")
        st.download_button(say("job.log"), said, file_name="log.txt", key=f"log-{job.name}")


def _chosen(done: Sequence[Job], digest: str, city: str, kind: Kind) -> Job | None:
    """Let an answer be chosen; first that of the present inputs, else the city's latest."""
    of_city = [job for job in done if job.asked.city == city]
    usual = next((job for job in of_city if job.asked.digest == digest), None)
    if len(of_city) < 2:
        return usual or next(iter(of_city), None)
    names = [job.name for job in of_city]
    picked = st.selectbox(
        say("job.answers"),
        names,
        index=names.index(usual.name) if usual is not None else 0,
        format_func=lambda name: _job_words(of_city[names.index(name)]),
        key=f"answers-{kind}-{names[0]}-{digest[:8]}",
    )
    return of_city[names.index(picked)]


def _job_words(job: Job) -> str:
    at = job.asked_at
    return f"{job.asked.title} · {date(at, language())} {at:%H:%M} · {job.status().run}"
