"""What ended a check: evidence, for the ledger and for people."""

from __future__ import annotations

import msgspec


class Failure(msgspec.Struct, frozen=True, gc=False):
    """What a check raised, and what the server side of the application raised underneath.

    Args:
        type: Qualified name of the exception that ended the check.
        message: Its text.
        traceback: The formatted traceback.
        causes: ``(type, message)`` of its causes and of the exceptions seen inside the application.
    """

    type: str
    message: str
    traceback: str = ""
    causes: tuple[tuple[str, str], ...] = ()
