"""Pieces worked on a Dask cluster, behind the same interface as local processes."""

import time
from concurrent.futures import CancelledError, Executor
from types import TracebackType
from typing import Any, Self

from planner.scenario.phrase import Phrase
from planner.study.request import RequestError
from planner.study.sweep.work import Inputs, prepare

try:
    from distributed import Client, KilledWorker, WorkerPlugin
except ImportError as error:
    raise RequestError(
        Phrase(
            "--cluster needs Dask ({error}); install planner's extra 'cluster', on the workers too",
            error=str(error),
        )
    ) from None

WAIT_SECONDS = 60.0
"""For the scheduler to answer, and then for a first worker."""
COUNTED_SECONDS = 5.0
"""For which a count of the workers is used."""


class Prepare(WorkerPlugin):  # type: ignore[misc]  # Dask has no types
    """Gives every worker the inputs once, those that join later too.

    Parameters
    ----------
    inputs
        Of the sweep.
    """

    idempotent = True

    def __init__(self, inputs: Inputs) -> None:
        self.name = f"planner-{inputs.key}"
        self._inputs = inputs

    def setup(self, worker: Any) -> None:
        """Keep the inputs in the worker's process."""
        prepare(self._inputs)


class ClusterPool:
    """The workers of a Dask cluster. A lost worker's pieces go to others by Dask's own care.

    Parameters
    ----------
    inputs
        What every worker is given once.
    address
        The scheduler's, such as ``tcp://host:8786``.

    Raises
    ------
    RequestError
        If no scheduler answers there, or it has no workers.
    """

    lost: tuple[type[BaseException], ...] = (KilledWorker, CancelledError)

    def __init__(self, inputs: Inputs, address: str) -> None:
        self._inputs, self._address = inputs, address
        self._counted_at, self._workers = 0.0, 1
        self._connect()

    def __enter__(self) -> Self:
        """Hold the connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take back what is not begun and leave the cluster as it was."""
        self._executor.shutdown(wait=error is None)  # without waiting it cancels
        self._client.close()

    @property
    def executor(self) -> Executor:
        """Where work is handed in."""
        return self._executor

    @property
    def workers(self) -> int:
        """Threads of all workers, which may come and go."""
        now = time.monotonic()
        if now - self._counted_at > COUNTED_SECONDS:
            self._workers = max(sum(self._client.nthreads().values()), 1)
            self._counted_at = now
        return self._workers

    def renew(self) -> None:
        """Connect again where the scheduler was lost; workers are Dask's to replace."""
        if self._client.status != "running":
            self._client.close()
            self._connect()

    def _connect(self) -> None:
        try:
            self._client = Client(self._address, timeout=WAIT_SECONDS, set_as_default=False)
            self._client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except (OSError, TimeoutError, ValueError) as error:
            raise RequestError(
                Phrase(
                    "no Dask cluster with workers answers at {address} ({error}); start `dask "
                    "scheduler` and `dask worker`; finished pieces are kept, so call again to go "
                    "on",
                    address=self._address,
                    error=str(error),
                )
            ) from None
        self._client.register_plugin(Prepare(self._inputs))
        self._executor: Executor = self._client.get_executor(pure=False)
