"""The ledger entries that would make a run right: printed on drift, completed and pasted by a person.

A draft is an entry that the ledger takes as it stands, and that explains every failure it was made of: both are tried
before it is proposed.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec
import tomli_w

from assay.domain.failures import Failure
from assay.domain.ledger import Entry, problem_of_description
from assay.domain.secrets import HIDDEN
from assay.domain.verdicts import Verdict
from assay.reporting.comparing.reasons import VOLATILE
from assay.results.lines import Result
from assay.results.redact import redacted_result

_Description: TypeAlias = "tuple[str, str, str]"
"""What an entry says of a failure: ``raises``, ``message`` and ``seen``."""
_Check: TypeAlias = "tuple[_Description, str, str]"
"""A failure, and the feature and check that it is of."""
_Where: TypeAlias = "tuple[tuple[str, ...], tuple[str, ...]]"
"""Targets, and the stores that it is seen with on each of them."""

TO_COMPLETE = "To be completed: what the cause is."
_REVIEW = datetime.timedelta(days=90)
_LONGEST = 120
_SHORTEST = 8
"""How many characters of a message must be literal, unless they are all of it: fewer would excuse too much."""
_SERVER_ERROR = re.compile(r"\banswered 5\d\d\b|\bassert 5\d\d ==")
"""An answer that says nothing of its cause: what was raised inside the application does."""
_RANDOM = (
    re.compile(re.escape(HIDDEN)),
    re.compile(r"\\ud[89a-f][0-9a-f]{2}", re.IGNORECASE),  # a lone surrogate, which no file can hold
    *(pattern for pattern, _ in VOLATILE),
)
"""What of a message is another the next time."""


def entries(results: Iterable[Result], today: datetime.date, taken: Iterable[str] = ()) -> str:
    """TOML of one entry for each distinct failure that no entry explains; empty if there is none.

    Args:
        results: The lines of the run.
        today: Where the review dates count from.
        taken: Ids that the ledger has already.
    """
    places: dict[_Check, set[tuple[str, str]]] = defaultdict(set)
    untold = []
    for result in map(redacted_result, results):
        if result.verdict is Verdict.FAIL and result.error is not None:
            what = next(_descriptions(result.error, result.run), None)
            if what is None:
                untold.append(result)
            else:
                places[what, result.feature, result.check].add((result.target, result.store))
    drafts = list(_drafts(places, today, {*taken}))
    lines = [
        f"# No entry can describe {_name(r)}: what was raised says too little, or is nowhere twice the same: "
        f"{ascii(r.reason)[1:-1][:200]}\n"
        for r in untold
    ]
    if drafts:
        lines.append(f"# {TO_COMPLETE} That goes for fault, reason and upstream.\n")
        lines.append(tomli_w.dumps({"issue": drafts}))
    return "".join(lines)


def stale(results: list[Result]) -> list[str]:
    """Ids of the entries that say that something fails which held."""
    return sorted({result.issue for result in results if result.verdict is Verdict.FIXED})


def _name(result: Result) -> str:
    return f"{result.feature}[{result.target}], {ascii(result.check)[1:-1]}"


def _drafts(
    places: Mapping[_Check, set[tuple[str, str]]], today: datetime.date, taken: set[str]
) -> Iterator[dict[str, object]]:
    """One entry for each failure, of all features that have the same checks and places: it speaks of nothing else."""
    checks: dict[tuple[_Description, _Where, str], list[str]] = defaultdict(list)
    for (what, feature, check), found in places.items():
        stores: dict[str, set[str]] = defaultdict(set)
        for target, store in found:
            stores[target].add(store)
        targets: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for target in sorted(stores):
            targets[tuple(sorted(stores[target]))].append(target)
        for names, there in targets.items():
            checks[what, (tuple(there), names), feature].append(check)
    features: dict[tuple[_Description, _Where, tuple[str, ...]], list[str]] = defaultdict(list)
    for (what, where, feature), every in checks.items():
        features[what, where, tuple(sorted(every))].append(feature)
    for ((raises, message, seen), (at, on), tried), proved in features.items():
        entry = Entry(
            id=_id(proved[0], taken),
            features=tuple(sorted(proved)),
            checks=tried,
            targets=at,
            stores=() if "" in on else on,
            raises=raises,
            message=message,
            seen=seen,
            fault="library",
            reason=TO_COMPLETE,
            upstream="unreported",
            review_by=today + _REVIEW,
        )
        yield {key: value for key, value in msgspec.structs.asdict(entry).items() if value not in ("", (), {})}


def _id(feature: str, taken: set[str]) -> str:
    """A name that no other entry has."""
    name = base = feature.replace(".", "-")
    number = 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _descriptions(error: Failure, run: str) -> Iterator[_Description]:
    """What an entry can say of a failure, the most telling first."""
    raised = [(kind, message) for kind, message in error.causes if kind != "AssertionError"]
    own = (error.type, error.message)
    if error.type != "AssertionError":
        found = [(*own, False), *((*cause, False) for cause in raised)]
    else:
        causes = [(*cause, False) for cause in raised]
        found = [*causes, (*own, True)] if _SERVER_ERROR.search(error.message) else [(*own, True), *causes]
    for kind, message, is_value in found:
        pattern = _pattern(message, run)
        what = ("", "", pattern) if is_value else (kind, pattern, "")
        if pattern and _holds(what, error):
            yield what


def _holds(what: _Description, failure: Failure) -> bool:
    """Whether the ledger takes such a description, and it explains the failure."""
    entry = Entry(
        id="draft",
        features=("a.b",),
        targets=("t",),
        fault="library",
        reason=TO_COMPLETE,
        upstream="unreported",
        review_by=datetime.date.max,
        raises=what[0],
        message=what[1],
        seen=what[2],
    )
    return not problem_of_description(entry) and entry.explains(failure)


def _pattern(message: str, run: str) -> str:
    """A regular expression for the first line of a message, whatever is another the next time; empty if too little is
    left of it."""
    line = message.strip().partition("\n")[0]
    random = [re.compile(re.escape(run))] if run else []
    spans = sorted(found.span() for pattern in (*random, *_RANDOM) for found in pattern.finditer(line))
    parts, position, literal = [""], 0, 0
    for start, end in [*spans, (len(line), len(line))]:
        if start < position:
            position = max(position, end)
            continue
        fixed = line[position:start][: _LONGEST - literal]
        literal += len(fixed)
        parts[-1] += re.escape(fixed)
        if len(fixed) < start - position or literal >= _LONGEST:
            break
        if end > start:
            parts.append("")
        position = max(position, end)
    if literal >= _SHORTEST:
        return ".*".join(parts).removesuffix(".*")
    return rf"^\s*{parts[0]}\s*(?:\n|$)" if literal and literal == len(line) else ""
