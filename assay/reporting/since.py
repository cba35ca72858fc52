"""What changed since an earlier run, told from the two digests: for the first screen of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assay.domain.verdicts import Verdict
from assay.reporting.comparing.changes import FAILED, HELD
from assay.reporting.comparing.renames import followed, named
from assay.reporting.findings import Findings
from assay.reporting.model import Report
from assay.reporting.signs import LETTERS

if TYPE_CHECKING:
    from assay.reporting.formats.digest import Digest

_VERDICTS = dict(zip(LETTERS, Verdict, strict=True))
NAMED = 3
"""How many places are named of those that changed in the same way."""


@dataclass(frozen=True)
class Changed:
    """A feature that changed, with the targets; or a known issue."""

    name: str
    targets: Sequence[str] = ()

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(self.targets)}]" if self.targets else self.name


@dataclass(frozen=True)
class Since:
    """What changed.

    Args:
        run: Id of the earlier run.
        started: When it started.
        worse: Features that held and do not any more, with the targets.
        better: Features that failed and hold now.
        new: Features that fail and were not there, or said nothing.
        come: Names of the findings that it had not seen.
        gone: Ids of issues that it had seen, of targets that are here, and that nobody has seen now.
    """

    run: str
    started: str
    worse: dict[str, list[str]]
    better: dict[str, list[str]]
    new: dict[str, list[str]]
    come: list[str]
    gone: list[str]

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.worse or self.better or self.new or self.come or self.gone)

    @property
    def parts(self) -> list[tuple[str, list[Changed]]]:
        """What changed how, the worst first."""
        said = [
            ("held, and no more", [Changed(*item) for item in self.worse.items()]),
            ("fails, and was not seen before", [Changed(*item) for item in self.new.items()]),
            ("failed, and holds now", [Changed(*item) for item in self.better.items()]),
            ("known, and not seen before", [Changed(name) for name in self.come]),
            ("known, and no longer seen", [Changed(name) for name in self.gone]),
        ]
        return [(what, places) for what, places in said if places]

    @property
    def lines(self) -> list[str]:
        """It in words, one line each; of many the first are named."""
        return [f"{what}: {_names(places)}" for what, places in self.parts]


def _names(places: list[Changed]) -> str:
    more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
    return ", ".join(map(str, places[:NAMED])) + more


def since(report: Report, found: Findings) -> Since | None:
    """What changed since the run that a report is compared with; None if there is none, or nothing in common.

    Args:
        report: What is shown of the run.
        found: Its findings.
    """
    before = report.before
    if before is None or before.run == report.id:
        return None
    now = followed({**before.former, **{was: i.id for i in report.context.catalogue for was in i.formerly}})
    features = named(before.features, now)
    rows = {
        target: dict(zip(features, before.rows[target], strict=False))
        for target in report.targets
        if target in before.rows
    }
    if not rows:
        return None
    worse: dict[str, list[str]] = defaultdict(list)
    better: dict[str, list[str]] = defaultdict(list)
    new: dict[str, list[str]] = defaultdict(list)
    for (feature, target), cell in report.cells.items():
        if target not in rows:
            continue
        was, verdict = _VERDICTS.get(rows[target].get(feature, "")), cell.verdict
        if was in HELD and (verdict in FAILED or verdict is Verdict.ERROR):
            worse[feature].append(target)
        elif was in FAILED and verdict in HELD:
            better[feature].append(target)
        elif was not in (*HELD, *FAILED) and verdict is Verdict.FAIL:
            new[feature].append(target)
    come, gone = _issues(report, before, found, rows)
    return Since(before.run, before.started, dict(worse), dict(better), dict(new), come, gone)


def _issues(
    report: Report, before: Digest, found: Findings, rows: Mapping[str, Mapping[str, str]]
) -> tuple[list[str], list[str]]:
    """Known issues that have come, where the earlier run said something; and those that have gone, of a whole run."""
    if before.issues is None:
        return [], []
    was = {name for name, places in before.issues.items() if {*places} & {*rows}}
    come: dict[str, None] = {}
    seen: set[str] = set()
    for finding in found.outdated:
        seen |= {issue.id for issue in finding.issues}
    for finding in found.seen:
        seen |= {issue.id for issue in finding.issues}
        said = (
            _VERDICTS.get(rows[target].get(feature, "")) in (*HELD, *FAILED)
            for feature, targets in finding.places.items()
            for target in targets
            if target in rows
        )
        if not was & {issue.id for issue in finding.issues} and any(said):
            come[finding.name] = None
    return list(come), [] if report.part or not report.whole else sorted(was - seen)
