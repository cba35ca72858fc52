"""A comparison on the terminal, as Markdown, JSON and HTML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlencode

import msgspec
from rich.table import Table
from rich.text import Text

from assay.domain.verdicts import Verdict
from assay.reporting.comparing.baseline import held_before
from assay.reporting.comparing.checks import Change
from assay.reporting.comparing.comparison import Comparison, Pair, Version
from assay.reporting.formats.markdown import LIMIT, code, escape, row
from assay.reporting.model import Report, page_of, printable
from assay.reporting.pages import page
from assay.reporting.screen import drawn, plain_console

FORMAT = "assay-comparison/1"
"""Name and version of the JSON."""
NEW_ERRORS = "held and now ends in an error"
"""What is listed beside the changes: nobody knows whether it still holds, and the comparison fails on it."""
UNSEEN = "fails and was not seen before"
"""What is listed, too: nobody knows whether it ever held."""
NOTES = "not as the file says"
"""What ran in other versions than the user has."""
LISTED_NOTES = 20
LISTED = (Change.REGRESSED, Change.FIXED, Change.NEW, Change.REMOVED, Change.REASON)
"""The changes whose every pair is listed; the others are counted."""
_STYLES = {
    Change.REGRESSED.value: "bold red",
    Change.FIXED.value: "green",
    Change.REASON.value: "yellow",
    NEW_ERRORS: "bold red",
}
_NAMED = 5
_REASON_WIDTH = 300


def word(verdict: Verdict | None) -> str:
    """A verdict, or that there is none."""
    return verdict.value if verdict else "absent"


def title(report: Report) -> str:
    """A run in one line."""
    versions = report.manifest.get("distributions", {})
    about = ", ".join(f"{n} {versions[n]}" for n in ("advanced-alchemy", "litestar", "SQLAlchemy") if n in versions)
    killed = ", killed" if report.killed else ""
    return f"run {report.id} of {report.started or 'unknown'} ({about or 'versions unknown'}){killed}"


Groups: TypeAlias = "dict[tuple[str, Verdict | None, Verdict | None, str], list[Pair]]"


def grouped(pairs: list[Pair]) -> Groups:
    """Pairs that say the same of one feature, on several targets."""
    groups: Groups = defaultdict(list)
    for pair in pairs:
        groups[pair.feature, pair.base, pair.candidate, why(pair)].append(pair)
    return groups


def sections(comparison: Comparison) -> list[tuple[str, list[Pair]]]:
    """What is listed pair by pair, each with its heading; what fails the comparison comes first."""
    found = [(change.value, comparison.listed(change)) for change in LISTED]
    found[1:1] = [(NEW_ERRORS, _untold(comparison, NEW_ERRORS)), (UNSEEN, _untold(comparison, UNSEEN))]
    return [(heading, pairs) for heading, pairs in found if pairs]


def _untold(comparison: Comparison, heading: str) -> list[Pair]:
    """The pairs of which something cannot be told, that are listed under a heading; without one, those that are not."""
    errors, unseen = ({(p.feature, p.target) for p in found} for found in (comparison.new_errors, comparison.unseen))
    places = {NEW_ERRORS: errors, UNSEEN: unseen - errors}
    listed = comparison.listed(Change.NOT_COMPARABLE)
    if heading:
        return [p for p in listed if (p.feature, p.target) in places[heading]]
    return [p for p in listed if (p.feature, p.target) not in errors | unseen]


def cause(pair: Pair) -> str:
    """The reason that matters: the candidate's, the base's of what is fixed, both where that is what changed."""
    before, after = (" ".join(text.split())[:_REASON_WIDTH] for text in (pair.base_reason, pair.candidate_reason))
    if pair.change is Change.REASON:
        return f"{before} → {after}"
    return before if pair.change is Change.FIXED else after


def why(pair: Pair) -> str:
    """The reason that matters, with the check that gives it if the feature as a whole does not tell."""
    was = "was: " if pair.change is Change.FIXED else ""
    more = f" (and {pair.more} more of its checks)" if pair.more else ""
    return f"{was}{pair.check}{': ' if pair.check else ''}{cause(pair)}{more}"


def place(feature: str, target: str) -> str:
    """Where the page of a report has the evidence: the part of its address behind ``#``."""
    return urlencode({"cell": f"{feature}@{target}"})


