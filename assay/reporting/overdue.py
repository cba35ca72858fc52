"""Known issues that were to be looked at again before the day of a run."""

from __future__ import annotations

from collections.abc import Iterable

from assay.results.context import IssueInfo

_NAMED = 3
"""How many of them are named."""


def line(ledger: Iterable[IssueInfo], day: str) -> str:
    """Them in one line for people, the oldest first; empty if there are none.

    Args:
        ledger: The known issues.
        day: The day of the run: ``2026-11-29``.
    """
    late = sorted((i for i in ledger if i.review_by and i.review_by < day), key=lambda issue: issue.review_by)
    if not late:
        return ""
    named = ", ".join(f"{issue.id} ({issue.review_by})" for issue in late[:_NAMED])
    more = f" and {len(late) - _NAMED} more" if len(late) > _NAMED else ""
    return f"ledger entries past their review_by: {len(late)}: {named}{more}; still so, and reported?"
