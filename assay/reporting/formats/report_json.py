"""``report.json``: the report for programs, with a published schema.

``python -m assay.reporting.formats.report_json`` prints the schema that is committed as ``docs/report.schema.json``.
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from assay.domain.statements import CompiledStatements
from assay.domain.verdicts import Verdict
from assay.reporting.model import Report
from assay.results.lines import Result

FORMAT = "assay-report/1"
"""Name and version; the number changes when a reader of the old one would misread the new one. Fields may be added."""


class CheckReport(msgspec.Struct, kw_only=True):
    """One check of a feature on a target.

    Args:
        check: Its name; empty if the feature has none yet.
        store: The object store; empty if none is involved.
        verdict: Its verdict.
        reason: Why, for anything but a pass.
        seconds: How long it took.
        issue: Id of the ledger entry that speaks of it.
        nodeid: What pytest calls it.
        command: Runs exactly this check again.
        error: Type, message, traceback and causes of what was raised.
        sql: The statements as sent.
        compiled: Of a check that had no server: what would come of its statements there, as far as is known.
    """

    check: str
    store: str
    verdict: Verdict
    reason: str
    seconds: float
    issue: str
    nodeid: str
    command: str
    error: dict[str, Any] | None
    sql: tuple[str, ...]
    compiled: CompiledStatements | None = None


class CellReport(msgspec.Struct, kw_only=True):
    """One feature on one target: the worst verdict of its checks, and the checks."""

    verdict: Verdict
    reason: str
    checks: list[CheckReport]


class FeatureReport(msgspec.Struct, kw_only=True):
    """One feature, and its cells by target; a target that it does not vary over is absent.

    ``page`` is the documentation page that makes the claim; empty for the page that the subject names.
    """

    id: str
    chapter: str
    page: str
    section: str
    claim: str
    level: str
    since: str
    until: str
    cells: dict[str, CellReport]


class TargetReport(msgspec.Struct, kw_only=True):
    """One target: its state (``complete``, ``partial`` or ``not run``), its server and driver, and verdict counts."""

    id: str
    backend: str
    state: str
    server_version: str
    server_source: str
    driver: str
    counts: dict[str, int]


class IssueReport(msgspec.Struct, kw_only=True):
    """One entry of the ledger; ``finding`` is a file of ``docs/findings``.

    ``impact``, ``workaround`` and ``targets`` are empty in the report of a run of an Assay that did not know them.

    ``upstream_state`` is what became of the report: ``open``, ``closed``, ``merged``, ``answered`` by a change that the
    project's history or changelog names for it, or ``unknown``; ``upstream_by`` is what closed or answered it, and
    ``upstream_as_of`` the day on which it was so. They are empty where nothing is reported.

    Of a fault of the documentation ``edition`` is the version whose page makes the claim, and either ``mended_in`` the
    first one whose page no longer does, or ``still_in`` the newest one that was looked at, whose page still does.
    """

    id: str
    fault: str
    impact: str
    reason: str
    workaround: str
    upstream: str
    upstream_state: str
    upstream_by: str
    upstream_as_of: str
    finding: str
    review_by: str
    edition: str
    mended_in: str
    still_in: str
    targets: tuple[str, ...]
    versions: dict[str, str]


class Document(msgspec.Struct, kw_only=True):
    """A report.

    Args:
        format: See :data:`FORMAT`.
        run: Id of the run.
        started: When it started, ISO 8601.
        killed: Whether it was killed before its end; then ``seconds`` is null.
        seconds: Wall time.
        problems: Why the run as a whole fails.
        targets: The targets, in the order of reports.
        features: The features, in the order of the documentation page.
        issues: The ledger.
        manifest: What the run ran on, without secrets.
    """

    format: str
    run: str
    started: str
    killed: bool
    seconds: float | None
    problems: list[str]
    targets: list[TargetReport]
    features: list[FeatureReport]
    issues: list[IssueReport]
    manifest: dict[str, Any]


def render(report: Report, _directory: Path | None = None) -> str:
    """The JSON."""
    return msgspec.json.encode(document(report)).decode() + "\n"


def document(report: Report) -> Document:
    """The report as data."""
    return Document(
        format=FORMAT,
        run=report.id,
        started=report.started,
        killed=report.killed,
        seconds=report.run.end.seconds if report.run.end else None,
        problems=list(report.problems),
        targets=[_target(report, target) for target in report.targets],
        features=[_feature(report, feature) for feature in report.features],
        issues=[IssueReport(**msgspec.structs.asdict(issue)) for issue in report.context.ledger],
        manifest=report.manifest,
    )


def _target(report: Report, target: str) -> TargetReport:
    server = report.server(target)
    return TargetReport(
        id=target,
        backend=report.target(target).backend,
        state=report.state(target),
        server_version=server.version,
        server_source=server.source,
        driver=report.driver_version(target),
        counts={verdict.value: report.counts(target)[verdict] for verdict in Verdict},
    )


def _feature(report: Report, feature: str) -> FeatureReport:
    about = report.about(feature)
    cells = {}
    for target in report.targets:
        if cell := report.cells.get((feature, target)):
            checks = [_check(result, report) for result in cell.results]
            cells[target] = CellReport(verdict=cell.verdict, reason=cell.reason, checks=checks)
    return FeatureReport(
        id=feature,
        chapter=about.chapter,
        page=about.page,
        section=about.section,
        claim=about.claim,
        level=about.level,
        since=about.since,
        until=about.until,
        cells=cells,
    )


def _check(result: Result, report: Report) -> CheckReport:
    return CheckReport(
        check=result.check,
        store=result.store,
        verdict=result.verdict,
        reason=result.reason,
        seconds=result.seconds,
        issue=result.issue,
        nodeid=result.nodeid,
        command=report.again(result),
        error=msgspec.to_builtins(result.error) if result.error else None,
        sql=result.sql,
        compiled=report.compiled(result),
    )


def schema() -> dict[str, Any]:
    """The JSON schema of ``report.json``."""
    (reference,), definitions = msgspec.json.schema_components([Document], ref_template="#/$defs/{name}")
    definitions["Document"]["properties"]["format"] = {"const": FORMAT}
    for definition in definitions.values():
        if "description" in definition:  # Python 3.13 takes the indentation out of docstrings, older ones do not
            definition["description"] = inspect.cleandoc(definition["description"])
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Assay report, {FORMAT}"}
    return {**head, **reference, "$defs": definitions}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")
