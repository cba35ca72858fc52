"""A warm command: what a process that was forked from the one with the imports done does to be it."""

from __future__ import annotations

import atexit
import ctypes
import os
import runpy
import sys
import threading
import warnings
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn


@dataclass(frozen=True)
class Job:
    """One command.

    Args:
        script: The program: a console script, or a file of the project.
        arguments: Its arguments.
        directory: Its working directory.
        environment: All of its environment.
        typed: File that it reads as its standard input.
        stdout: File that takes its standard output.
        stderr: File that takes its standard error.
        defect: Reference of a planted defect, or nothing.
        powerless: Whether file modes bind it even if it is root's.
    """

    script: str
    arguments: tuple[str, ...]
    directory: str
    environment: dict[str, str]
    typed: str
    stdout: str
    stderr: str
    defect: str
    powerless: bool


def become(connection: Connection, job: Job) -> NoReturn:
    """Be the command: what the interpreter would have done, then the script, and then its end."""
    connection.close()
    _take_place(job)
    with ExitStack() as stack:
        if job.defect:
            from assay.selftest.planted import named

            stack.enter_context(named(job.defect).plant())
        code = _run(job.script)
    _leave(code)


def _run(script: str) -> int:
    """Run the script, and give the exit code that the interpreter would make of how it ends."""
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as asked:
        if asked.code is None or isinstance(asked.code, int):
            return asked.code or 0
        sys.stderr.write(f"{asked.code}\n")
        return 1
    except Exception:  # noqa: BLE001 - the interpreter shows whatever it is
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _leave(code: int) -> NoReturn:
    """End as the interpreter ends, with waiting for threads and what is registered for the exit, and no further.

    It would then take all of its objects apart. They are those of the process that this one was forked from, of which
    each page has to be copied for that; multiprocessing leaves its forked processes in the same way.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _take_place(job: Job) -> None:
    os.chdir(job.directory)
    os.environ.clear()
    os.environ.update(job.environment)
    for number, path, flags in (
        (0, job.typed, os.O_RDONLY),
        (1, job.stdout, os.O_WRONLY),
        (2, job.stderr, os.O_WRONLY),
    ):
        os.dup2(os.open(path, flags), number)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.argv = [job.script, *job.arguments]
    # the working directory comes first with -m, and the script's with a script
    sys.path[0] = str(Path(job.script).parent)
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
    if job.powerless and os.geteuid() == 0:
        _renounce()


def _renounce() -> None:
    """Give up root's capabilities, such as writing where a mode forbids it; files stay root's own."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset")
