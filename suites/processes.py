"""Processes of a check's own: for what a process can do or have only once."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from typing import Any

import pytest

from assay.errors import HarnessError

_SECONDS = 90
# Forked from a process that has only imported the library: an import of its own takes each new process two seconds.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["litestar.testing", "advanced_alchemy.extensions.litestar"])

FreshProcess = Callable[..., dict[str, Any]]
"""Runs a job by its name, with its arguments, and gives what it found."""


class FreshProcessError(HarnessError):
    """The process ended without an answer: nothing is known about the library."""


def fresh_process_of(request: pytest.FixtureRequest, target: Callable[..., None]) -> FreshProcess:
    """Runs jobs in new processes, with the defect that is planted here, if any.

    Args:
        request: The check's.
        target: Called in the new process with the job's name, its arguments, the defect's name, the environment, and
            the end of a pipe that takes the answer.
    """
    planted = request.getfixturevalue("planted") if "planted" in request.fixturenames else None

    def run(name: str, **arguments: Any) -> dict[str, Any]:
        receiver, sender = _CONTEXT.Pipe(duplex=False)
        job = (name, arguments, planted.name if planted else "", dict(os.environ), sender)
        process = _CONTEXT.Process(target=target, args=job, daemon=True)
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
