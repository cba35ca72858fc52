"""What came of the checks under each planted defect, and what that proves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.running.check import Said

WITHOUT = "without"
"""The case in which no defect is planted."""


class Kind(Enum):
    """What a check did with a defect, or without one."""

    CAUGHT = "caught"
    """It failed on an assertion: it can fail on the claim."""
    HELD = "held"
    BROKE = "broke"
    """It ended otherwise, which proves nothing."""
    MISSING = "missing"
    """A server that it needs cannot be had, or the installed versions do not have the feature."""


@dataclass(frozen=True)
class Outcome:
    """What came of one check in one case.

    Args:
        kind: What it did.
        verdict: Its verdict.
        reason: Why.
    """

    kind: Kind
    verdict: Verdict
    reason: str = ""

    @classmethod
    def of(cls, said: Said, error_type: str, reason: str) -> Outcome:
        """That of a check.

        Args:
            said: What it says of its features.
            error_type: The type of what it failed with, as the ledger names it.
            reason: Why, in full.
        """
        kind = Kind.HELD if said.verdict in {Verdict.PASS, Verdict.FIXED} else Kind.BROKE
        if said.verdict is Verdict.FAIL and error_type == "AssertionError":
            kind = Kind.CAUGHT
        if said.verdict is Verdict.NOT_RUN and said.cause is not Cause.LOST:
            kind = Kind.MISSING
        if said.verdict is Verdict.UNSUPPORTED and said.cause is Cause.NOT_OFFERED:
            kind = Kind.MISSING
        return cls(kind, said.verdict, reason)

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.reason}" if self.kind is Kind.BROKE else self.kind.value


class Score:
    """The outcomes of each feature's checks, by the name of the defect or ``without``."""

    def __init__(self) -> None:
        self.outcomes: dict[str, dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))

    def add(self, features: Iterable[str], defect: str, outcome: Outcome) -> None:
        """Add what came of a check under a defect; the empty name stands for none."""
        for feature in features:
            self.outcomes[feature][defect or WITHOUT].append(outcome)

    @property
    def tried(self) -> bool:
        """Whether any check ran, with a defect or without."""
        said = (o for cases in self.outcomes.values() for outcomes in cases.values() for o in outcomes)
        return any(o.kind is not Kind.MISSING for o in said)

    def without(self, features: Iterable[str]) -> Score:
        """That of the features for which there is a case with a defect, or that are none of these."""
        left, scored = {*features}, Score()
        for feature, cases in self.outcomes.items():
            if set(cases) != {WITHOUT} or feature not in left:
                scored.outcomes[feature] = cases
        return scored

    @property
    def unproved(self) -> dict[str, str]:
        """The features whose checks have not shown that they can fail, with the reason."""
        return {f: why for f, cases in self.outcomes.items() if (why := _why_unproved(cases))}

    @property
    def unprovable(self) -> dict[str, str]:
        """The features of which nobody can say more here, as a server or a package is missing, with the reason."""
        left = {f: cases for f, cases in self.outcomes.items() if f not in self.unproved}
        return {f: why for f, cases in left.items() if (why := _why_unprovable(cases))}

    @property
    def planted(self) -> int:
        """How many defects were planted."""
        return len({name for cases in self.outcomes.values() for name in cases if name != WITHOUT})


def _still_open(cases: dict[str, list[Outcome]]) -> dict[str, list[Outcome]]:
    """The defects on which no check of a feature has failed, with what came of the checks."""
    planted = {name: outcomes for name, outcomes in cases.items() if name != WITHOUT}
    if not planted:
        # A check that fails on the library as it is has shown that it can fail.
        return {} if any(o.verdict is Verdict.KNOWN for o in cases[WITHOUT]) else cases
    return {name: found for name, found in planted.items() if all(o.kind is not Kind.CAUGHT for o in found)}


def _why_unproved(cases: dict[str, list[Outcome]]) -> str:
    """What the checks of a feature have failed to show; nothing if what they need for it is missing."""
    for name, outcomes in _still_open(cases).items():
        if _missing(outcomes):
            continue
        if name == WITHOUT:
            return "no planted defect breaks it"
        return f"{name} is planted, and no check fails on the claim: {'; '.join(sorted({*map(str, outcomes)}))}"
    return ""


def _why_unprovable(cases: dict[str, list[Outcome]]) -> str:
    """Why something is missing that the checks of a feature need to show that they can fail."""
    return next((why for outcomes in _still_open(cases).values() if (why := _missing(outcomes))), "")


def _missing(outcomes: list[Outcome]) -> str:
    """Why something is missing that one of the checks needs."""
    return next((o.reason for o in outcomes if o.kind is Kind.MISSING), "")
