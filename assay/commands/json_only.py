"""Commands that say a lot while they work, and give programs one document."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout

from assay.commands.tables import print_json
from assay.domain.secrets import redacted


@contextmanager
def json_only(wanted: bool) -> Iterator[Callable[[str], object]]:
    """Keep standard output for one JSON document: what is said for people meanwhile goes to standard error.

    Args:
        wanted: Whether a program asks. Without, everything goes where it went, and nothing is printed as JSON.

    Yields:
        What prints the document, without passwords.
    """
    if not wanted:
        yield str  # which does nothing with it
        return
    out = sys.stdout

    def give(text: str) -> None:
        with redirect_stdout(out):
            print_json(json.loads(redacted(text)))

    with redirect_stdout(sys.stderr):
        yield give
