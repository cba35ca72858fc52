"""Frames of exceptions, which keep alive what was defined in them."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from contextlib import suppress
from types import FrameType


def let_go(frames: Iterable[FrameType]) -> None:
    """Free the variables of frames that have ended; one that still runs keeps its own.

    A class that was half-way to being mapped is in its registry for as long as anything holds it: whoever asks that
    registry for its mappers meanwhile is refused for a class that is none of theirs.
    """
    for frame in frames:
        with suppress(RuntimeError):  # it runs
            frame.clear()
        # Until Python 3.13, whoever has looked at them, as pytest does, has made a copy that stays until the next look.
        _ = frame.f_locals
    gc.collect()  # classes are in circles
