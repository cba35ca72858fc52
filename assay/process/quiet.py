"""Silence of libraries that are being closed: what they say then, of connections that end, is no news to anybody."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly() -> Iterator[None]:
    """Let no library warn, log, or have Python say what its destructors raise, until the block ends."""
    before = sys.unraisablehook, logging.root.manager.disable
    with warnings.catch_warnings():
        quiet()
        try:
            yield
        finally:
            sys.unraisablehook, logging.root.manager.disable = before


def quiet() -> None:
    """The same until the process ends."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    sys.unraisablehook = _nothing


def _nothing(_: object) -> None:
    """Say nothing of what a destructor raised."""
