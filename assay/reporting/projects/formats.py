"""The comparison of a project's tests as Markdown, JSON and HTML."""

from __future__ import annotations

from pathlib import Path

import msgspec

from assay.reporting.comparing import formats as comparing
from assay.reporting.comparing.comparison import Comparison
from assay.reporting.comparing.wording import NOTES, grouped, word
from assay.reporting.comparing.wording import sections as suites_sections
from assay.reporting.format import Format
from assay.reporting.formats.markdown import LIMIT, code, escape, row
from assay.reporting.pages import page
from assay.reporting.projects.comparison import ProjectComparison, TestPair
from assay.reporting.projects.tests import Test, TestRun
from assay.reporting.projects.wording import (
    counted,
    groups,
    headline,
    held_before,
    named,
    sections,
    sentence,
    suites_line,
)

FORMAT = "assay-project-comparison/1"
"""Name and version of the JSON."""
SUITES = "suites"
"""The folder of the suites' comparison, beside the page."""


def markdown(comparison: ProjectComparison, _folder: Path | None = None) -> str:
    """Markdown that fits a job summary."""
    head = [
        f"# Assay: {escape(headline(comparison))}",
        "",
        *(line for doubt in comparison.doubts for line in (f"**{escape(str(doubt))}**", "")),
        f"{held_before(comparison)}.",
        "",
        escape(sentence(comparison)),
        "",
        *([escape(line), ""] if (line := suites_line(comparison)) else []),
        f"{counted(comparison)}.",
        "",
        row("", "present", "upgraded"),
        "|---|---|---|",
        row(code(comparison.command), escape(_ran(comparison.present)), escape(_ran(comparison.upgraded))),
        *(row(escape(v.name), escape(v.base) or "-", escape(v.candidate) or "-") for v in comparison.changed_versions),
        "",
        *(f"{escape(target)}: {escape(server)}.  " for target, server in comparison.targets.items()),
        "",
    ]
    if comparison.notes:
        head += [f"## {NOTES}", "", *(f"- {escape(note)}" for note in comparison.notes[:100]), ""]
    lines, size = [], sum(len(line.encode()) + 1 for line in head)
    for kind, pairs in sections(comparison):
        lines += [f"## {kind.value}", "", row("test", "present", "upgraded", "reason"), "|---" * 4 + "|"]
        found = groups(pairs)
        for number, group in enumerate(found):
            pair = group[0]
            why = "; ".join(filter(None, [pair.why, *pair.repeats]))
            name = code(pair.id) if len(group) == 1 else escape(named(group))
            line = row(name, *pair.sides, escape(why))
            size += len(line.encode()) + 1
            if size > LIMIT * 3 // 4:
                lines += ["", f"And {len(found) - number} more lines."]
                break
            lines.append(line)
        lines.append("")
    return "\n".join([*head, *lines])


def json(comparison: ProjectComparison, folder: Path | None = None) -> str:
    """JSON; every test is in it, those that held with their names only."""
    suites = comparison.suites
    data = {
        "format": FORMAT,
        "project": comparison.name,
        "command": comparison.command,
        "sentence": sentence(comparison),
        "fails": comparison.fails,
        "doubts": [str(doubt) for doubt in comparison.doubts],
        "notes": comparison.notes,
        "targets": comparison.targets,
        "runs": {"present": _about(comparison.present), "upgraded": _about(comparison.upgraded)},
        "counts": {kind.value: count for kind, count in comparison.counts.items()},
        "versions": [
            {"name": v.name, "present": v.base, "upgraded": v.candidate, "changed": v.changed}
            for v in comparison.versions
        ],
        "tests": [_pair(pair) for pair in comparison.pairs],
        "suites": msgspec.Raw(comparing.json(suites, folder).encode())
        if isinstance(suites, Comparison)
        else {"not_run": suites}
        if suites
        else None,
    }
    return msgspec.json.encode(data).decode() + "\n"


def html(comparison: ProjectComparison, folder: Path | None = None) -> str:
    """One self-contained page; what the suites say leads to their own comparison, beside it."""
    found = comparison.suites
    suites = (
        [
            (change.value, len(listed), [*grouped(listed).items()])
            for change, listed in suites_sections(found)
            if change.fails_upgrade
        ]
        if isinstance(found, Comparison)
        else []
    )
    return page(
        "project.html.j2",
        comparison=comparison,
        outcome=sentence(comparison),
        suites_outcome=suites_line(comparison),
        counted=counted(comparison),
        held=held_before(comparison),
        ran=_ran,
        parts=[(kind.value, len(pairs), groups(pairs)) for kind, pairs in sections(comparison)],
        suites=suites,
        suites_page=f"{SUITES}/index.html" if isinstance(found, Comparison) and folder is not None else "",
        word=word,
    )


def _ran(run: TestRun) -> str:
    return f"{run.problem or run.counted}, in {run.seconds:.1f} s"


def _about(run: TestRun) -> dict[str, object]:
    return {"exit_code": run.code, "seconds": round(run.seconds, 3), "problem": run.problem, "tests": len(run.tests)}


def _pair(pair: TestPair) -> dict[str, object]:
    found: dict[str, object] = {"test": pair.id, "became": pair.became.value}
    if not pair.became.listed:
        return found
    again = [
        {
            "alone": one.alone,
            "present": one.present.value if one.present else None,
            "upgraded": one.upgraded.value if one.upgraded else None,
        }
        for one in pair.again
    ]
    return {
        **found,
        "why": pair.why,
        "present": _side(pair.present),
        "upgraded": _side(pair.upgraded),
        "again": again,
    }


def _side(test: Test | None) -> dict[str, object] | None:
    if test is None:
        return None
    return {
        "outcome": test.outcome.value,
        "message": test.message,
        "traceback": test.traceback,
        "seconds": test.seconds,
    }


FORMATS: tuple[Format[ProjectComparison], ...] = (
    Format("markdown", markdown, "comparison.md", b"# Assay: "),
    Format("json", json, "comparison.json", b"assay-project-comparison/"),
    Format("html", html, "index.html", b"Written by Assay."),
)
"""The formats beside the terminal's; each leaves a file."""
