"""A comparison as Markdown, JSON and HTML. A new format is a function and a line in :data:`FORMATS`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from assay.reporting.comparing.baseline import held_before
from assay.reporting.comparing.changes import Change
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.comparing.sentence import sentence
from assay.reporting.comparing.wording import (
    GONE_FINDINGS,
    NOTES,
    TAKEN_FOR,
    finding_line,
    findings,
    grouped,
    grouped_by_reason,
    headline,
    place,
    sections,
    taken_for,
    title,
    verdict_line,
    word,
)
from assay.reporting.findings import Finding
from assay.reporting.format import Format
from assay.reporting.formats.markdown import LIMIT, code, escape, row
from assay.reporting.model import Report
from assay.reporting.pages import page

FORMAT = "assay-comparison/2"
"""Name and version of the JSON."""


def markdown(comparison: Comparison, _folder: Path | None = None) -> str:
    """Markdown that fits a job summary."""
    head = [
        f"# Assay: {escape(headline(comparison))}",
        "",
        *(line for doubt in comparison.doubts for line in (f"**{escape(str(doubt))}**", "")),
        escape(sentence(comparison)),
        "",
    ]
    tail = _ran_on(comparison)
    lines, size = [], sum(len(line.encode()) + 1 for line in (*head, *tail))
    for change, listed in sections(comparison):
        found = grouped(listed)
        lines += [f"## {change.value}", "", row("feature", "targets", "base", "candidate", "reason"), "|---" * 5 + "|"]
        for n, ((feature, old, new, reason), pairs) in enumerate(found.items()):
            line = row(code(feature), escape(", ".join(p.target for p in pairs)), word(old), word(new), escape(reason))
            size += len(line.encode()) + 1
            if size > LIMIT * 3 // 4:
                lines += ["", f"And {len(found) - n} more lines."]
                break
            lines.append(line)
        lines.append("")
    for heading, those in findings(comparison):
        lines += [f"## {heading}", "", *(f"- {escape(finding_line(finding))}" for finding in those[:100]), ""]
    for change, reasons in grouped_by_reason(comparison):
        lines += [f"## {change.value}", "", row("pairs", "targets", "why"), "|---|---|---|"]
        lines += [*(row(count, escape(targets), escape(reason)) for reason, targets, count in reasons[:50]), ""]
    if guessed := taken_for(comparison):
        lines += [f"## {TAKEN_FOR}", "", *(f"- {escape(line)}" for line in guessed[:50]), ""]
    return "\n".join([*head, *lines, *tail])


def _ran_on(comparison: Comparison) -> list[str]:
    """What the two ran on, in Markdown: what is installed, then the servers; and how much was counted."""
    changed = comparison.changed_versions
    tail = ["## what they ran on", "", row("", "base", "candidate"), "|---|---|---|"]
    tail += [row("run", escape(title(comparison.base)), escape(title(comparison.candidate)))]
    tail += [row(escape(v.name), escape(v.base) or "-", escape(v.candidate) or "-") for v in changed]
    tail += ["", f"{len(comparison.versions) - len(changed)} other versions and settings are the same.", ""]
    if comparison.notes:
        tail += [f"## {NOTES}", "", *(f"- {escape(note)}" for note in comparison.notes[:100]), ""]
        tail += [f"And {len(comparison.notes) - 100} more.", ""] if len(comparison.notes) > 100 else []
    counted = f"Counted, each feature on each target: {verdict_line(comparison)}."
    return [*tail, f"{held_before(comparison.base)}.", "", counted, ""]


def json(comparison: Comparison, _folder: Path | None = None) -> str:
    """JSON; every pair is in it but those that are the same."""
    data = {
        "format": FORMAT,
        "base": _side(comparison.base),
        "candidate": _side(comparison.candidate),
        "sentence": sentence(comparison),
        "fails": comparison.fails(),
        "regressed": bool(comparison.regressed),
        "untold": comparison.untold,
        "doubts": [str(doubt) for doubt in comparison.doubts],
        "notes": comparison.notes,
        "counts": {change.value: comparison.counts[change] for change in Change},
        "taken_for": [
            {"feature": feature, "base": was, "candidate": now, "targets": targets}
            for (feature, was, now), targets in comparison.taken_for.items()
        ],
        "versions": [
            {"name": v.name, "base": v.base, "candidate": v.candidate, "changed": v.changed, "of_server": v.of_server}
            for v in comparison.versions
        ],
        "new_findings": [_finding(finding) for finding in comparison.new_findings],
        "gone_findings": [_finding(finding) for finding in comparison.gone_findings],
        "pairs": [pair.__dict__ for pair in comparison.pairs if pair.change is not Change.SAME or pair.also],
    }
    return msgspec.json.encode(data).decode() + "\n"


def _side(report: Report) -> dict[str, object]:
    return {"run": report.id, "started": report.started, "killed": report.killed, "targets": report.targets}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.name,
        "title": finding.title,
        "impact": finding.word,
        "targets": finding.targets,
        "workaround": finding.workaround,
        "upstream": finding.reports.sentence,
    }


def html(comparison: Comparison, folder: Path | None = None) -> str:
    """One self-contained page; the verdicts lead to the evidence in the two reports, relative to ``folder``."""
    parts = [(change.value, len(listed), list(grouped(listed).items())) for change, listed in sections(comparison)]
    return page(
        "compare.html.j2",
        comparison=comparison,
        titles=(title(comparison.base), title(comparison.candidate)),
        outcome=sentence(comparison),
        counted=verdict_line(comparison),
        held=held_before(comparison.base),
        parts=parts,
        findings=findings(comparison),
        gone=GONE_FINDINGS,
        reasons=[(change.value, found) for change, found in grouped_by_reason(comparison)],
        taken_for=taken_for(comparison),
        word=word,
        links=(comparison.base.page(folder), comparison.candidate.page(folder)),
        cell=lambda pair, side: place(pair.ids[side], pair.target),
    )


FORMATS: tuple[Format[Comparison], ...] = (
    Format("markdown", markdown, "comparison.md", b"# Assay: "),
    Format("json", json),
    Format("html", html, "index.html", b"Written by Assay."),
)
"""The formats beside the terminal's; those with a file are what an upgrade leaves."""
