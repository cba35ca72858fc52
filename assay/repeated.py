"""One cause is told once: what is to be said of errors of ours that check after check ends with."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VARYING = re.compile(r"assay_\w+|0x[0-9a-f]+|\b[0-9a-f]{8,}\b|\d+")
_TOLD = 3
"""How many are told with all their evidence."""
_TRIED = 5
"""After how many in a row, with nothing else between, the rest of a target is not tried: each may take its deadline."""


@dataclass
class _Row:
    reason: str
    first: str
    count: int = 0


class Repeated:
    """Counts the errors of ours on each target that have one reason, and follow each other."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}
        self._seen: dict[tuple[str, str], _Row] = {}

    def note(self, target: str, check: str, error: str) -> None:
        """Take what a check ended with.

        Args:
            target: Where it ran.
            check: Its name.
            error: The reason of its error; empty if it ended otherwise.
        """
        row = self._rows.get(target)
        if not error:
            self._rows.pop(target, None)
        elif row is None or _alike(row.reason) != _alike(error):
            self._rows[target] = _Row(error, check, 1)
        else:
            row.count += 1

    def hopeless(self, target: str) -> str:
        """Why no further check is tried on a target; empty if it is."""
        row = self._rows.get(target)
        if row is None or row.count < _TRIED:
            return ""
        return f"not tried, as the {row.count} checks before it here ended so: {row.reason}"

    def told(self, target: str, check: str, reason: str) -> str:
        """Which check has the evidence of a failure that was told often enough; empty if this one is to have it."""
        row = self._seen.setdefault((target, _alike(reason)), _Row(reason, check))
        row.count += 1
        return row.first if row.count > _TOLD else ""


def _alike(reason: str) -> str:
    """A reason without what differs between two checks."""
    return _VARYING.sub("#", reason)
