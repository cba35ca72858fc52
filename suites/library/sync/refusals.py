# Generated from suites/library/refusals.py by `python -m tools.twin`; do not edit.
"""What a call is refused with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E", bound=Exception)


def refusal(kind: type[E], call: Callable[..., Any], *arguments: Any) -> E | None:
    """The exception of a kind that a call ends with; None if it ends without one.

    Args:
        kind: The kind; another exception is no answer.
        call: What to call.
        arguments: Its arguments.
    """
    try:
        call(*arguments)
    except kind as error:
        return error
    return None
