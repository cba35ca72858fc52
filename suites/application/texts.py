"""Values of the application as short texts."""

from __future__ import annotations

import re
from typing import Any

_LONGEST = 200
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def text_of(value: Any) -> str:
    """A value as one short line: a class or function by its name, and nothing that differs from run to run."""
    if isinstance(value, type) or hasattr(value, "__qualname__"):
        return str(value.__qualname__)
    try:
        shown = repr(value)
    except Exception as error:  # noqa: BLE001 - the user's own __repr__
        shown = f"<{type(value).__name__}: {type(error).__name__}>"
    shown = " ".join(_ADDRESS.sub("", shown).split())
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."


def annotation_text(value: Any) -> str:
    """An annotation as a user writes it, without the modules."""
    if value is None or value is type(None):
        return "None"
    if isinstance(value, type) and not getattr(value, "__args__", ()):
        return value.__name__
    return re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", text_of(value) if isinstance(value, str) else str(value))


def canonical(name: str) -> str:
    """The canonical name of a distribution (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
