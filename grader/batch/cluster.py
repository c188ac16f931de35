"""Lanes on a Dask cluster: submissions travel there, observations come back, and all judging stays here."""

import atexit
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from grader.batch.grade_class import Places
from grader.device import AUTO, CPU
from grader.errors import InfrastructureError, UsageError
from grader.first_free import FirstFree
from grader.inputs import Question
from grader.sandbox.observe import Place, Sandbox
from grader.sandbox.zygote import Zygote
from grader.session import Observes
from grader.wire.observation import Observation
from grader.wire.plan import Plan, SourceFile

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 20
MOST_LANES = 256
RESOURCE = "GPU"
"""What workers say with `--resources GPU=2`: how many submissions may run on their GPUs at a time."""
_STARTING = threading.Lock()


def cluster(address: str, sandbox: Sandbox, device: str) -> Places:
    """Return what opens a lane for each thread of the cluster whose scheduler is at `address`.

    On a GPU it is a lane for each `GPU` among the workers' resources. Opening raises `UsageError` where Dask is not
    installed, or where nothing that can run on `device` answers there.
    """
    if device == AUTO:
        raise UsageError(
            "expected a device that is certain for --dask; found `auto`", hint="say `--device cpu` or `--device cuda`"
        )
    needs = {} if device == CPU else {RESOURCE: 1}

    @contextmanager
    def opened() -> Iterator[Sequence[Observes]]:
        try:
            from distributed import Client  # noqa: PLC0415  an optional extra
        except ImportError as error:
            raise UsageError(
                "expected Dask for --dask; found that it is not installed", hint='pip install "grade-torch[dask]"'
            ) from error
        try:
            client = Client(address, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"expected a Dask scheduler at {address}; found: {error}", hint="an address looks like tcp://host:8786"
            ) from error
        with client:
            lanes = _gpus(client) if needs else sum(client.nthreads().values())
            if not lanes:
                what = "workers that offer GPUs" if needs else "workers"
                command = f"dask worker --resources {RESOURCE}=2" if needs else "dask worker"
                raise UsageError(f"expected {what} at {address}; found none", hint=f"start them with `{command}`")
            yield [_Lane(client, sandbox, needs)] * min(lanes, MOST_LANES)

    return opened


def _gpus(client: "Client") -> int:
    workers = client.scheduler_info()["workers"].values()
    return int(sum(worker.get("resources", {}).get(RESOURCE, 0) for worker in workers))


class _Lane:
    """Sends one submission to whichever worker is free. A worker that dies costs nothing but time."""

    def __init__(self, client: "Client", sandbox: Sandbox, needs: dict[str, int]) -> None:
        self._client = client
        self._sandbox = sandbox
        self._needs = needs

    def observe(self, files: Sequence[SourceFile], plan: Plan, questions: Sequence[Question], /) -> Observation:
        from distributed import KilledWorker  # noqa: PLC0415

        given = tuple(files), plan, tuple(questions), self._sandbox
        task = self._client.submit(_observe, *given, pure=False, resources=self._needs)
        try:
            seen: Observation = task.result()
        except KilledWorker as error:
            raise InfrastructureError(f"expected a worker to live; found: {error}") from error
        return seen


def _observe(
    files: tuple[SourceFile, ...], plan: Plan, questions: tuple[Question, ...], sandbox: Sandbox
) -> Observation:
    """Run on a worker, in one of the slots of its own warm process."""
    with _STARTING:
        place = _worker(sandbox)
    return place.observe(files, plan, questions)


@cache
def _worker(sandbox: Sandbox) -> FirstFree:
    zygote = Zygote()
    atexit.register(zygote.close)
    return FirstFree(Place(zygote, slot, sandbox) for slot in range(MOST_LANES))
