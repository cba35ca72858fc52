"""The answer for many targets: a row for each, and what they have of each impact in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assay.domain.impacts import Impact
from assay.domain.verdicts import Verdict
from assay.reporting.answer import Standing

HOLDS = "holds entirely"
"""What heads the column of how many features hold."""
NOT_SEEN = "not seen"
"""What heads the column of what says nothing."""
MILDER = "milder"
"""What heads a column of all impacts that have none of their own, where there is little room."""
_ALWAYS = (Impact.DATA_LOSS, Impact.SECURITY, Impact.WRONG_ANSWER, Impact.ERROR, Impact.DOCUMENTATION)
"""Impacts that have a column even where no target has them: that there are none is an answer."""
MILD = (Impact.MISLEADING_ERROR, Impact.SLOW, Impact.DOCUMENTATION)
"""What it counts."""
_BREAKING = (Verdict.FAIL, Verdict.ERROR, Verdict.FIXED)


@dataclass(frozen=True)
class Column:
    """A column of numbers.

    Args:
        heading: Its head.
        impacts: The impacts that it counts; None stands for a ledger that did not say.
        verdict: The verdict whose lines it counts, if it is one of these.
        title: What it counts, in a sentence.
    """

    heading: str
    impacts: tuple[Impact | None, ...] = ()
    verdict: Verdict | None = None
    title: str = field(default="", compare=False)

    def count(self, standing: Standing) -> int:
        """Its number for a target."""
        if self.verdict is not None:
            return standing.faults[self.verdict]
        return sum(standing.impacts[impact] for impact in self.impacts)

    @property
    def harms(self) -> bool:
        """Whether one is too many: data or trust is lost."""
        return self.impacts in ((Impact.DATA_LOSS,), (Impact.SECURITY,))

    @property
    def impact(self) -> str:
        """The impact that it counts, in a word; empty if it is none, or several."""
        return self.impacts[0].value if len(self.impacts) == 1 and self.impacts[0] else ""


def columns(standings: Sequence[Standing], *, narrow: bool = False) -> list[Column]:
    """The columns of numbers, from harm to harmless: what breaks a run, then the impacts of what is known.

    Args:
        standings: The targets.
        narrow: Whether there is little room: what is mild shares a column, and one without a number is left out.
    """
    own = [impact for impact in Impact if not (narrow and impact in MILD)]
    found = [
        *(Column(v.value, verdict=v, title=_VERDICTS[v]) for v in _BREAKING),
        *(Column(i.value.replace("-", " "), (i,), title=i.definition) for i in own),
        *([Column(MILDER, MILD)] if narrow else []),
        Column("known issue", (None,), title="Its ledger did not say what it does."),
    ]
    kept = () if narrow else _ALWAYS
    return [column for column in found if any(map(column.count, standings)) or {*column.impacts} & {*kept}]


_VERDICTS = {
    Verdict.FAIL: "Checks that fail, and no known issue explains it.",
    Verdict.ERROR: "Checks that ended in an error of the harness or a server.",
    Verdict.FIXED: "Checks that hold although the ledger says that they fail: the entry must go.",
}
