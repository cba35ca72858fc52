"""Which failures of an application's checks are known issues of the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

import msgspec

from assay.applications.lines import Line
from assay.domain.failures import Failure
from assay.domain.ledger import Entry
from assay.domain.verdicts import Verdict

Causes = Mapping[str, Sequence[tuple[str, str]]]
"""By check, patterns of what a failure says, and the entry whose cause that shows."""


def explained(
    lines: Iterable[Line],
    causes: Causes,
    ledger: Iterable[Entry],
    hits: Iterable[Entry],
    versions: Mapping[str, str],
    sentences: Mapping[str, str],
) -> list[Line]:
    """The lines, of which a failure that is an issue's is known.

    Args:
        lines: The lines.
        causes: What shows the cause of an issue.
        ledger: The known issues.
        hits: Those of them that apply to the application: an exception that one of them describes is its own.
        versions: What is installed where the application runs, by canonical name, with ``server`` and ``python``.
        sentences: By check, how a check of the suites says such a failure, with ``{}`` for what was raised.
    """
    by_id = {entry.id: entry for entry in ledger if entry.fits(versions)}
    hitting = [entry for entry in hits if entry.fits(versions)]
    return [_explained(line, causes, by_id, hitting, sentences.get(line.check, "")) for line in lines]


def _explained(line: Line, causes: Causes, by_id: Mapping[str, Entry], hits: Sequence[Entry], sentence: str) -> Line:
    if line.verdict is not Verdict.FAIL:
        return line
    text = "; ".join([line.reason, *(f"{kind}: {said}" for kind, said in line.raised[1:])])
    named = [name for pattern, name in causes.get(line.check, ()) if re.search(pattern, text, re.DOTALL)]
    candidates = [by_id[name] for name in named if name in by_id]
    if sentence:
        said = sentence.format(text)
        candidates += [entry for entry in by_id.values() if entry.seen and re.search(entry.seen, said, re.DOTALL)]
    if line.raised:
        (kind, said), *behind = line.raised
        failure = Failure(type=kind, message=said, causes=tuple(behind))
        candidates += [entry for entry in hits if entry.raises and _tells(entry) and entry.explains(failure)]
    for entry in candidates:
        if any(fnmatchcase(line.target, pattern) for pattern in entry.targets):
            return msgspec.structs.replace(line, verdict=Verdict.KNOWN, issue=entry.id)
    return line


def _tells(entry: Entry) -> bool:
    """Whether an exception shows its cause: constraints are violated by many, and Spanner's driver says ``[]``."""
    if entry.raises.endswith("IntegrityError"):
        return False
    return any(map(str.isalpha, re.sub(r"[\w.]*(Error|Exception)\b", "", entry.message or "x")))
