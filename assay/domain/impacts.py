"""What a known issue does to users: a closed list, from harm to harmless."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum

NO_WORKAROUND = "none known"
"""What an issue says of its workaround if there is none."""


class Impact(str, Enum):
    """What an issue does to users; the order is that of reports, the worst first.

    The worst that is likely counts: an issue that loses data in one case and gives an error in the others loses data.
    What documentation makes its readers do counts as what it does: an example that overwrites files loses data.
    """

    DATA_LOSS = "data-loss"
    SECURITY = "security"
    WRONG_ANSWER = "wrong-answer"
    CRASH = "crash"
    ERROR = "error"
    MISLEADING_ERROR = "misleading-error"
    SLOW = "slow"
    DOCUMENTATION = "documentation"

    @property
    def definition(self) -> str:
        """When an issue has this impact, in a sentence."""
        return _WORDS[self][2]

    @property
    def rank(self) -> int:
        """Its place in the list: 0 is the worst."""
        return _RANKS[self]

    def counted(self, number: int) -> str:
        """A number of issues with this impact, in words: "3 ways to lose data"."""
        one, many, _ = _WORDS[self]
        return f"{number} {one if number == 1 else many}"


IMPACTS = tuple(impact.value for impact in Impact)
"""Their words, the worst first."""
_WORDS = {
    Impact.DATA_LOSS: (
        "way to lose data",
        "ways to lose data",
        "Data is deleted or overwritten that nobody meant, or a write that was answered as done is not there.",
    ),
    Impact.SECURITY: (
        "security hole",
        "security holes",
        "Somebody can see or do what they must not, or a protection that is promised is not there.",
    ),
    Impact.WRONG_ANSWER: (
        "wrong answer",
        "wrong answers",
        "It succeeds, but what comes back or is stored is not what is promised, and nothing says so.",
    ),
    Impact.CRASH: (
        "crash",
        "crashes",
        "The program cannot be installed, imported or started, or it ends.",
    ),
    Impact.ERROR: (
        "error",
        "errors",
        "What should work fails, with an exception or an error status.",
    ),
    Impact.MISLEADING_ERROR: (
        "misleading error",
        "misleading errors",
        "It fails as it should, but with another exception, status or text than is promised; or warns of nothing.",
    ),
    Impact.SLOW: (
        "waste of resources",
        "wastes of resources",
        "It works, but takes or keeps more time, statements, connections, rows or memory than it should.",
    ),
    Impact.DOCUMENTATION: (
        "mistake of the documentation",
        "mistakes of the documentation",
        "The documentation says what is not so; whoever follows it notices at once, or loses nothing.",
    ),
}
_RANKS = {impact: rank for rank, impact in enumerate(Impact)}


def sentence(impacts: Iterable[Impact]) -> str:
    """How many issues of each impact there are, the worst first; empty for none."""
    counts = Counter(impacts)
    return ", ".join(impact.counted(counts[impact]) for impact in Impact if counts[impact])
