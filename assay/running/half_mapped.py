"""A class that a check began to define, and that its library refused: it is not to hit the checks after it."""

from __future__ import annotations

import traceback

from assay.domain.errors import chain
from assay.running import frames as frames_of_errors

_MAPPING = "sqlalchemy.orm.decl_base"
"""The module that maps classes as they are defined."""


def let_go(error: BaseException) -> None:
    """Free the class, if the exception ended the mapping of one; its traceback loses its variables by that.

    See :func:`assay.running.frames.let_go`.

    Args:
        error: What a check ended with.
    """
    frames = [f for one in (error, *chain(error)) for f, _ in traceback.walk_tb(one.__traceback__)]
    if any(frame.f_globals.get("__name__") == _MAPPING for frame in frames):
        frames_of_errors.let_go(frames)
