"""One feature on one target in a run: its verdict follows from those of its checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict, worst
from assay.results.lines import Result


class Unseen(NamedTuple):
    """What of a run says nothing: single checks, and features as a whole, of whose checks nobody knows."""

    checks: int = 0
    features: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        return bool(self.checks or self.features)

    def plus(self, other: Unseen) -> Unseen:
        """Both."""
        return Unseen(self.checks + other.checks, self.features + other.features)

    def __str__(self) -> str:
        counts = (self.checks, "check"), (self.features, "feature")
        return " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)


NOTHING = Unseen()
SILENT = (Verdict.NOT_RUN, Verdict.ERROR)
"""What says nothing of the library."""
_HELD = (Verdict.PASS, Verdict.FIXED)
_RAN = frozenset(verdict for verdict in Verdict if verdict.ran)
_ONE = {verdict: (int(verdict in _HELD), int(verdict is not Verdict.UNSUPPORTED)) for verdict in Verdict}
"""What is counted of one check."""


@dataclass(frozen=True)
class Cell:
    """What a run says of one feature on one target.

    Args:
        feature: Id of the feature.
        target: Id of the target.
        results: The lines it follows from.
    """

    feature: str
    target: str
    results: tuple[Result, ...]

    @cached_property
    def verdict(self) -> Verdict:
        """The worst verdict of its checks; a store that cannot says nothing against those that can."""
        if len(self.results) == 1:
            return self.results[0].verdict
        stores: dict[str, Verdict] = {}
        for result in self.results:
            known = stores.get(result.store)
            if known is None or result.verdict.severity > known.severity:
                stores[result.store] = result.verdict
        found = set(stores.values())
        if found != {Verdict.UNSUPPORTED}:
            found.discard(Verdict.UNSUPPORTED)
        return worst(found)

    @cached_property
    def not_seen(self) -> Unseen:
        """What of it was not run, or ended in an error that says nothing."""
        silent = [bool(r.check) for r in self.results if r.verdict in SILENT]
        if not silent:
            return NOTHING
        return Unseen(sum(silent), len(silent) - sum(silent))

    @property
    def counted(self) -> tuple[int, int]:
        """How many of its checks held, and of how many: those that the target or a store cannot have are none."""
        if len(self.results) == 1:
            (line,) = self.results
            return _ONE[line.verdict] if line.check else (0, 0)
        wanted = [r.verdict for r in self.results if r.check and r.verdict is not Verdict.UNSUPPORTED]
        return sum(v in _HELD for v in wanted), len(wanted)

    @property
    def tally(self) -> str:
        """It in figures, ``36/37``; empty where nothing was tried."""
        held, every = self.counted
        return f"{held}/{every}" if held or (every and self.verdict in _RAN) else ""

    @property
    def unasked(self) -> bool:
        """Whether nothing of it was asked for."""
        return all(r.cause is Cause.NOT_SELECTED for r in self.results)

    def said(self) -> list[Result]:
        """The first line of each verdict, the worst first."""
        first = {r.verdict: r for r in reversed(self.results)}
        return sorted(first.values(), key=lambda r: -r.verdict.severity)

    @property
    def reason(self) -> str:
        """The reason of the worst verdict."""
        return next((r.reason for r in self.results if r.verdict is self.verdict), "")

    @property
    def cause(self) -> Cause | None:
        """The cause of the worst verdict."""
        return next((r.cause for r in self.results if r.verdict is self.verdict), None)
