"""What can go wrong outside of the library under test, each with one clear line for people."""

from __future__ import annotations


class AssayError(Exception):
    """Base of Assay's own errors; ``str()`` of it is one line that a user can act on."""


class UsageError(AssayError):
    """An option, a file or a URL that the user gave is wrong."""


class ServerUnavailable(AssayError):  # noqa: N818 - a state of the world, not a fault
    """No server can be had for a backend; the text says why, and what to do."""


class ServerLost(AssayError):  # noqa: N818 - a state of the world, not a fault
    """A server that was ready died during the run."""


class HarnessError(AssayError):
    """A fault of the harness or of the infrastructure; never a verdict about the library."""


class ServerRefuses(HarnessError):  # noqa: N818 - a state of the world, not a fault
    """A server lives, and refuses: for want of resources, or because somebody administers it."""


def chain(error: BaseException) -> list[BaseException]:
    """The exceptions underneath one: causes, contexts, members of groups, and SQLAlchemy's ``orig``."""
    found: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop(0)
        below = [current.__cause__, current.__context__, getattr(current, "orig", None)]
        # A driver's exception may answer None to any name.
        below.extend(getattr(current, "exceptions", None) or ())
        for cause in below:
            if isinstance(cause, BaseException) and cause is not error and cause not in found:
                found.append(cause)
                waiting.append(cause)
    return found
