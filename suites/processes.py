"""Processes of a check's own: for what a process can do or have only once."""

from __future__ import annotations

import multiprocessing
import os
import warnings
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

import psutil

from assay.checking import HarnessError, Planted
from assay.selftest.planted import named

IDLE_SECONDS = 30.0
"""How long a process may do nothing before it is taken for one that hangs."""
# Forked from a process that has only imported the library: an import of its own takes each new process two seconds.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["litestar.testing", "advanced_alchemy.extensions.litestar"])

Jobs: TypeAlias = Mapping[str, Callable[..., dict[str, Any]]]
"""What can be run in a process of its own, by name."""

FreshProcess: TypeAlias = Callable[..., dict[str, Any]]
"""Runs a job by its name, with its arguments, and gives what it found."""


class FreshProcessError(HarnessError):
    """The process ended without an answer: nothing is known about the library."""


def ends(pid: int, ended: Callable[[float], bool], idle: float = IDLE_SECONDS) -> bool:
    """Wait for a process to end, however slow the machine is: only one that does nothing is given up.

    Args:
        pid: The process; what its children do counts, too.
        ended: Waits for so many seconds, and says whether it has ended.
        idle: How long it may use no processor time.

    Returns:
        Whether it has ended; if not, it hangs.
    """
    before = -1.0
    while not ended(idle):
        spent = _processor_time(pid)
        if spent <= before:
            return False
        before = spent
    return True


def _processor_time(pid: int) -> float:
    try:
        process = psutil.Process(pid)
        times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    except psutil.Error:
        return 0.0
    return sum(one.user + one.system for one in times)


def fresh_process_of(planted: Planted | None, module: str) -> FreshProcess:
    """Runs jobs in new processes.

    Args:
        planted: The defect that is planted here, and has to be there, if any.
        module: The module of the jobs, in its ``JOBS``.
    """

    def run(name: str, **arguments: Any) -> dict[str, Any]:
        receiver, sender = _CONTEXT.Pipe(duplex=False)
        job = (module, name, arguments, planted.reference if planted else "", dict(os.environ), sender)
        process = _CONTEXT.Process(target=_run_job, args=job, daemon=True)
        process.start()
        sender.close()
        try:
            assert process.pid is not None
            if not ends(process.pid, receiver.poll):
                raise FreshProcessError(f"the process for {name!r} does nothing, and gave no answer")
            found: dict[str, Any] = receiver.recv()
        except EOFError:
            process.join()
            raise FreshProcessError(f"the process for {name!r} ended with {process.exitcode}") from None
        finally:
            process.kill()
            process.join()
            receiver.close()
        return found

    return run


def _run_job(
    module: str, name: str, arguments: dict[str, Any], planted: str, environment: dict[str, str], answer: Connection
) -> None:
    """Run a job, in its new process, and send what it found.

    Args:
        module: The module of the job.
        name: Its name.
        arguments: Its arguments.
        planted: Reference of a planted defect, or nothing.
        environment: The environment to run in; that of the process it is forked from is older.
        answer: Where to send the answer.
    """
    os.environ.update(environment)
    warnings.simplefilter("ignore")
    jobs: Jobs = import_module(module).JOBS
    with named(planted).plant() if planted else nullcontext():
        answer.send(jobs[name](**arguments))
