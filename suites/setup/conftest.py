"""Processes of a check's own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from typing import Any

import pytest

from assay.errors import HarnessError
from suites.setup import fresh

_SECONDS = 90
# Forked from a process that has only imported the library: an import of its own takes each new process two seconds.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["litestar.testing", "advanced_alchemy.extensions.litestar"])

FreshProcess = Callable[..., dict[str, Any]]


class FreshProcessError(HarnessError):
    """The process ended without an answer: nothing is known about the library."""


@pytest.fixture
def fresh_process(request: pytest.FixtureRequest) -> FreshProcess:
    """Run a job of :mod:`suites.setup.fresh` in a new process, with the defect that is planted here, if any."""
    planted = request.getfixturevalue("planted") if "planted" in request.fixturenames else None

    def run(name: str, **arguments: Any) -> dict[str, Any]:
        receiver, sender = _CONTEXT.Pipe(duplex=False)
        job = (name, arguments, planted.name if planted else "", dict(os.environ), sender)
        process = _CONTEXT.Process(target=fresh.run, args=job, daemon=True)
        process.start()
        sender.close()
        try:
            if not receiver.poll(_SECONDS):
                raise FreshProcessError(f"the process for {name!r} gave no answer in {_SECONDS} s")
            found: dict[str, Any] = receiver.recv()
        except EOFError:
            process.join(_SECONDS)
            raise FreshProcessError(f"the process for {name!r} ended with {process.exitcode}") from None
        finally:
            process.kill()
            process.join()
            receiver.close()
        return found

    return run