def unknown(comparison: Comparison, heading: str = "") -> list[tuple[str, str, int]]:
    """Why pairs are not comparable, with the targets and how many there are: of those that are not listed, or are."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in _untold(comparison, heading):
        sides = []
        for side, verdict, reason in (
            ("base", pair.base, pair.base_reason),
            ("candidate", pair.candidate, pair.candidate_reason),
        ):
            if pair.check:
                sides.append(f"{side}: {reason[:160] or 'ran'}")
                continue
            said = verdict not in (None, Verdict.NOT_RUN, Verdict.ERROR)
            sides.append(f"{side}: ran" if said else f"{side}: {word(verdict)} ({reason[:160]})")
        groups["; ".join(sides)].append(pair)
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    return [(f"{said} [{_names(pairs)}]", ", ".join(_targets(pairs)), len(pairs)) for said, pairs in ordered]


def _targets(pairs: list[Pair]) -> list[str]:
    return list(dict.fromkeys(pair.target for pair in pairs))


def _names(pairs: list[Pair]) -> str:
    """The first few features."""
    features = list(dict.fromkeys(pair.feature for pair in pairs))
    more = f" and {len(features) - _NAMED} more" if len(features) > _NAMED else ""
    return ", ".join(features[:_NAMED]) + more


def headline(comparison: Comparison) -> str:
    """The outcome in a few words: a comparison that says nothing begins with that."""
    said = [doubt.headline for doubt in comparison.doubts]
    return ", ".join([*said, f"{len(comparison.regressed)} regressed"])


def verdict_line(comparison: Comparison) -> str:
    """The outcome in one line."""
    counts = ", ".join(f"{comparison.counts[c]} {c.value}" for c in Change if comparison.counts[c])
    if errors := len(comparison.new_errors):
        counts += f"; {errors} held and now end in an error"
    if lost := len(comparison.lost):
        counts += f"; {lost} held and were not run"
    if unseen := len(comparison.unseen):
        counts += f"; {unseen} fail and were not seen before"
    if failures := len(comparison.new_failures):
        counts += f"; {failures} held and fail in checks that the base did not have"
    if cut_off := comparison.cut_off:
        counts += f"; the {' and the '.join(cut_off)} did not come to the end: nobody can tell of the rest"
    if renamed := comparison.renamed:
        counts += f"; {len(renamed)} features held and are gone where new ones fail: formerly in the catalogue tells"
    if also := sum(any(what in LISTED for what, _ in pair.also) for pair in comparison.pairs):
        counts += f"; of {also}, some checks changed otherwise"
    return counts


def terminal(comparison: Comparison, width: int = 100, colour: bool = False) -> str:
    """The text for a terminal of that many columns."""
    console = plain_console(max(width, 80), colour)

    def say(text: str, style: str = "") -> None:
        console.print(Text(printable(text), style=style), soft_wrap=True)

    for doubt in comparison.doubts:
        say(str(doubt), "bold red")
    say(held_before(comparison.base))
    say(f"base:      {title(comparison.base)}")
    say(f"candidate: {title(comparison.candidate)}")
    changed = comparison.changed_versions
    if changed:
        console.print(_table(changed))
    say(f"{len(comparison.versions) - len(changed)} other versions and settings are the same")
    for note in _notes(comparison):
        say(note)
    for heading, listed in sections(comparison):
        say(f"{heading}: {len(listed)}", _STYLES.get(heading, "bold"))
        for (feature, old, new, reason), pairs in grouped(listed).items():
            targets = ", ".join(p.target for p in pairs)
            say(f"  {feature}[{targets}]: {word(old)} → {word(new)}{': ' if reason else ''}{reason}")
    reasons = unknown(comparison)
    if reasons:
        say(f"not comparable: {sum(count for _, _, count in reasons)}", "bold")
    for reason, targets, count in reasons[:20]:
        say(f"  {count} x {reason} on {targets}")
    if len(reasons) > 20:
        say(f"  and {len(reasons) - 20} more reasons: see --format json")
    unsure = comparison.untold or comparison.lost or comparison.unseen
    say(verdict_line(comparison), "bold red" if comparison.exit_code else "bold yellow" if unsure else "bold green")
    return drawn(console)


def _table(changed: Sequence[Version]) -> Table:
    """The versions that differ."""
    table = Table("what changed", "base", "candidate", title="versions", title_justify="left")
    for version in changed:
        table.add_row(*(Text(printable(text or "-")) for text in (version.name, version.base, version.candidate)))
    return table


def _notes(comparison: Comparison) -> list[str]:
    """What ran otherwise than the user says, below its heading."""
    if not comparison.notes:
        return []
    more = len(comparison.notes) - LISTED_NOTES
    shown = [f"  {note}" for note in comparison.notes[:LISTED_NOTES]]
    return [f"{NOTES}: {len(comparison.notes)}", *shown, *([f"  and {more} more: see the page"] if more > 0 else [])]


def markdown(comparison: Comparison) -> str:
    """Markdown that fits a job summary."""
    head = [
        f"# Assay: {escape(headline(comparison))}",
        "",
        *(line for doubt in comparison.doubts for line in (f"**{escape(str(doubt))}**", "")),
        f"{held_before(comparison.base)}.",
        "",
        f"{verdict_line(comparison)}.",
        "",
        row("", "base", "candidate"),
        "|---|---|---|",
        row("run", escape(title(comparison.base)), escape(title(comparison.candidate))),
    ]
    changed = comparison.changed_versions
    head += [row(escape(v.name), escape(v.base) or "-", escape(v.candidate) or "-") for v in changed]
    head += ["", f"{len(comparison.versions) - len(changed)} other versions and settings are the same.", ""]
    if comparison.notes:
        head += [f"## {NOTES}", "", *(f"- {escape(note)}" for note in comparison.notes[:100]), ""]
        head += [f"And {len(comparison.notes) - 100} more.", ""] if len(comparison.notes) > 100 else []
    lines, size = [], sum(len(line.encode()) + 1 for line in head)
    for heading, listed in sections(comparison):
        found = grouped(listed)
        lines += [f"## {heading}", "", row("feature", "targets", "base", "candidate", "reason"), "|---" * 5 + "|"]
        for n, ((feature, old, new, reason), pairs) in enumerate(found.items()):
            line = row(code(feature), escape(", ".join(p.target for p in pairs)), word(old), word(new), escape(reason))
            size += len(line.encode()) + 1
            if size > LIMIT * 3 // 4:
                lines += ["", f"And {len(found) - n} more lines."]
                break
            lines.append(line)
        lines.append("")
    if reasons := unknown(comparison)[:50]:
        lines += ["## not comparable", "", row("pairs", "targets", "why"), "|---|---|---|"]
        lines += [*(row(count, escape(targets), escape(reason)) for reason, targets, count in reasons), ""]
    return "\n".join([*head, *lines])


def json(comparison: Comparison) -> str:
    """JSON; every pair is in it but those that are the same."""
    data = {
        "format": FORMAT,
        "base": _side(comparison.base),
        "candidate": _side(comparison.candidate),
        "regressed": bool(comparison.regressed),
        "doubts": [str(doubt) for doubt in comparison.doubts],
        "notes": comparison.notes,
        "counts": {change.value: comparison.counts[change] for change in Change},
        "new_errors": len(comparison.new_errors),
        "new_failures": len(comparison.new_failures),
        "untold": comparison.untold,
        "lost": len(comparison.lost),
        "unseen": len(comparison.unseen),
        "versions": [
            {"name": v.name, "base": v.base, "candidate": v.candidate, "changed": v.changed}
            for v in comparison.versions
        ],
        "pairs": [pair.__dict__ for pair in comparison.pairs if pair.change is not Change.SAME or pair.also],
    }
    return msgspec.json.encode(data).decode() + "\n"


def _side(report: Report) -> dict[str, object]:
    return {"run": report.id, "started": report.started, "killed": report.killed, "targets": report.targets}


def html(comparison: Comparison, folder: Path | None = None) -> str:
    """One self-contained page; the verdicts lead to the evidence in the two reports, relative to ``folder``."""
    parts = [(heading, len(listed), list(grouped(listed).items())) for heading, listed in sections(comparison)]
    return page(
        "compare.html.j2",
        comparison=comparison,
        titles=(title(comparison.base), title(comparison.candidate)),
        outcome=verdict_line(comparison),
        held=held_before(comparison.base),
        parts=parts,
        unknown=unknown(comparison),
        word=word,
        links=(page_of(comparison.base, folder), page_of(comparison.candidate, folder)),
        cell=lambda pair, side: place(pair.ids[side], pair.target),
    )


RENDERERS: dict[str, Callable[[Comparison], str]] = {"markdown": markdown, "json": json, "html": html}
"""The formats beside the terminal's, by name."""
