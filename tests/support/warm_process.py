"""A process with other people's libraries imported, which forks into each command that it is asked for.

Run as ``python -m tests.support.warm_process FD``. Assay's own modules each command imports anew.
"""

from __future__ import annotations

import gc
import inspect
import os
import runpy
import socket
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.support.warm import Job, WarmProcess, next_job

LIBRARIES = (
    "advanced_alchemy.extensions.litestar",
    "aiosqlite",
    "alembic.command",
    "click",
    "dateutil.parser",
    "docker",
    "execnet.gateway_io",
    "filelock",
    "httpx",
    "hypothesis",
    "jinja2",
    "litestar.testing",
    "markdown_it",
    "msgspec",
    "packaging.utils",
    "platformdirs",
    "psutil",
    "pygal",
    "pygments",
    "rich.console",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.ext.asyncio",
    "testcontainers.core.container",
    "tomli_w",
    "xdist.dsession",
    "xdist.workermanage",
)


def import_libraries() -> None:
    """Import what a run would; what cannot be imported the commands will say."""
    import pytest

    # As pytest imports its plugins: with assertions rewritten.
    with TemporaryDirectory() as nothing, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        pytest.main([nothing, "--rootdir", nothing, "-p", "no:cacheprovider"])
    for name in LIBRARIES:
        with suppress(ImportError):
            import_module(name)
    # It looks at each module once, and tracebacks need it.
    inspect.getmodule(sys._getframe())


def become(job: Job) -> None:
    """Be the command: what the interpreter does with ``-m``."""
    _take_over(job)
    own, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if not os.fork():
        own.close()
        worker = next_job(theirs)
        theirs.close()
        _take_over(worker)
        sys.argv = ["-c"]
        exec(worker.arguments[-1], {"__name__": "__main__"})
        return
    theirs.close()
    from xdist import workermanage

    _start_workers_with(WarmProcess(own))
    sys.path[0] = job.cwd
    # What was there when xdist was imported is what it gives its workers.
    workermanage._sys_path = [*sys.path]
    sys.argv = ["-m", *job.arguments]
    sys.orig_argv = [sys.executable, "-m", job.module, *job.arguments]
    runpy.run_module(job.module, run_name="__main__", alter_sys=True)


def _take_over(job: Job) -> None:
    for number, file in enumerate(job.files):
        os.dup2(file, number)
        os.close(file)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=stream is sys.stderr or stream.isatty())  # type: ignore[union-attr]
    os.chdir(job.cwd)
    os.environ.clear()
    os.environ.update(job.environment)
    path = job.environment.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[1:1] = [folder for folder in path if folder not in sys.path]
    for name in [name for name in sys.modules if name.split(".")[0] in {"tests", "assay"}]:
        del sys.modules[name]


def _start_workers_with(warm: WarmProcess) -> None:
    """Have the workers of xdist start warm too, from a fork of this process as it is now."""
    from execnet.gateway_base import Popen2IO
    from execnet.gateway_io import Popen2IOMaster, popen_bootstrapline

    def init(self: Any, args: list[str], execmodel: Any) -> None:
        assert args == [sys.executable, "-u", "-c", popen_bootstrapline], args
        self.popen = warm.start("", popen_bootstrapline, cwd=str(Path.cwd()), environment=os.environ)
        Popen2IO.__init__(self, self.popen.stdin, self.popen.stdout, execmodel=execmodel)

    Popen2IOMaster.__init__ = init  # type: ignore[method-assign]


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as commands:
        commands.set_inheritable(False)
        import_libraries()
        gc.collect()
        gc.freeze()
        next_command = next_job(commands)
    become(next_command)
