"""``index.html``: the report as one file that people open, with the evidence behind every cell.

The matrix and what does not hold are there without any script. The evidence of each feature is compressed by itself and
unpacked when somebody asks for it, so that a run of tens of thousands of checks still opens at once.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from markupsafe import Markup

from assay.domain.impacts import Impact
from assay.domain.upstream_states import in_words
from assay.domain.verdicts import Verdict
from assay.reporting.answer import COUNTING, WORST, named, together, verdict_of_run
from assay.reporting.answer_table import HOLDS, NOT_SEEN, columns
from assay.reporting.asked import left_out, not_run
from assay.reporting.attention import attention
from assay.reporting.broken import broken
from assay.reporting.cells import Cell
from assay.reporting.chapters import usable
from assay.reporting.formats import features_table as matrix_table
from assay.reporting.formats.findings_list import listed, narrowings, worst
from assay.reporting.model import Report
from assay.reporting.pages import embed, markdown, page, script
from assay.reporting.signs import LETTERS
from assay.reporting.since import NAMED, since
from assay.results.context import IssueInfo
from assay.results.file import RESULTS_FILE
from assay.results.lines import Result, ServerAbout
from assay.results.links import upstream_link

_SCRIPTS = tuple(f"report-{part}.js" for part in ("data", "matrix", "filters", "evidence", "findings", "start"))
"""The parts of the page's script: one module when joined in this order."""
_ATTENTION_LIMIT = 500
"""How much of what does not hold is listed where no script runs; all of it is in ``report.json``."""


def render(report: Report, directory: Path | None = None) -> str:
    """The page.

    Args:
        report: The report.
        directory: Where it will be: links lead from there.
    """
    code, source = script(*_SCRIPTS)
    whole, report = report, report.shown
    found, changes = report.findings, since(report, report.findings)
    ran = [standing for standing in report.standings if not standing.reason]
    return page(
        "report.html.j2",
        report=report,
        standings=report.standings,
        ran=ran,
        verdict_line=verdict_of_run(report),
        together=together(report, found),
        columns=columns(ran),
        chapters=[
            (chapter, [(named(report, there), there[0], one) for there, one in answers])
            for chapter, answers in usable(report).items()
        ],
        HOLDS=HOLDS,
        NOT_SEEN=NOT_SEEN,
        COUNTING=COUNTING,
        worst=[worst(report, finding) for finding in found.seen[:WORST]],
        broken=broken(report),
        broken_first=WORST,
        broken_all=_ATTENTION_LIMIT,
        since=changes,
        changed=changes.parts if changes else [],
        changed_named=NAMED,
        findings=[listed(report, finding) for finding in found.seen],
        narrowings=(groups := narrowings(report)),
        anchors={one.name: one.anchor for group in groups for one in group if one.anchor},
        finding_names={finding.name for finding in (*found.seen, *found.others, *found.outdated)},
        finding_chapters=list(dict.fromkeys(c for finding in found.seen for c in finding.chapters)),
        other_findings=[listed(report, finding) for finding in found.others],
        outdated_findings=[listed(report, finding) for finding in found.outdated],
        impacts=[impact for impact in Impact if any(impact.rank in finding.ranks.values() for finding in found.seen)],
        left_out=left_out(whole, report),
        not_run=not_run(whole),
        seconds=report.run.end.seconds if report.run.end else None,
        versions=report.context.subject.versions(report.about_run.distributions),
        targets=[_summary(report, target) for target in report.targets],
        stores=_stores(report),
        without_checks=len(report.without_checks),
        beside=directory is not None and (directory / RESULTS_FILE).is_file(),
        manifest_json=json.dumps(report.manifest, indent=2, ensure_ascii=False, default=str),
        attention=attention(report),
        attention_limit=_ATTENTION_LIMIT,
        matrix_head=matrix_table.head(report),
        matrix_bodies=Markup("\n").join(matrix_table.bodies(report)),
        data=embed(_data(report)),
        evidence=Markup("\n").join(_evidence(report)),
        script=code,
        script_source=source,
    )


def _summary(report: Report, target: str) -> dict[str, Any]:
    server, counts = report.server(target), report.counts(target)
    return {
        "id": target,
        "state": report.state(target),
        "not_seen": report.partial(target),
        "version": server.version,
        "driver": report.driver_version(target),
        "source": " · ".join(filter(None, (_source(server), report.compiled_in_all(target)))),
        "counts": [counts[verdict] for verdict in Verdict],
    }


def _stores(report: Report) -> list[dict[str, Any]]:
    """The object stores, in the order of the run's selection."""
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for verdicts in report.by_store.values():
        for store, verdict in verdicts.items():
            counts[store][verdict] += 1
    selected = report.about_run.selection.stores
    return [
        _store(report, store, counts[store])
        for store in dict.fromkeys([*(s for s in selected if s in counts), *counts])
    ]


