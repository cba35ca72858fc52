"""The six verdicts, the error beside them, and how a feature's verdict follows from its checks'."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Verdict(str, Enum):
    """What a check says of a feature on a target, least severe first."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    """Every check ran and held."""
    UNSUPPORTED = "unsupported"
    """The installed versions do not offer the feature, or the target's profile says that it cannot."""
    NOT_RUN = "not-run"
    """It was not tried; the reason says why."""
    KNOWN = "known"
    """It failed exactly as a ledger entry says."""
    FIXED = "fixed"
    """A ledger entry says that it fails, and it held: the entry must go."""
    FAIL = "fail"
    """An assertion about the library did not hold, and no ledger entry explains it."""
    ERROR = "error"
    """The harness or the infrastructure is at fault. Not a verdict about the library: counted apart, fails the run."""

    @property
    def ran(self) -> bool:
        """Whether the library was really exercised."""
        return self in {Verdict.PASS, Verdict.KNOWN, Verdict.FIXED, Verdict.FAIL}

    @property
    def severity(self) -> int:
        """Position in the order of declaration; the higher wins."""
        return _SEVERITY[self]

    @property
    def breaks(self) -> bool:
        """Whether a run fails on it."""
        return self in BREAKING


BREAKING = (Verdict.FAIL, Verdict.FIXED, Verdict.ERROR)
"""What a run fails on, in the order in which it says so."""
_SEVERITY = {verdict: position for position, verdict in enumerate(Verdict)}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of a feature on a target, given those of its checks; not-run if there are none."""
    return max(verdicts, key=lambda v: v.severity, default=Verdict.NOT_RUN)
