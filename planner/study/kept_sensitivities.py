"""The sensitivity studies that are kept below one folder."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from planner.scenario.phrase import Phrase
from planner.scenario.scenario import Scenario
from planner.study.kept_study import KeptStudy, Kind
from planner.study.request import RequestError
from planner.study.run_folder import RUNS
from planner.study.sensitivity.answer_json import ANSWER, study_of
from planner.study.sensitivity.designs import MORRIS, ONE_AT_A_TIME, points_of
from planner.study.sensitivity.study import Study, plan_study
from planner.study.sweep.identity import Identity
from planner.study.sweep.store import RECORD


@dataclass(frozen=True)
class KeptSensitivity(KeptStudy):
    """A sensitivity study on the disk, done or not."""

    kind: ClassVar[Kind] = "sensitivity"
    sweeps: ClassVar[tuple[str, ...]] = (ONE_AT_A_TIME, MORRIS)

    @property
    def is_sound(self) -> bool:
        """Whether the record is of a study, and its file is there."""
        return self.record["sweep"] == ONE_AT_A_TIME and self.file.is_file() and self.points > 0

    @property
    def points(self) -> int:
        """The number of points of both sweeps."""
        return sum(points_of(len(self.record["definition"]["axes"])))

    @property
    def done(self) -> bool:
        """Whether every point is simulated and the answer is written down."""
        return super().done and (self.path / ANSWER).is_file()

    @property
    def written_at(self) -> float:
        """When the answer was written down, in seconds since 1970."""
        return (self.path / ANSWER).stat().st_mtime

    def identity_now(self) -> Identity:
        """Return what its first sweep's rows would follow from if they were made now."""
        planned = plan_study(self.scenario, self.variants, self.file, self.seed)
        found: Identity = planned.sweeps[0].record["identity"]
        return found

    def answer(self, scenario: Scenario) -> Study:
        """Return the answer as it was written down.

        Parameters
        ----------
        scenario
            Its base.

        Raises
        ------
        planner.study.request.RequestError
            If this version of planner cannot read it.
        """
        try:
            document = json.loads((self.path / ANSWER).read_text(encoding="utf-8"))
            return study_of(document, scenario)
        except (OSError, ValueError, TypeError, LookupError):
            raise RequestError(
                Phrase(
                    "{place} is no answer that this version of planner reads; give "
                    "`planner study sensitivity` with --restart, or ask anew under another name",
                    place=f"{self.name}/{ANSWER}",
                )
            ) from None


def kept_sensitivities(root: Path = RUNS) -> tuple[KeptSensitivity, ...]:
    """Return the studies below a folder; what cannot be read is passed over."""
    found = (
        KeptSensitivity.read(path.parent.parent)
        for path in root.glob(f"*/{ONE_AT_A_TIME}/{RECORD}")
    )
    return tuple(one for one in found if one is not None)
