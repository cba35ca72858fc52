"""The causes of result lines of an Assay that wrote none: its sentences, word by word.

Nothing else reads a reason. What has changed its words since keeps its old ones here.
"""

from __future__ import annotations

import re

import msgspec

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.results.lines import Result

_SENTENCES = {
    "not selected": Cause.NOT_SELECTED,
    "no check yet": Cause.NO_CHECK,
    "it is in the golden list, and was not collected": Cause.NOT_COLLECTED,
    "the run was stopped before it came to this": Cause.STOPPED,
    "the run was killed before it came to this": Cause.CUT_OFF,
    "its line in the results file is damaged, or there is none": Cause.NO_LINE,
    "nobody knows what it was to run: its results file has no plan": Cause.NO_PLAN,
}
_BEGINNINGS = {
    "lost: ": Cause.LOST,
    "it held although the profile says that it cannot: ": Cause.HELD_ANYWAY,
}
_NOT_OFFERED = re.compile(r"Advanced Alchemy \S+ does not offer it \((?:since|until) ")


def with_cause(line: Result) -> Result:
    """A line with the cause that its reason tells; the same line if it has one, or its reason tells none."""
    if line.cause is not None or not line.reason or line.verdict.ran:
        return line
    cause = _SENTENCES.get(line.reason)
    if cause is None:
        cause = next((found for start, found in _BEGINNINGS.items() if line.reason.startswith(start)), None)
    if cause is None and line.verdict is Verdict.UNSUPPORTED:
        cause = Cause.NOT_OFFERED if _NOT_OFFERED.match(line.reason) else Cause.ABSENT
    if cause is None and line.verdict is Verdict.NOT_RUN:
        cause = Cause.NO_SERVER
    return line if cause is None else msgspec.structs.replace(line, cause=cause)
