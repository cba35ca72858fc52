"""What would make the ledger right: entries that explain a failure already, but do not speak of where it was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from assay.domain.failures import Failure
from assay.domain.ledger import Entry, Ledger
from assay.domain.ledger_problems import ANYWHERE
from assay.domain.verdicts import Verdict
from assay.reporting.model import Report
from assay.results.lines import Result


@dataclass(frozen=True)
class Extension:
    """An entry that explains failures of which it does not speak.

    Args:
        entry: The entry.
        lines: The failures.
        targets: Patterns to be added to its targets; empty if it is not the targets that are amiss.
        why: What else of it does not fit, for people; empty if it is the targets.
    """

    entry: Entry
    lines: tuple[Result, ...]
    targets: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Suggestions:
    """What is to be done about the failures of a run.

    Args:
        failed: How many lines failed without an entry that explains them.
        extensions: The entries to be extended by targets.
        others: The entries that fit but for their versions, stores or checks, which somebody has to look at.
        rest: The failures that no entry describes.
    """

    failed: int
    extensions: tuple[Extension, ...]
    others: tuple[Extension, ...]
    rest: tuple[Result, ...]

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        if not self.failed:
            return "no check fails without an entry of the ledger: there is nothing to suggest"
        known = sum(len(found.lines) for found in self.extensions)
        said = f"{known} of {self.failed} failures are in the ledger for other targets"
        patterns = dict.fromkeys(pattern for found in self.extensions for pattern in found.targets)
        added = f": add {', '.join(patterns)}" if patterns else ""
        near = sum(len(found.lines) for found in self.others)
        more = [f"{near} for other versions, stores or checks"] * bool(near)
        more += [f"{len(self.rest)} in no entry"] * bool(self.rest)
        return f"{said}{added}{'; ' if more else ''}{', '.join(more)}"


def suggestions(report: Report, ledger: Ledger, backends: Mapping[str, Sequence[str]]) -> Suggestions:
    """What is to be done about the failures of a run.

    Args:
        report: The run.
        ledger: The ledger as it is now: what it explains by now is no failure any more.
        backends: The targets of each backend that there is.
    """
    ran = {line.target for line in report.run.results if line.verdict.ran}
    targets: dict[str, list[Result]] = defaultdict(list)
    others: dict[tuple[str, str], list[Result]] = defaultdict(list)
    by_id = {entry.id: entry for entry in ledger}
    failed, rest = 0, []
    for line in report.run.results:
        if line.verdict is not Verdict.FAIL or line.error is None:
            continue
        versions = _versions(report, line.target)
        near = [entry for entry in ledger if _explains(entry, line, line.error)]
        if any(entry.covers(line.feature, line.check, line.target, versions, line.store) for entry in near):
            continue
        failed += 1
        found = [(_amiss(entry, line, versions), entry) for entry in near]
        if of_targets := [entry for amiss, entry in found if not amiss]:
            targets[of_targets[0].id].append(line)
        elif found:
            others[found[0][1].id, found[0][0]].append(line)
        else:
            rest.append(line)
    return Suggestions(
        failed,
        tuple(_extension(by_id[name], lines, backends, ran) for name, lines in targets.items()),
        tuple(Extension(by_id[name], tuple(lines), (), why) for (name, why), lines in others.items()),
        tuple(rest),
    )


def _versions(report: Report, target: str) -> dict[str, str]:
    """What the conditions of entries are compared with: as far as the run recorded it."""
    about = report.about_run
    found = {name.lower().replace("_", "-").replace(".", "-"): v for name, v in about.distributions.items()}
    return {**found, "python": about.python, "server": report.server(target).version}


def _explains(entry: Entry, line: Result, error: Failure) -> bool:
    """Whether an entry speaks of the feature of a failure, and describes it."""
    return line.feature in entry.features and entry.explains(error)


def _amiss(entry: Entry, line: Result, versions: Mapping[str, str]) -> str:
    """What of an entry does not fit a failure beside its targets; empty if nothing."""
    if not any(fnmatchcase(line.check, pattern.replace("[", "[[]")) for pattern in entry.checks):
        return f"it does not name the check {line.check}"
    if not entry.speaks_of(line.store):
        return f"it does not name the store {line.store or 'of no check'}"
    if not entry.fits(versions):
        asked = ", ".join(f"{name} {spec}" for name, spec in entry.versions.items())
        return f"it is of other versions ({asked or 'without ' + ', '.join(entry.unless_installed)})"
    return ""


def _extension(
    entry: Entry, lines: Sequence[Result], backends: Mapping[str, Sequence[str]], ran: set[str]
) -> Extension:
    """An entry with the targets to be added: a pattern for a backend of which every target ran and has the failure."""
    seen = dict.fromkeys(line.target for line in lines)
    spoken = {t for every in backends.values() for t in every if any(fnmatchcase(t, p) for p in entry.targets)}
    added: dict[str, None] = {}
    for target in seen:
        backend = next((name for name, every in backends.items() if target in every), "")
        every = [*backends.get(backend, ())]
        whole = len(every) > 1 and all(name in ran and (name in seen or name in spoken) for name in every)
        added[f"{backend}-{ANYWHERE}" if whole else target] = None
    return Extension(entry, tuple(lines), tuple(added))


def condensed_lines(lines: Iterable[Result]) -> str:
    """Where some failures were seen, in a few words."""
    places = list(dict.fromkeys(f"{line.feature}[{line.target}]" for line in lines))
    return f"{', '.join(places[:3])}{f' and {len(places) - 3} more' if len(places) > 3 else ''}"
