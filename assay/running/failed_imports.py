"""Modules of ours whose import fails, most likely because a version of a library refuses what they define."""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, ModuleType, TracebackType

from assay.process import unimportable


class FailedImports(MetaPathFinder):
    """Raises again what the first import of a module raised.

    A module that defines mapped classes and fails half-way leaves tables behind: a second import would fail on those,
    and hide the cause from all but the first of the checks that need it.

    Args:
        folders: Where our modules are that define things when they are imported, as a user's do.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._errors: dict[str, tuple[BaseException, TracebackType | None]] = {
            name: (error, error.__traceback__) for name, error in unimportable.ERRORS.items()
        }

    def note(self, error: BaseException) -> None:
        """Remember every module of ours whose import ended with this exception, and let go of what they left behind.

        A class that was half-way to being mapped would be in its registry for as long as a frame of the exception holds
        it, and whoever asks that registry for its mappers would be refused for it.
        """
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        for index, frame in enumerate(frames):
            name = frame.f_globals.get("__name__", "")
            # What failed is not in sys.modules any more; a script's own code is no import.
            # Modules outside of packages may share a name, as conftest does.
            if frame.f_code.co_name != "<module>" or name in sys.modules or "." not in name:
                continue
            parents = Path(frame.f_code.co_filename).resolve().parents
            if name not in self._errors and any(folder in parents for folder in self._folders):
                self._errors[name] = error, error.__traceback__
                _let_go(error, frames[index:])

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Never a spec: either it raises, or another finder is asked."""
        del path, target
        if known := self._errors.get(fullname):
            raise known[0].with_traceback(known[1])
        return None

    def install(self) -> None:
        """Be asked before the import system's own finders."""
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """Be asked no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)


def _let_go(error: BaseException, ended: list[FrameType]) -> None:
    """Free the variables of the frames that an import ended in, and of those that its other exceptions came through."""
    known = {*ended}
    for other in _before(error):
        frames = [frame for frame, _ in traceback.walk_tb(other.__traceback__)]
        # One that was caught outside of the import is of frames that may go on.
        if frames and frames[0] in known:
            known.update(frames)
    for frame in known:
        frame.clear()
        # Whoever has looked at them, as pytest does for its traceback, has made a copy that stays until the next look.
        _ = frame.f_locals
    gc.collect()  # classes are in circles


def _before(error: BaseException) -> Iterator[BaseException]:
    """The exceptions that one was raised from, or while they were handled, the nearest first."""
    waiting, seen = [error], {id(error)}
    for one in waiting:
        for other in (one.__cause__, one.__context__):
            if other is not None and id(other) not in seen:
                seen.add(id(other))
                waiting.append(other)
                yield other