def _store(report: Report, store: str, counts: Counter[Verdict]) -> dict[str, Any]:
    """A store of a product that needs no server has neither version nor source."""
    server = report.servers.get(store.partition("-")[0], ServerAbout())
    source = _source(server)
    if not source and not any(counts[verdict] for verdict in Verdict if verdict.ran):
        lines = (line for cell in report.cells.values() for line in cell.results if line.store == store)
        source = next((line.reason for line in lines if line.verdict is Verdict.NOT_RUN), "")
    return {
        "id": store,
        "version": server.version,
        "source": source,
        "counts": [counts[verdict] for verdict in Verdict],
    }


def _source(server: ServerAbout) -> str:
    """Where a server came from, or why there was none."""
    source = _origin(server) or server.reason
    return f"{source} · lost: {server.reason}" if server.state == "lost" else source


def _origin(server: ServerAbout) -> str:
    """Where a server came from; the detail often begins with the word for it."""
    source, detail = server.source, server.detail
    return detail if detail.startswith(f"{source} ") else " · ".join(filter(None, (source, detail)))


def _data(report: Report) -> dict[str, Any]:
    """What the matrix and the head of a cell's evidence need."""
    sections: dict[tuple[str, str], int] = {}
    reasons: dict[str, int] = {}
    issues: dict[str, int] = {}
    features = []
    for feature in report.features:
        about = report.about(feature)
        cells = [report.cells.get((feature, target)) for target in report.targets]
        why = {n: reasons.setdefault(cell.reason, len(reasons)) for n, cell in enumerate(cells) if cell and cell.reason}
        known = {n: found for n, cell in enumerate(cells) if cell and (found := _known(cell, issues))}
        row = matrix_table.letters(report, feature)
        section = sections.setdefault((about.page, about.section), len(sections))
        features.append([feature, section, about.claim, about.level, about.since, about.until, row, why, known])
    return {
        "letters": LETTERS,
        "verdicts": [verdict.value for verdict in Verdict],
        "targets": [_target(report, target) for target in report.targets],
        "features": features,
        "sections": [
            [f"{page}: {section}" if page else section, report.context.subject.section_link(section, page)]
            for page, section in sections
        ],
        "offeredBy": report.context.subject.offered_by,
        "reasons": list(reasons),
        "known": list(issues),
        "quiet": [v.value for v in (Verdict.PASS, Verdict.UNSUPPORTED, Verdict.NOT_RUN)],
        "checks": _packed(_check_names(report)),
        "findings": _packed({name: markdown(text) for name, text in report.context.findings.items()}),
        "issues": {issue.id: _issue(issue) for issue in report.context.ledger},
    }


def _known(cell: Cell, issues: dict[str, int]) -> list[int]:
    """The known issues of a cell's checks, as positions among all that were met."""
    return [issues.setdefault(name, len(issues)) for name in dict.fromkeys(r.issue for r in cell.results if r.issue)]


def _check_names(report: Report) -> list[str]:
    """The names of each feature's checks, for the search; on all targets they are the same ones."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for cell in report.cells.values():
        names[cell.feature] |= dict.fromkeys(r.check for r in cell.results)
    return ["\n".join(names[feature]) for feature in report.features]


def _target(report: Report, target: str) -> dict[str, str]:
    info, server = report.target(target), report.server(target)
    return {
        "id": target,
        "backend": info.backend,
        "driver": info.driver,
        "about": " · ".join(filter(None, (server.version, _origin(server)))),
        "driverVersion": report.driver_version(target),
    }


def _issue(issue: IssueInfo) -> dict[str, str]:
    return {
        "fault": issue.fault,
        "impact": issue.impact,
        "workaround": issue.workaround,
        "reason": issue.reason,
        "upstream": issue.upstream,
        "upstream_href": upstream_link(issue.upstream),
        "upstream_words": in_words(issue.upstream_state, issue.upstream_by, issue.upstream_as_of)
        if upstream_link(issue.upstream)
        else "",
        "finding": issue.finding,
        "review_by": issue.review_by,
        "editions": issue.editions,
    }


def _evidence(report: Report) -> Iterator[str]:
    """The evidence of each feature, in their order: a list over the targets, compressed, in base64."""
    for feature in report.features:
        cells = [report.cells.get((feature, target)) for target in report.targets]
        yield _packed([_checks(cell, report) for cell in cells])


def _packed(value: Any) -> str:
    """JSON, compressed, in base64."""
    return base64.b64encode(zlib.compress(msgspec.json.encode(value))).decode("ascii")


def _checks(cell: Cell | None, report: Report) -> list[dict[str, Any]]:
    found = sorted(cell.results, key=lambda r: (-r.verdict.severity, r.check, r.store)) if cell else []
    return [_check(result, report) for result in found]


def _check(result: Result, report: Report) -> dict[str, Any]:
    error = result.error
    return {
        "check": result.check,
        "store": result.store,
        "verdict": result.verdict.value,
        "reason": result.reason,
        "seconds": result.seconds,
        "issue": result.issue,
        "command": report.again(result),
        "error": [error.type, error.message, error.traceback, error.causes] if error else None,
        "sql": result.sql,
        "compiled": [known.count, known.problems] if (known := report.compiled(result)) else None,
    }
