"""The commands ``assay ledger suggest`` and ``assay ledger issue``: help with the known issues."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from assay.commands.suite_facts import SuiteFacts
from assay.commands.tables import print_json
from assay.commands.upstream_report import UpstreamReport, upstreams
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.products.registry import BACKENDS, TARGETS
from assay.reporting import ledger_draft, model, own_files
from assay.reporting.folders import folder_of
from assay.reporting.last_report import last_report
from assay.reporting.ledger_edit import add_targets
from assay.reporting.ledger_suggestions import Extension, condensed_lines, suggestions
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.reporting.write import save


def suggest(report: Path | None, write: bool, suite_dir: str | None, as_json: bool) -> None:
    """What ``assay ledger suggest`` does."""
    path = last_report(report)
    found = model.load(path)
    facts = SuiteFacts(suite_dir)
    backends = {backend.name: [t.id for t in TARGETS if t.backend == backend] for backend in BACKENDS}
    suggested = suggestions(found, facts.ledger, backends)
    held = [line for line in found.run.results if not line.verdict.breaks]
    taken = [entry.id for entry in facts.ledger]
    drafts = ledger_draft.entries([*held, *suggested.rest], datetime.now(timezone.utc).date(), taken)
    written: list[Path] = []
    if write and suggested.extensions:
        written += add_targets(facts.ledger_files, {one.entry.id: one.targets for one in suggested.extensions})
        _ = SuiteFacts(suite_dir).ledger  # which refuses what cannot be
    if write and "[[issue]]" in drafts:
        written.append(_write_drafts(path, drafts))
    if as_json:
        print_json(
            {
                "run": found.id,
                "failed": suggested.failed,
                "sentence": suggested.sentence,
                "extend": [_as_data(one) for one in suggested.extensions],
                "look_at": [_as_data(one) for one in suggested.others],
                "drafts": drafts,
                "written": [str(file) for file in written],
            }
        )
        return
    say(printable(suggested.sentence))
    for one in suggested.extensions:
        say(printable(f"  {one.entry.id}: add {', '.join(one.targets)} ({condensed_lines(one.lines)})"))
    for one in suggested.others:
        say(printable(f"  {one.entry.id}: {one.why} ({condensed_lines(one.lines)})"))
    if drafts and not write:
        say(f"\n{drafts.rstrip()}")
    for file in written:
        say(f"written: {file}")
    if not write and (suggested.extensions or "[[issue]]" in drafts):
        say("--write does it", err=True)


def _as_data(one: Extension) -> dict[str, Any]:
    places = list(dict.fromkeys((line.feature, line.check, line.target, line.store) for line in one.lines))
    return {"issue": one.entry.id, "targets": list(one.targets), "why": one.why, "failures": places}


def _write_drafts(report: Path, drafts: str) -> Path:
    """Put the drafts beside the report.

    Raises:
        UsageError: They cannot be written there.
    """
    folder = report if report.is_dir() else folder_of(report)
    file = folder / own_files.DRAFT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        own_files.refuse_foreign(folder, [own_files.DRAFT])
        save(file, drafts)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {error.strerror}") from None
    return file


def issue(name: str, upstream: str | None, output: Path | None, suite_dir: str | None, as_json: bool) -> None:
    """What ``assay ledger issue`` does."""
    facts = SuiteFacts(suite_dir)
    entries = [e for e in facts.ledger if name in (e.id, e.finding, e.finding.removesuffix(".md"))]
    if not entries:
        known = dict.fromkeys(text for e in facts.ledger for text in (e.id, e.finding.removesuffix(".md")) if text)
        near = did_you_mean(name, known) or ";"
        raise UsageError(f"{name!r} is no known issue{near} `assay findings` lists them")
    made = UpstreamReport.of(facts, entries, upstreams(facts.folder), upstream or "")
    if output is not None:
        try:
            save(output, made.text)
        except OSError as error:
            raise UsageError(f"{output}: cannot be written: {error.strerror}") from None
    if as_json:
        print_json(made.as_data())
    elif output is None:
        say(made.text.rstrip())
    for line in made.notes:
        say(f"assay: {printable(line)}", err=True)
