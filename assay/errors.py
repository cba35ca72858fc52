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
