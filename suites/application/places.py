"""Where in the user's project something is: the lines of a stack or a traceback that are the project's own."""

from __future__ import annotations

import inspect
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from .inventory import Place

_FOREIGN = {"site-packages", "dist-packages"}
_HERE = Path(__file__).resolve().parent


class Project:
    """The directory of the application.

    Args:
        directory: Absolute.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self._package: Path | None = None

    def has_package(self, module: str) -> None:
        """Take the package of the application's module for the project's too, wherever it is installed."""
        with suppress(ImportError, ValueError):
            spec = find_spec(module.partition(".")[0])
            if spec is not None and spec.origin and spec.submodule_search_locations:
                self._package = Path(spec.origin).resolve().parent

    def own(self, file: str | Path) -> bool:
        """Whether a file is the project's: below its directory, and not in an environment or a package there."""
        if str(file).startswith("<"):  # such as <frozen os>
            return False
        path = Path(file).resolve()
        if self._package in path.parents:
            return True
        try:
            parts = path.relative_to(self.directory).parts
        except ValueError:
            return False
        return _HERE not in path.parents and not _FOREIGN & {*parts} and not any(map(_hidden, parts[:-1]))

    def place(self, file: str | Path, line: int) -> Place:
        """A line of a file, relative to the directory if it lies there."""
        path = Path(file)
        try:
            return Place(str(path.resolve().relative_to(self.directory)), line)
        except ValueError:
            return Place(str(path), line)

    def of_frame(self, frame: FrameType | None) -> Place:
        """The innermost of the project's own lines on a stack; nothing if there is none."""
        while frame is not None:
            if self.own(frame.f_code.co_filename):
                return self.place(frame.f_code.co_filename, frame.f_lineno)
            frame = frame.f_back
        return Place()

    def here(self) -> Place:
        """The innermost of the project's own lines that are running."""
        return self.of_frame(sys._getframe(1))

    def of_traceback(self, traceback: TracebackType | None) -> Place:
        """The innermost of the project's own lines in a traceback; nothing if there is none."""
        found = Place()
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if self.own(code.co_filename):
                found = self.place(code.co_filename, traceback.tb_lineno)
            traceback = traceback.tb_next
        return found

    def of_object(self, thing: Any) -> Place:
        """Where a class or function is written; nothing if Python does not know."""
        thing = inspect.unwrap(thing) if callable(thing) else thing
        try:
            file = inspect.getsourcefile(thing)
            line = thing.__code__.co_firstlineno if hasattr(thing, "__code__") else inspect.getsourcelines(thing)[1]
        except (TypeError, OSError, IndexError, SyntaxError):
            return Place()
        return self.place(file, line) if file else Place()


def _hidden(name: str) -> bool:
    return name.startswith(".")
