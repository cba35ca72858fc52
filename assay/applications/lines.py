"""What came of one check of one subject of an application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from assay.domain.verdicts import BREAKING, Verdict


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one check of one subject on one target.

    Args:
        target: The target.
        check: The check, such as ``constraints.unique``.
        subject: What of the application it is about: a table, a route, a configuration.
        claim: What must hold, in a sentence.
        verdict: The verdict.
        reason: Why it is no pass, in one line.
        raised: Types and texts of the exceptions behind a failure, the outermost first.
        statements: The last statements that the application sent.
        rows: Rows as the independent reader saw them, and what else shows the verdict.
        reproduction: A script that shows a failure.
        issue: The known issue that a failure is.
    """

    target: str
    check: str
    subject: str
    claim: str
    verdict: Verdict
    reason: str = ""
    raised: tuple[tuple[str, str], ...] = ()
    statements: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    reproduction: str = ""
    issue: str = ""

    @property
    def id(self) -> str:
        """Its name, as ``--check`` takes it: ``round-trip:Author``."""
        return f"{self.check}:{self.subject}"


def breaks(lines: Iterable[Line]) -> bool:
    """Whether one of them is a failure, or a fault of Assay's own."""
    return any(line.verdict.breaks for line in lines)


def counted(lines: Iterable[Line]) -> str:
    """How many there are of each verdict: ``3 fail, 40 pass``."""
    counts = Counter(line.verdict for line in lines)
    order = [*BREAKING, *(verdict for verdict in Verdict if verdict not in BREAKING)]
    return ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in order if counts[verdict])
