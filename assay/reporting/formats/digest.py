"""``digest.json``: the verdicts of a run without their evidence, for whoever looks at many runs.

It is a few per cent of the results file and a hundred times faster to read. It can always be made again.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import msgspec

from assay.domain.verdicts import Verdict
from assay.reporting.model import Report
from assay.reporting.signs import LETTER, NO_CELL
from assay.results.context import About
from assay.results.file import RESULTS_FILE

FORMAT = "assay-digest/1"
NAME = "digest.json"


class ServerVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What of a server matters to whoever looks at many runs."""

    version: str = ""
    image_digest: str = ""


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """One run.

    Args:
        format: See :data:`FORMAT`.
        run: Id of the run.
        started: When it started, ISO 8601.
        killed: Whether it was killed.
        stopped: Whether it ended in order before it came to all that it was to do; None if an older Assay did not say.
        size: Bytes of the results file that it was made of; 0 if that is not known.
        damaged: Whether parts of the results file could not be read.
        part: What makes it a run of a part of the checks, as it was asked for; empty for a run of all, and None if an
            older Assay did not say.
        issues: The targets on which each known issue was seen, by its id; None if an older Assay did not say.
        former: Ids that its features had in earlier runs, each with the one of now.
        versions: Versions of the distributions, Python and the platform.
        servers: Version and image digest of each backend's server.
        backends: The backend of each target.
        features: Ids of the features.
        rows: For each target, one letter per feature: see :data:`assay.reporting.signs.LETTERS`.
    """

    format: str
    run: str
    started: str
    killed: bool
    size: int
    versions: dict[str, str]
    servers: dict[str, ServerVersion]
    backends: dict[str, str]
    features: list[str]
    rows: dict[str, str]
    damaged: bool = False
    part: str | None = None
    stopped: bool | None = None
    former: dict[str, str] = {}
    issues: dict[str, list[str]] | None = None


def render(report: Report, directory: Path | None = None) -> str:
    """The JSON; the size of the results file in the directory goes into it."""
    results = directory / RESULTS_FILE if directory else None
    size = results.stat().st_size if results and results.is_file() else 0
    return msgspec.json.encode(make(report, size)).decode() + "\n"


def versions(about: About) -> dict[str, str]:
    """Everything of a manifest that has a version and is no server."""
    return {"Python": about.python, "platform": about.platform} | about.distributions


def make(report: Report, size: int) -> Digest:
    """The digest of a report.

    Args:
        report: The report.
        size: Bytes of its results file.
    """
    rows = {}
    for target in report.targets:
        cells = (report.cells.get((feature, target)) for feature in report.features)
        rows[target] = "".join(LETTER[cell.verdict] if cell else NO_CELL for cell in cells)
    return Digest(
        format=FORMAT,
        run=report.id,
        started=report.started,
        killed=report.killed,
        size=size,
        versions=versions(report.about_run),
        servers={
            name: ServerVersion(version=server.version, image_digest=server.image_digest)
            for name, server in report.servers.items()
        },
        backends={target: report.target(target).backend for target in report.targets},
        features=report.features,
        rows=rows,
        damaged=bool(report.run.damage),
        part=report.part,
        stopped=report.stopped,
        former={was: info.id for info in report.context.catalogue for was in info.formerly},
        issues=_issues(report),
    )


def _issues(report: Report) -> dict[str, list[str]]:
    """The targets on which each known issue was seen."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for (_, target), cell in report.cells.items():
        for line in cell.results:
            if line.issue and line.verdict is Verdict.KNOWN:
                found[line.issue][target] = None
    return {name: list(targets) for name, targets in sorted(found.items())}
