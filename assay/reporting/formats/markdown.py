"""``summary.md``: the report as Markdown, for a job summary."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from assay.domain.impacts import Impact
from assay.domain.verdicts import Verdict
from assay.reporting.answer import COUNTING, FEW, in_words, named, reach, together, verdict_of_run
from assay.reporting.answer_table import HOLDS, NOT_SEEN, columns
from assay.reporting.asked import left_out, not_run
from assay.reporting.attention import attention
from assay.reporting.broken import SHOWN, broken
from assay.reporting.cells import Cell
from assay.reporting.chapters import usable
from assay.reporting.findings import Finding
from assay.reporting.model import Report
from assay.reporting.screen import printable
from assay.reporting.signs import SYMBOLS
from assay.reporting.since import since
from assay.results.links import upstream_link

SIGNS = {
    Verdict.PASS: "✅ pass",
    Verdict.FAIL: "❌ FAIL",
    Verdict.KNOWN: "🔶 known",
    Verdict.FIXED: "❗ FIXED",
    Verdict.UNSUPPORTED: "\u2796 unsupported",
    Verdict.NOT_RUN: "⬜ not-run",
    Verdict.ERROR: "💥 ERROR",
}
LIMIT = 1024 * 1024
"""GitHub refuses a job summary that is larger, in bytes."""
_ATTENTION_LIMIT = LIMIT // 3
_FINDINGS_LIMIT = LIMIT // 6
_CAUSE = 2000
"""Characters of one cause of what broke."""
_IMPACT_SIGNS = {Impact.DATA_LOSS.value: "🛑 ", Impact.SECURITY.value: "🛑 "}
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "\\\\", "|": "\\|", "`": "\\`", "*": "\\*", "[": "\\["}
)
_PLAIN = re.compile(r"[\w./:@ -]+")


def render(report: Report, _directory: Path | None = None) -> str:
    """The whole summary: targets, what needs a look, and the matrix of the features that have checks.

    What would make it larger than :data:`LIMIT` is counted instead of listed.
    """
    return written(report, _broken(report.shown))


def written(report: Report, broken_lines: Sequence[str] = ()) -> str:
    """The same with other lines about what broke; without, for whoever says it above.

    Args:
        report: The report.
        broken_lines: These lines.
    """
    whole, report = report, report.shown
    lines = [f"# Assay: run {escape(report.id)}", "", f"Verdict: {escape(verdict_of_run(report))}.", ""]
    if report.part:
        lines += [f"A run of a part of the checks: {escape(report.part)}.", ""]
    if report.killed:
        lines += ["**The run did not end: it was killed. What follows is what it had.**", ""]
    if report.problems:
        lines += ["**The run fails:**", "", *(f"- {escape(problem)}" for problem in report.problems[:100])]
        lines += [f"- and {len(report.problems) - 100} more" for _ in report.problems[100:101]] + [""]
    if report.overdue_line:
        lines += [f"{escape(report.overdue_line)}", ""]
    lines += [*broken_lines, *_answer(whole, report), *_targets(report), *_stores(report), *_attention(report)]
    end = ["", "An empty cell: the feature does not vary over that target.", ""]
    if missing := report.without_checks:
        end += [f"{len(missing)} of {len(report.features)} features have no check yet and are not-run.", ""]
    rest = LIMIT - _size([*lines, *end])
    matrix = next((m for m in (_matrix(report, SIGNS), _matrix(report, SYMBOLS)) if _size(m) < rest), None)
    return "\n".join([*lines, *(matrix or _chapters(report)), *end])


def escape(text: str) -> str:
    """Text as Markdown shows it, on one line of a table; whatever would steer a terminal is replaced."""
    return printable(text.replace("\r", " ")).translate(_ESCAPES)


def code(text: str) -> str:
    """A name as code, also in a table, where a backtick or a bar in it would end the code or the cell."""
    return f"`{text}`" if _PLAIN.fullmatch(text) else f"<code>{escape(text)}</code>"


def row(*cells: object) -> str:
    """A line of a table; the cells are Markdown already."""
    return "| " + " | ".join(printable(str(cell)) for cell in cells) + " |"


def _size(lines: list[str]) -> int:
    return sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)


def answer(report: Report) -> list[str]:
    """How each target stands: a sentence for each of few, and a table of many, with their sentences folded up.

    Args:
        report: What is shown of a run.
    """
    sentences = [f"- **{escape(target)}**: {escape(said)}" for target, said in report.answers.items()]
    ran = [standing for standing in report.standings if not standing.reason]
    if len(ran) <= FEW:
        return sentences
    shown = columns(ran)
    head = ["target", HOLDS, *(column.heading for column in shown), NOT_SEEN]
    names = escape(", ".join(one.target for one in ran))
    lines = [f"{len(ran)} targets ran ({names}): {escape(together(report, report.findings))}.", ""]
    lines += [row(*head), "|---" + "|---:" * (len(head) - 2) + "|---|"]
    for one in ran:
        lines.append(row(escape(one.target), one.holds, *(column.count(one) for column in shown), str(one.not_seen)))
    folded = ["", "<details><summary>Each target in a sentence</summary>", "", *sentences, "", "</details>", ""]
    return [*lines, *folded, COUNTING]


def _answer(whole: Report, report: Report) -> list[str]:
    """The first screen: what changed, how each target stands, and the worst that is known."""
    found = report.findings
    changed = since(report, found)
    lines: list[str] = []
    if changed is not None:
        lines += ["## What changed", "", f"Since run {escape(changed.run)} of {escape(changed.started)}:", ""]
        lines += [*(f"- {escape(line)}" for line in changed.lines or ["nothing of what both ran"]), ""]
    lines += ["## The answer", "", *answer(report)]
    if changed is None:
        lines += ["", "There is no earlier whole run to compare with: `assay report --baseline DIR` names one."]
    if others := left_out(whole, report):
        lines += ["", f"{escape(others)}."]
    lines += _chapters_usable(report)
    for reason, names in not_run(whole).items():
        lines += ["", f"Not run: {', '.join(map(escape, names))}: {escape(reason)}"]
    if found.seen:
        heads = ("impact", "finding", "what", "where", "what helps", "reported upstream")
        lines += ["", "## Findings", "", row(*heads), "|---" * len(heads) + "|"]
    for n, finding in enumerate(found.seen):
        cells = (finding.title, reach(report, finding), finding.workaround)
        word = _IMPACT_SIGNS.get(finding.word, "") + finding.word
        text = row(word, code(finding.name), *map(escape, cells), _reported(finding))
        if _size([*lines, text]) > _FINDINGS_LIMIT:
            lines += ["", f"And {len(found.seen) - n} more findings: see index.html."]
            break
        lines.append(text)
    if found.outdated:
        older = ", ".join(code(finding.name) for finding in found.outdated)
        lines += ["", f"Of older editions of the documentation only, and mended since: {older}."]
    return [*lines, ""]


def _chapters_usable(report: Report) -> list[str]:
    """Whether each chapter can be used, folded up."""
    lines = ["", "<details><summary>Can I use it? Chapter by chapter</summary>", ""]
    for chapter, answers in usable(report).items():
        lines += [f"- **{escape(chapter)}**"]
        lines += [f"  - {escape(named(report, targets))}: {escape(one.sentence)}" for targets, one in answers]
    return [*lines, "", "</details>"]


def _broken(report: Report) -> list[str]:
    """What breaks the run, one line for each cause, the worst first."""
    causes = broken(report)
    if not causes:
        return []
    lines = ["## What broke", "", row("verdict", "where", "cause"), "|---|---|---|"]
    for one in causes[:SHOWN]:
        lines.append(row(SIGNS[one.verdict], escape(one.where), escape(one.reason[:_CAUSE])))
    if (more := len(causes) - SHOWN) > 0:
        lines += ["", f"And {in_words(more, 'other cause')}: see below."]
    return [*lines, ""]


def _reported(finding: Finding) -> str:
    """Where a finding is reported upstream and what became of that, as links where they are."""
    told = []
    for one in finding.reports.each:
        link = upstream_link(one.name)
        name = f"[{escape(one.name)}]({link})" if link else escape(one.name)
        told.append(f"{name}, {escape(one.words)}")
    return "; ".join(told) + " (of a part of it)" * finding.reports.in_part or "no"


def _targets(report: Report) -> list[str]:
    head = ["target", "state", "server", "driver", *(v.value for v in Verdict)]
    lines = ["## Targets", "", row(*head), "|---" * len(head) + "|"]
    for target in report.targets:
        server = report.server(target)
        about = " ".join(filter(None, (server.version, server.detail and f"({server.detail})")))
        numbers = [report.counts(target)[v] or "" for v in Verdict]
        about = escape("; ".join(filter(None, (about or server.reason, report.compiled_in_all(target)))))
        state = escape(": ".join(filter(None, (report.state(target), report.partial(target)))))
        lines.append(row(escape(target), state, about, escape(report.driver_version(target)), *numbers))
    return [*lines, ""]


def _stores(report: Report) -> list[str]:
    """Feature by object store, whatever the target; nothing if no feature was checked on one."""
    names = list(dict.fromkeys(name for stores in report.by_store.values() for name in stores))
    if not names:
        return []
    lines = ["## Object stores", "", row("feature", *map(escape, names)), "|---" * (len(names) + 1) + "|"]
    for feature, stores in report.by_store.items():
        lines.append(row(code(feature), *(SIGNS[stores[name]] if name in stores else "" for name in names)))
    return [*lines, ""]


def _attention(report: Report) -> list[str]:
    """What does not hold, one line for each feature and reason, with the targets."""
    found = attention(report)
    if not found:
        return []
    lines = ["## What does not hold", "", row("feature", "targets", "verdict", "reason"), "|---|---|---|---|"]
    size = 0
    for n, one in enumerate(found):
        text = row(code(one.feature), ", ".join(map(escape, one.targets)), SIGNS[one.verdict], escape(one.reason))
        size += _size([text])
        if size > _ATTENTION_LIMIT:
            return [*lines, "", f"And {len(found) - n} more lines: see index.html.", ""]
        lines.append(text)
    return [*lines, ""]


def _matrix(report: Report, signs: dict[Verdict, str]) -> list[str]:
    unproved = set(report.without_checks)
    lines = ["## Features", ""]
    if signs is SYMBOLS:
        lines += [", ".join(f"{sign} {verdict.value}" for verdict, sign in signs.items()), ""]
    lines += [row("feature", *map(escape, report.targets)), "|---" * (len(report.targets) + 1) + "|"]
    for feature in report.features:
        if feature not in unproved:
            cells = (report.cells.get((feature, target)) for target in report.targets)
            lines.append(row(code(feature), *(_sign(c, signs) if c else "" for c in cells)))
    return lines


def _sign(cell: Cell, signs: dict[Verdict, str]) -> str:
    """A cell, with how many of its checks held where any was tried."""
    tally = cell.tally
    return f"{signs[cell.verdict]} {tally}" if tally else signs[cell.verdict]


def _chapters(report: Report) -> list[str]:
    """Counts by chapter and target, where the features would not fit."""
    totals: dict[str, dict[str, Counter[Verdict]]] = defaultdict(lambda: defaultdict(Counter))
    for cell in report.cells.values():
        totals[cell.feature.partition(".")[0]][cell.target][cell.verdict] += 1
    lines = ["## Chapters", "", "The features do not fit here: see index.html.", ""]
    lines += [row("chapter", *map(escape, report.targets)), "|---" * (len(report.targets) + 1) + "|"]
    for chapter, by_target in totals.items():
        cells = (", ".join(f"{by_target[t][v]} {v.value}" for v in Verdict if by_target[t][v]) for t in report.targets)
        lines.append(row(code(chapter), *cells))
    return lines
