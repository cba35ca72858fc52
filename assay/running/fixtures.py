"""The fixtures of a check."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from assay.domain.catalogue import REFERENCE_STORE
from assay.domain.verdicts import Verdict
from assay.products.registry import store as find_store
from assay.running.hooks import CHECK, WORKER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from assay.checking.planted import Planted
    from assay.checking.reader import Reader
    from assay.checking.recorder import Recorder
    from assay.checking.runtime import TargetRuntime
    from assay.domain.object_stores import Bucket, Store
    from assay.domain.targets import Target
    from assay.running.worker import Worker


@pytest.fixture(autouse=True)
def target(request: pytest.FixtureRequest) -> Target:
    """The target that the check runs on; None for a test that is no check, in a session that has both."""
    return getattr(request, "param", None)  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def store(request: pytest.FixtureRequest) -> Store:
    """The store that the check runs on; None for a check that needs none."""
    return getattr(request, "param", None)  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def planted(request: pytest.FixtureRequest) -> Iterator[Planted | None]:
    """The defect that is in the library while the check runs; None but in a self-test."""
    defect: Planted | None = getattr(request, "param", None)
    with defect.plant() if defect is not None else nullcontext():
        yield defect


@pytest.fixture(scope="session")
def worker(pytestconfig: pytest.Config) -> Worker:
    """The worker that runs the checks of this process."""
    return pytestconfig.stash[WORKER]


def _verdict(request: pytest.FixtureRequest) -> Verdict | None:
    check = request.node.stash.get(CHECK, None)
    return check.verdict if check is not None and check.said else None


@pytest.fixture
def runtime(
    request: pytest.FixtureRequest, worker: Worker, target: Target, planted: Planted | None
) -> Iterator[TargetRuntime]:
    """The worker's space on the target; emptied after the check."""
    if planted is not None:
        # Applications that started before the defect was planted do not have it.
        runtime = worker.make_runtime(target)
        yield runtime
        runtime.close()
        return
    runtime = worker.runtime(target)
    runtime.begin()
    yield runtime
    # What it has left of an error of ours, such as a deadline, nobody knows.
    worker.clean(runtime, keep=_verdict(request) is not Verdict.ERROR)


@pytest.fixture
def fresh_space(worker: Worker, target: Target) -> Iterator[TargetRuntime]:
    """A space of the check's own on the target, with nothing in it; dropped after the check."""
    runtime = worker.make_runtime(target)
    yield runtime
    runtime.close()


@pytest.fixture
def reader(runtime: TargetRuntime) -> Reader:
    """The independent reader of the worker's space."""
    return runtime.reader


@pytest.fixture
def bucket(worker: Worker, store: Store) -> Iterator[Bucket]:
    """The worker's bucket on the store, or in memory for a check without one; emptied after the check."""
    bucket = worker.bucket(store or find_store(REFERENCE_STORE))
    yield bucket
    worker.clear(bucket)


@pytest.fixture
def recorder(worker: Worker) -> Recorder:
    """What the application sends to the database."""
    return worker.recorder


@pytest.fixture
def sql(worker: Worker) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect the statements that the application sends within a ``with`` block."""
    return worker.recorder.watching
