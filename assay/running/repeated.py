"""One cause is told once: what is to be said of errors of ours that check after check ends with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict

if TYPE_CHECKING:
    from assay.running.check import Check

_VARYING = re.compile(r"assay_\w+|0x[0-9a-f]+|\b[0-9a-f]{8,}\b|\d+")
_TOLD = 3
"""How many are told with all their evidence."""
_TRIED = 5
"""After how many in a row, with nothing else between, the rest of a target is not tried: each may take its deadline."""
_OF_THE_CHECK = (Cause.CHECK, Cause.PROVES_NOTHING)
"""What says nothing of the next check."""


@dataclass
class _Row:
    reason: str
    first: str
    count: int = 0


class Repeated:
    """Counts the errors of ours in each place that have one reason, and follow each other."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}
        self._seen: dict[tuple[str, str], _Row] = {}

    def note(self, place: str, check: str, error: str) -> None:
        """Take what a check ended with.

        Args:
            place: Where it ran: a target, or a target and a store.
            check: Its name.
            error: The reason of its error; empty if it ended otherwise.
        """
        row = self._rows.get(place)
        if not error:
            self._rows.pop(place, None)
        elif row is None or _alike(row.reason) != _alike(error):
            self._rows[place] = _Row(error, check, 1)
        else:
            row.count += 1

    def ended(self, check: Check) -> None:
        """Count an error of ours that has nothing to do with the check itself: the next checks may all end with it."""
        if check.not_begun:
            return
        said = check.worst
        ours = said.verdict is Verdict.ERROR and said.cause not in _OF_THE_CHECK
        self.note(check.place, check.name, said.reason if ours else "")

    def shorten(self, check: Check) -> str:
        """What to show in place of what was shown for other checks; empty if it was not."""
        said = check.worst
        if said.verdict is not Verdict.ERROR and said.cause is not Cause.NOT_IMPORTABLE:
            return ""
        reason = said.reason
        if check.not_begun:
            first = self.told("", check.name, reason, 1)
            return f"{reason}\n(as {first} does)" if first else ""
        first = self.told(check.target.id, check.name, reason)
        if not first:
            return ""
        text = f"{reason}\n(the traceback is that of {first}[{check.target.id}])"
        if check.failure is not None:
            check.failure = msgspec.structs.replace(check.failure, traceback=text)
        return text

    def hopeless(self, place: str) -> str:
        """Why no further check is tried in a place; empty if it is."""
        row = self._rows.get(place)
        if row is None or row.count < _TRIED:
            return ""
        return f"not tried, as the {row.count} checks before it here ended so: {row.reason}"

    def told(self, target: str, check: str, reason: str, times: int = _TOLD) -> str:
        """Which check has the evidence of a failure that was told often enough; empty if this one is to have it.

        Args:
            target: Where the check ran; empty if the reason is the same everywhere.
            check: Its name.
            reason: Of its failure.
            times: How often is enough: once where there is nothing but the reason.
        """
        row = self._seen.setdefault((target, _alike(reason)), _Row(reason, check))
        row.count += 1
        return row.first if row.count > times else ""


def _alike(reason: str) -> str:
    """A reason without what differs between two checks."""
    return _VARYING.sub("#", reason)
