"""``index.html``: the report as one file that people open, with the evidence behind every cell.

The matrix is built in the browser from compact data; the evidence of each feature is compressed by itself and unpacked
when somebody asks for it, so that a run of tens of thousands of checks still opens at once.
"""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from assay.reporting.context import IssueInfo
from assay.reporting.model import LETTER, LETTERS, NO_CELL, Cell, Report, again
from assay.reporting.pages import embed, page, script
from assay.results import Result
from assay.verdicts import Verdict

DOCUMENTATION = "https://docs.advanced-alchemy.litestar.dev/latest/usage/frameworks/litestar.html"
"""The page whose claims are checked."""
_CHECKOUT = Path(__file__).resolve().parents[2]
_SHOWN_VERSIONS = ("advanced-alchemy", "litestar", "SQLAlchemy")


def files(report: Report, directory: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each file.

    Args:
        report: The report.
        directory: Where it will be: links lead from there.
    """
    yield "index.html", render(report, directory)


def render(report: Report, directory: Path) -> str:
    """The page; the arguments are those of :func:`files`."""
    code, source = script("report.js")
    distributions = report.manifest.get("distributions", {})
    return page(
        "report.html.j2",
        report=report,
        seconds=report.run.end.seconds if report.run.end else None,
        versions=[f"{name} {distributions[name]}" for name in _SHOWN_VERSIONS if name in distributions],
        targets=[_summary(report, target) for target in report.targets],
        without_checks=len(report.without_checks),
        manifest_json=json.dumps(report.manifest, indent=2, ensure_ascii=False, default=str),
        data=embed(_data(report, directory)),
        evidence=Markup("\n").join(_evidence(report)),
        script=code,
        script_source=source,
    )


def _summary(report: Report, target: str) -> dict[str, Any]:
    server, counts = report.server(target), report.counts(target)
    source = _origin(server) or server.get("reason", "")
    if server.get("state") == "lost":
        source = f"{source} · lost: {server.get('reason', '')}"
    return {
        "id": target,
        "state": report.state(target),
        "version": server.get("version", ""),
        "driver": report.driver_version(target),
        "source": source,
        "counts": [counts[verdict] for verdict in Verdict],
    }


def _origin(server: dict[str, Any]) -> str:
    """Where a server came from; the detail often begins with the word for it."""
    source, detail = server.get("source", ""), server.get("detail", "")
    return detail if detail.startswith(f"{source} ") else " · ".join(filter(None, (source, detail)))


def _data(report: Report, directory: Path) -> dict[str, Any]:
    """What the matrix and the head of a cell's evidence need."""
    sections: dict[str, int] = {}
    reasons: dict[str, int] = {}
    features = []
    for feature in report.features:
        about = report.about(feature)
        cells = [report.cells.get((feature, target)) for target in report.targets]
        why = {n: reasons.setdefault(cell.reason, len(reasons)) for n, cell in enumerate(cells) if cell and cell.reason}
        row = "".join(LETTER[cell.verdict] if cell else NO_CELL for cell in cells)
        section = sections.setdefault(about.section, len(sections))
        features.append([feature, section, about.claim, about.level, about.since, about.until, row, why])
    return {
        "letters": LETTERS,
        "verdicts": [verdict.value for verdict in Verdict],
        "targets": [_target(report, target) for target in report.targets],
        "features": features,
        "sections": [[section, section_link(section)] for section in sections],
        "reasons": list(reasons),
        "issues": {issue.id: _issue(issue, directory) for issue in report.context.ledger},
    }


def _target(report: Report, target: str) -> dict[str, str]:
    info, server = report.target(target), report.server(target)
    return {
        "id": target,
        "backend": info.backend,
        "driver": info.driver,
        "about": " · ".join(filter(None, (server.get("version"), _origin(server)))),
        "driverVersion": report.driver_version(target),
    }


def _issue(issue: IssueInfo, directory: Path) -> dict[str, str]:
    return {
        "fault": issue.fault,
        "reason": issue.reason,
        "upstream": issue.upstream,
        "upstream_href": upstream_link(issue.upstream),
        "finding": f"docs/findings/{issue.finding}" if issue.finding else "",
        "href": finding_link(issue.finding, directory),
        "review_by": issue.review_by,
    }


def upstream_link(upstream: str) -> str:
    """The address of an upstream issue, also of one that is given as ``owner/repo#7``; empty if it has none."""
    if upstream.startswith("https://"):
        return upstream
    found = re.fullmatch(r"([\w.-]+/[\w.-]+)#(\d+)", upstream)
    return f"https://github.com/{found[1]}/issues/{found[2]}" if found else ""


def finding_link(finding: str, directory: Path) -> str:
    """A relative link from a report to a page of ``docs/findings``; empty if the report is not in the checkout."""
    page, start = _CHECKOUT / "docs" / "findings" / finding, directory.resolve()
    inside = _CHECKOUT in start.parents
    return Path(os.path.relpath(page, start)).as_posix() if finding and inside and page.is_file() else ""


def section_link(section: str) -> str:
    """The address of a section of the documentation page; Sphinx makes the anchor from its title."""
    anchor = re.sub(r"[^a-z0-9]+", "-", section.lower()).strip("-")
    return f"{DOCUMENTATION}#{anchor}" if anchor else ""


def _evidence(report: Report) -> Iterator[str]:
    """The evidence of each feature, in their order: a list over the targets, compressed, in base64."""
    for feature in report.features:
        cells = [report.cells.get((feature, target)) for target in report.targets]
        text = json.dumps([_checks(cell) for cell in cells], ensure_ascii=False, separators=(",", ":"))
        yield base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 6)).decode("ascii")


def _checks(cell: Cell | None) -> list[dict[str, Any]]:
    found = sorted(cell.results, key=lambda r: (-r.verdict.severity, r.check, r.store)) if cell else []
    return [_check(result) for result in found]


def _check(result: Result) -> dict[str, Any]:
    error = result.error
    return {
        "check": result.check,
        "store": result.store,
        "verdict": result.verdict.value,
        "reason": result.reason,
        "seconds": result.seconds,
        "issue": result.issue,
        "command": again(result),
        "error": [error.type, error.message, error.traceback, error.causes] if error else None,
        "sql": result.sql,
    }
