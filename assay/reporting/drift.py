"""The ledger entries that would make a run right: printed on drift, completed and pasted by a person."""

from __future__ import annotations

import datetime
import json
import re
from collections import defaultdict

from assay.results import Result
from assay.verdicts import Verdict

_REVIEW = datetime.timedelta(days=90)


def entries(results: list[Result], today: datetime.date) -> str:
    """TOML of one entry for each distinct failure that no entry explains; empty if there is none.

    Args:
        results: The lines of the run.
        today: Where the review dates count from.
    """
    groups: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        if result.verdict is Verdict.FAIL and result.error is not None:
            groups[_cause(result)].append(result)
    return "\n".join(_entry(cause, found, today) for cause, found in groups.items())


def stale(results: list[Result]) -> list[str]:
    """Ids of the entries that say that something fails which held."""
    return sorted({result.issue for result in results if result.verdict is Verdict.FIXED})


def _cause(result: Result) -> tuple[str, str]:
    """Type and message of what is most telling: what was raised underneath, else the failed assertion itself."""
    assert result.error is not None
    if result.error.type == "AssertionError" and result.error.causes:
        kind, message = result.error.causes[0]
    else:
        kind, message = result.error.type, result.error.message
    return kind, message.strip().partition("\n")[0][:120]


def _entry(cause: tuple[str, str], results: list[Result], today: datetime.date) -> str:
    kind, message = cause
    pattern = re.escape(message)
    what = {"seen": pattern} if kind == "AssertionError" else {"raises": kind, "message": pattern}
    fields = {
        "id": f"{results[0].feature.replace('.', '-')}-...",
        "features": sorted({r.feature for r in results}),
        "checks": sorted({r.check for r in results}),
        "targets": sorted({r.target for r in results}),
        **what,
        "fault": "library | driver | server | emulator | documentation",
        "reason": "",
        "upstream": "unreported",
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["[[issue]]", *lines, f"review_by = {today + _REVIEW}", ""])
