"""Warm starts: a process with the imports done, which forks into each command that it is asked for.

Run as ``python -m suites.cli.zygote``. It reads a job from its standard input, a line of JSON, and answers with two
lines: the process id of the command, and its exit code. It ends with its input.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import runpy
import sys
import warnings
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

IMPORTS = ("litestar.cli.main", "litestar.testing", "advanced_alchemy.extensions.litestar.cli")


@dataclass(frozen=True)
class Job:
    """One command.

    Args:
        script: The program: a console script, or a file of the project.
        arguments: Its arguments.
        directory: Its working directory.
        environment: All of its environment.
        dialect: The ``dialect+driver`` that it will use, whose import can be made beforehand.
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
    dialect: str
    typed: str
    stdout: str
    stderr: str
    defect: str
    powerless: bool

    def line(self) -> bytes:
        """The job as a line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"


def next_command() -> Job:
    """Serve jobs; returns in a process of the command's own, once for each.

    Raises:
        SystemExit: There is nothing left to do.
    """
    for line in sys.stdin.buffer:
        job = Job(**json.loads(line))
        _import(job.dialect)
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            return job
        _say(pid)
        _, status = os.waitpid(pid, 0)
        _say(os.waitstatus_to_exitcode(status))
    raise SystemExit


def _say(number: int) -> None:
    os.write(1, f"{number}\n".encode())


def _import(dialect: str) -> None:
    # imported and not used: a connection would not survive the fork
    from sqlalchemy.engine import URL

    with suppress(ImportError):  # the command will say so
        URL.create(dialect).get_dialect().import_dbapi()


def become(job: Job) -> None:
    """Be the command: what the interpreter would have done, and then the script."""
    os.setsid()
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
    with ExitStack() as stack:
        if job.defect:
            from assay.selftest.planted import named

            stack.enter_context(named(job.defect).plant())
        runpy.run_path(job.script, run_name="__main__")


def _renounce() -> None:
    """Give up root's capabilities, such as writing where a mode forbids it; files stay root's own."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    for name in IMPORTS:
        import_module(name)
    become(next_command())
