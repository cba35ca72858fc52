"""Applications that do not start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from assay.checking import AssayError, chain

_MISTAKES = (AssertionError, AttributeError, LookupError, NameError, TypeError)
"""What code raises that does something wrong, whatever the database says."""


@dataclass(frozen=True)
class Refusal:
    """How a start ended.

    Args:
        error: What was raised.
    """

    error: Exception

    @property
    def by_the_database(self) -> bool:
        """Whether the database or its driver is the reason: drivers and task groups raise different things."""
        causes = [self.error, *chain(self.error)]
        return any(isinstance(cause, SQLAlchemyError) for cause in causes) or not any(
            isinstance(cause, _MISTAKES) for cause in causes
        )


def start_refused(start: Callable[[], Any]) -> Refusal | None:
    """How a start ended that was refused; None if the application started.

    Raises:
        AssayError: The harness could not do its part: nothing is known about the library.
    """
    try:
        start()
    except AssayError:
        raise
    except Exception as error:  # noqa: BLE001 - the check looks at what it is
        return Refusal(error)
    return None
