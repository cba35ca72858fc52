"""How a command line comes to what it does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from assay.process import unimportable


def carried_out_in(module: str) -> Callable[[Callable[..., None]], Callable[..., Any]]:
    """Have the function of the same name in a module do what a command is for; the module is imported when it runs.

    What a library under test raises when it is imported is no reason for a command to have no help.

    Args:
        module: Its name.
    """

    def decorate(declared: Callable[..., None]) -> Callable[..., Any]:
        @wraps(declared)
        def command(*args: Any, **given: Any) -> Any:
            with unimportable.placeholders():
                found = getattr(import_module(module), declared.__name__)
            return found(*args, **given)

        return command

    return decorate
