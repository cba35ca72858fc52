"""A class that a check began to define, and that its library refused: it is not to hit the checks after it."""

from __future__ import annotations

import gc
import traceback

from assay.domain.errors import chain

_MAPPING = "sqlalchemy.orm.decl_base"
"""The module that maps classes as they are defined."""


def let_go(error: BaseException) -> None:
    """Free the class, if the exception ended the mapping of one; its traceback loses its variables by that.

    A class is in its registry from when its mapping begins, for as long as anything holds it, here the frames of the
    exception: whoever asks that registry for its mappers meanwhile is refused for a class that is none of theirs, as
    the library's repositories in memory.

    Args:
        error: What a check ended with.
    """
    tracebacks = [one.__traceback__ for one in (error, *chain(error))]
    frames = [frame for one in tracebacks for frame, _ in traceback.walk_tb(one)]
    if not any(frame.f_globals.get("__name__") == _MAPPING for frame in frames):
        return
    for one in tracebacks:
        traceback.clear_frames(one)
    for frame in frames:
        frame.f_locals  # noqa: B018 - what pytest has read of it is a copy, until 3.13; reading it again renews that
    frames.clear()
    gc.collect()  # a class is in circles
