"""``shields-TARGET.json``: what shields.io's endpoint badge asks for, one file for each target
that was asked for.
"""

from __future__ import annotations

import json
from pathlib import Path

from assay.reporting.formats.badge import said
from assay.reporting.model import Report


def render(report: Report, _directory: Path | None = None) -> dict[str, str]:
    """The JSON of each target."""
    return {target: endpoint(report, target) for target in report.shown.targets}


def endpoint(report: Report, target: str) -> str:
    """The badge of a target: the words and the colour are those of the picture."""
    message, colour = said(report, target)
    return json.dumps({"schemaVersion": 1, "label": target, "message": message, "color": colour}) + "\n"
