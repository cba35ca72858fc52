"""Modules of ours whose import fails, most likely because a version of a library refuses what they define."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FrameType, ModuleType, TracebackType

from assay.domain.errors import chain
from assay.process import unimportable
from assay.running.frames import let_go


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
        """Remember every module of ours whose import ended with this exception, and let go of what they left behind."""
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
                let_go(_ended(error, frames[index:]))

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


def _ended(error: BaseException, of_import: list[FrameType]) -> set[FrameType]:
    """The frames that an import ended in, and those that its other exceptions came through."""
    known = {*of_import}
    for other in chain(error):
        frames = [frame for frame, _ in traceback.walk_tb(other.__traceback__)]
        # One that was caught outside of the import is of frames that may go on.
        if frames and frames[0] in known:
            known.update(frames)
    return known
