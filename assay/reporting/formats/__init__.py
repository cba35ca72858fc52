"""The report of one run in every format. A new one is a module here and a line in :data:`FORMATS`."""

from __future__ import annotations

from assay.reporting.format import Format
from assay.reporting.formats import badge, digest, html, junit, markdown, report_json, shields
from assay.reporting.model import Report

FORMATS: tuple[Format[Report], ...] = (
    Format("html", html.render, "index.html", b"Written by Assay."),
    Format("markdown", markdown.render, "summary.md", b"# Assay: run "),
    Format("junit", junit.render, "junit.xml", b'<testsuites name="assay"'),
    Format("json", report_json.render, "report.json", b'"format":"assay-report/'),
    Format("badge", badge.render, "badge-*.svg", b'fill="#33383d"/><rect x="'),
    Format("shields", shields.render, "shields-*.json", b'{"schemaVersion": 1, "label": '),
    Format("digest", digest.render, "digest.json", b'"format":"assay-digest/'),
)
"""In the order in which they are written and named."""
