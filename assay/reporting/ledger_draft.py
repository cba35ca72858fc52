"""The ledger entries that would make a run right: printed on drift, completed and pasted by a person.

A draft is an entry that the ledger takes as it stands, and that explains every failure it was made of: both are tried
before it is proposed.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec
import tomli_w

from assay.domain.failures import Failure
from assay.domain.impacts import NO_WORKAROUND, Impact
from assay.domain.ledger import Entry
from assay.domain.ledger_problems import problem_of_description
from assay.domain.secrets import HIDDEN
from assay.domain.verdicts import Verdict
from assay.reporting.comparing.reasons import VOLATILE
from assay.results.lines import Place, Result
from assay.results.redact import redacted_result

_Description: TypeAlias = "tuple[str, str, str]"
"""What an entry says of a failure: ``raises``, ``message`` and ``seen``."""
_HELD = (Verdict.PASS, Verdict.FIXED)

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
    re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b"),  # a revision, or a part of a name
    re.compile(r"\bgw\d+\b"),  # a worker of xdist
    re.compile(r"\b(?:pid|process|thread|port)[ =:]+\d+", re.IGNORECASE),
)
"""What of a message is another the next time."""


def entries(results: Iterable[Result], today: datetime.date, taken: Iterable[str] = ()) -> str:
    """TOML of one entry for each cause of failures that no entry explains; empty if there is none.

    Args:
        results: The lines of the run.
        today: Where the review dates count from.
        taken: Ids that the ledger has already.
    """
    every = list(results)
    failed = [redacted_result(line) for line in every if line.verdict is Verdict.FAIL and line.error is not None]
    places, untold = _described(failed)
    held = {(line.feature, line.check, line.target, line.store) for line in every if line.verdict in _HELD}
    drafts = list(_drafts(places, held, today, {*taken}))
    lines = [
        f"# No entry can describe {_name(r)}: what was raised says too little, or is nowhere twice the same: "
        f"{ascii(r.reason)[1:-1][:200]}\n"
        for r in untold
    ]
    if drafts:
        lines.append(f"# {TO_COMPLETE} That goes for fault, impact, reason, workaround and upstream.\n")
        lines.append(tomli_w.dumps({"issue": drafts}))
    return "".join(lines)


def _described(failed: Sequence[Result]) -> tuple[dict[_Description, set[Place]], list[Result]]:
    """The places of each cause, and what no entry can describe.

    A check that fails on several targets is described by what is the same on all of them, as far as there is such.
    """
    choices = [(line, list(_descriptions(line.error, line.run)) if line.error else []) for line in failed]
    shared: dict[tuple[str, str], set[_Description]] = {}
    for line, found in choices:
        key = line.feature, line.check
        shared[key] = shared[key] & {*found} if key in shared else {*found}
    places: dict[_Description, set[Place]] = defaultdict(set)
    untold = []
    for line, found in choices:
        common = [what for what in found if what in shared[line.feature, line.check]]
        if found:
            places[(common or found)[0]].add(line.place)
        else:
            untold.append(line)
    return places, untold


def stale(results: list[Result]) -> list[str]:
    """Ids of the entries that say that something fails which held."""
    return sorted({result.issue for result in results if result.verdict is Verdict.FIXED})


def _name(result: Result) -> str:
    return f"{result.feature}[{result.target}], {ascii(result.check)[1:-1]}"


def _drafts(
    places: Mapping[_Description, set[Place]],
    held: set[tuple[str, str, str, str]],
    today: datetime.date,
    taken: set[str],
) -> Iterator[dict[str, object]]:
    """One entry for each cause, or more where one would speak of something that held."""
    for (raises, message, seen), found in places.items():
        for group in _groups(found, held):
            features = tuple(sorted({place.feature for place in group}))
            stores = {place.store for place in group}
            entry = Entry(
                id=_id(features[0], taken),
                features=features,
                checks=tuple(sorted({place.check for place in group})),
                targets=tuple(sorted({place.target for place in group})),
                stores=() if "" in stores else tuple(sorted(stores)),
                raises=raises,
                message=message,
                seen=seen,
                fault="library",
                impact=Impact.WRONG_ANSWER if seen else Impact.ERROR,
                reason=TO_COMPLETE,
                workaround=NO_WORKAROUND,
                upstream="unreported",
                review_by=today + _REVIEW,
            )
            said = {**msgspec.structs.asdict(entry), "impact": entry.impact.value}
            yield {key: value for key, value in said.items() if value not in ("", (), {}, False, None)}


def _groups(found: set[Place], held: set[tuple[str, str, str, str]]) -> Iterator[set[Place]]:
    """The places of one cause, divided by what they share until no part speaks of a check that held."""
    rest = found
    for key in _whole, _by_targets, _by_check:
        parts: dict[object, set[Place]] = defaultdict(set)
        for place in sorted(rest):
            parts[key(place, rest)].add(place)
        rest = set()
        for part in parts.values():
            if key is not _by_check and _speaks_of(part, held):
                rest |= part
            else:
                yield part


def _speaks_of(part: set[Place], held: set[tuple[str, str, str, str]]) -> bool:
    """Whether an entry for some places would speak of a check that held."""
    features, checks, targets = ({place[n] for place in part} for n in (0, 2, 1))
    stores = {place.store for place in part}
    return any(
        feature in features and check in checks and target in targets and ("" in stores or store in stores)
        for feature, check, target, store in held
    )


def _whole(place: Place, every: set[Place]) -> object:
    """All of one cause together."""
    del place, every
    return None


def _by_targets(place: Place, every: set[Place]) -> object:
    """Checks that fail on the same targets and stores together."""
    return tuple(sorted((one.target, one.store) for one in every if one[0] == place[0] and one[2] == place[2]))


def _by_check(place: Place, every: set[Place]) -> object:
    """Each check of each feature by itself, with the targets on which it fails with the same stores."""
    stores = tuple(sorted(one.store for one in every if one[:3] == place[:3]))
    return place.feature, place.check, stores


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
    # The innermost exception is nearest to the cause; what is around it says how the library reports it.
    raised = [(kind, message) for kind, message in reversed(error.causes) if kind != "AssertionError"]
    own = (error.type, error.message)
    if error.type != "AssertionError":
        found = [*((*cause, False) for cause in raised), (*own, False)]
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
        impact=Impact.ERROR,
        reason=TO_COMPLETE,
        workaround=NO_WORKAROUND,
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
