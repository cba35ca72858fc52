"""Counts what a run does, in each of its Python processes: one letter in a file for each thing that is done.

Python imports a module of this name at its start where it finds one; ``benchmarks.counts`` puts this folder on
``PYTHONPATH``. So what a process does is counted too that was forked, or that ends without any clean-up.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

VARIABLE = "ASSAY_COUNTS_FILE"
"""Names the file; where it is not set, nothing is counted."""
FOLDER = str(Path(__file__).resolve().parent)
LETTERS = {
    "processes": b"p",
    "connections": b"c",
    "statements": b"s",
    "applications made": b"m",
    "applications started": b"a",
    "requests": b"r",
}
"""What is counted. Processes are those of Python, whether started or forked; connections are those of SQLAlchemy's
pools; requests are those that an application of Litestar gets, whatever brought them there."""


class _Counter(MetaPathFinder):
    """Appends to the file, and makes the libraries call it as they are imported."""

    def __init__(self, file: str) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._after: dict[str, Callable[[ModuleType], None]] = {
            "subprocess": self._processes,
            "sqlalchemy": self._databases,
            "litestar.app": self._applications,
        }
        self.note("processes")
        os.register_at_fork(after_in_child=lambda: self.note("processes"))

    def note(self, what: str) -> None:
        """Count something: one write is never torn, and lost with no process."""
        os.write(self._file, LETTERS[what])

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Let a module that is to be counted in be prepared once it is there; others are none of ours."""
        prepare = self._after.get(fullname)
        spec = PathFinder.find_spec(fullname, path, target) if prepare is not None else None
        if prepare is None or spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            prepare(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec

    def _processes(self, module: ModuleType) -> None:
        """Let processes count that are given a ``PYTHONPATH`` of their own."""
        started = module.Popen.__init__

        @functools.wraps(started)
        def init(*args: Any, **kwargs: Any) -> None:
            if kwargs.get("env") is not None:
                path = os.pathsep.join(filter(None, (FOLDER, kwargs["env"].get("PYTHONPATH"))))
                kwargs["env"] = {**kwargs["env"], "PYTHONPATH": path, VARIABLE: file}
            started(*args, **kwargs)

        module.Popen.__init__ = init

    def _databases(self, module: ModuleType) -> None:
        module.event.listen(module.Pool, "connect", lambda *_: self.note("connections"))
        module.event.listen(module.Engine, "before_cursor_execute", lambda *_: self.note("statements"))

    def _applications(self, module: ModuleType) -> None:
        made, called = module.Litestar.__init__, module.Litestar.__call__
        noted = {"lifespan": "applications started", "http": "requests"}

        @functools.wraps(made)
        def init(*args: Any, **kwargs: Any) -> None:
            self.note("applications made")
            made(*args, **kwargs)

        @functools.wraps(called)
        def call(application: Any, scope: Any, receive: Any, send: Any) -> Any:
            if what := noted.get(scope["type"]):
                self.note(what)
            return called(application, scope, receive, send)

        module.Litestar.__init__, module.Litestar.__call__ = init, call


if file := os.environ.get(VARIABLE):
    sys.meta_path.insert(0, _Counter(file))
