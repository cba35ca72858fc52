"""The model of a report: one verdict per feature and target, from the lines of one run."""

from __future__ import annotations

import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.secrets import redacted, redacted_data
from assay.domain.verdicts import Verdict, worst
from assay.reporting.cells import Cell, Unseen
from assay.results.context import KEYS, About, Context, FeatureInfo, IssueInfo, TargetInfo, parse, parse_about
from assay.results.file import RESULTS_FILE, RecordedRun, read_results, results_file
from assay.results.lines import Result, ServerAbout
from assay.results.links import relative_link
from assay.results.missing import missing
from assay.results.redact import redacted_result

SYMBOLS = {
    Verdict.PASS: "✓",
    Verdict.FAIL: "✗",
    Verdict.KNOWN: "≈",
    Verdict.FIXED: "★",
    Verdict.UNSUPPORTED: "\u2013",
    Verdict.NOT_RUN: "○",
    Verdict.ERROR: "!",
}
"""What stands for a verdict where there is no room for the word."""
LETTERS = "PUNKXFE"
"""One letter for each verdict, in the order of their declaration, where many are kept."""
LETTER = dict(zip(Verdict, LETTERS, strict=True))
_NAMED = 3
"""How many of the ledger entries that are overdue are named."""
NO_CELL = "."
"""The letter of a feature that does not vary over a target."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What steers a terminal, ends a line, or turns the direction of writing."""
MEANINGS = {
    Verdict.PASS: "every check of the feature ran on the target and held",
    Verdict.FAIL: "an assertion about the library did not hold, and no known issue explains it",
    Verdict.KNOWN: "it failed exactly as a known issue says",
    Verdict.FIXED: "a known issue says that it fails, and it held: the entry must go",
    Verdict.UNSUPPORTED: "the installed versions or the database do not offer the feature",
    Verdict.NOT_RUN: "it, or one of its checks, was not tried; the reason says why",
    Verdict.ERROR: "the harness or the infrastructure is at fault; says nothing about the library",
}


@dataclass
class Report:
    """One run, ready to be rendered.

    Args:
        run: The lines.
        cells: The cells by feature and target; a pair that the feature does not vary over has none.
        features: Ids of the features by chapter, in the order of the catalogue.
        targets: Ids of the targets, in the order of reports.
        context: The catalogue and the ledger of the run.
        about_run: What else its manifest says of it.
        added: How many lines the results file ought to have, and has not.
        folder: Where its report is, if it has one beside its results; None if they were not read from a file.
    """

    run: RecordedRun
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    features: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    about_run: About = field(default_factory=About)
    added: int = 0
    folder: Path | None = None

    @property
    def id(self) -> str:
        """Id of the run."""
        return self.run.header.run

    @property
    def killed(self) -> bool:
        """Whether the run was killed: its results file has no end."""
        return self.run.end is None

    @property
    def started(self) -> str:
        """When the run started, ISO 8601; empty if the manifest does not say."""
        return self.about_run.started

    @property
    def part(self) -> str:
        """What makes it a run of a part of the checks, as it was asked for; empty for a run of all."""
        return redacted(", ".join(self.about_run.selection.only))

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the run as a whole fails: what it says itself, and what of its results could not be read."""
        said = [*self.run.damage, *(self.run.end.problems if self.run.end else ())]
        if self.run.end is not None and self.run.plan is None:
            said.append(Cause.NO_PLAN.sentence)
        elif self.run.end is not None and self.added and not self.run.damage:
            said.append(f"{self.added} lines are missing from its results file: what was to run, and is not in it")
        return tuple(redacted(problem) for problem in said)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest, as complete as the run left it, without secrets."""
        found = _without_context(self.run.header.manifest)
        found["servers"] = msgspec.to_builtins(self.run.servers)
        if self.run.end is not None:
            found |= {"seconds": self.run.end.seconds}
        if self.run.end is not None or self.run.damage:
            found["problems"] = list(self.problems)
        cleaned: dict[str, Any] = redacted_data(found)
        return cleaned

    @cached_property
    def servers(self) -> dict[str, ServerAbout]:
        """What is known of the server of each backend and store, without secrets."""
        return msgspec.convert(self.manifest["servers"], dict[str, ServerAbout])

    @cached_property
    def about_features(self) -> dict[str, FeatureInfo]:
        """What the catalogue said of each feature, by id."""
        return {info.id: info for info in self.context.catalogue}

    @cached_property
    def _issues(self) -> dict[str, IssueInfo]:
        return {info.id: info for info in self.context.ledger}

    @cached_property
    def _target_infos(self) -> dict[str, TargetInfo]:
        return {info.id: info for info in self.context.targets}

    @cached_property
    def _totals(self) -> dict[str, Counter[Verdict]]:
        totals: dict[str, Counter[Verdict]] = defaultdict(Counter)
        for (_, target), cell in self.cells.items():
            totals[target][cell.verdict] += 1
        return totals

    @cached_property
    def by_store(self) -> dict[str, dict[str, Verdict]]:
        """The worst verdict of each feature that was checked on object stores, by store, on the targets that ran."""
        found: dict[str, dict[str, Verdict]] = defaultdict(dict)
        ran = {target: self.state(target) != "not run" for target in self.targets}
        for cell in self.cells.values():
            for line in cell.results:
                if line.store and ran[cell.target]:
                    before = found[cell.feature].get(line.store, line.verdict)
                    found[cell.feature][line.store] = worst((before, line.verdict))
        return {feature: found[feature] for feature in self.features if feature in found}

    def about(self, feature: str) -> FeatureInfo:
        """What the catalogue said of a feature; only its id if the run was of an older Assay."""
        return self.about_features.get(feature) or FeatureInfo(feature)

    def issue(self, name: str) -> IssueInfo | None:
        """What the ledger said of an issue."""
        return self._issues.get(name)

    def reason(self, line: Result) -> str:
        """Why a check has its verdict; of a fault of the documentation with the editions that have it."""
        issue = self.issue(line.issue) if line.issue else None
        return f"{line.reason} ({issue.editions})" if issue and issue.editions else line.reason

    def target(self, name: str) -> TargetInfo:
        """Backend and driver of a target."""
        backend, _, driver = name.partition("-")
        return self._target_infos.get(name) or TargetInfo(name, backend, driver or backend)

    def server(self, target: str) -> ServerAbout:
        """What is known of the server of a target; empty if it was never asked for."""
        return self.servers.get(self.target(target).backend, ServerAbout())

    def again(self, result: Result) -> str:
        """The command that runs exactly this check again; empty if there is no check."""
        return again(result, self._options.get(result.target, ()))

    @cached_property
    def _options(self) -> dict[str, Sequence[str]]:
        return {target: _server_options(self.server(target), self.target(target).backend) for target in self.targets}

    def driver_version(self, target: str) -> str:
        """``distribution version`` of a target's driver; empty if the manifest does not say."""
        name = self.target(target).distribution or self.target(target).driver
        if name == "python":
            return f"Python {self.about_run.python}".strip()
        version = self.about_run.distributions.get(name)
        return f"{name} {version}" if version else ""

    def counts(self, target: str) -> Counter[Verdict]:
        """How many features of a target have which verdict."""
        return self._totals.get(target, Counter())

    @cached_property
    def without_checks(self) -> list[str]:
        """Features that no check proves yet."""
        found = {c.feature for c in self.cells.values() if all(r.cause is Cause.NO_CHECK for r in c.results)}
        return [f for f in self.features if f in found]

    def cells_with(self, *verdicts: Verdict) -> list[Cell]:
        """The cells with one of the verdicts."""
        return [cell for cell in self.cells.values() if cell.verdict in verdicts]

    def state(self, target: str) -> str:
        """``complete``; ``partial`` if a feature was not run; ``not run`` if none was."""
        counts = self.counts(target)
        if not any(counts[v] for v in Verdict if v.ran):
            return "not run"
        return "complete" if self.whole and target not in self.gaps else "partial"

    @property
    def whole(self) -> bool:
        """Whether it is known what the run was to do, and its file has the end, and every line, of it.

        Of another nobody can say on which target something is missing.
        """
        return not (self.killed or self.run.damage or self.run.plan is None or self.added)

    @cached_property
    def gaps(self) -> dict[str, Unseen]:
        """By target, what says nothing, also where a known issue beside it is its feature's verdict."""
        found: dict[str, Unseen] = {}
        for (_, target), cell in self.cells.items():
            if cell.gaps.any:
                found[target] = found.get(target, Unseen()).plus(cell.gaps)
        return found

    @property
    def stopped(self) -> bool:
        """Whether the run ended in order, and before it came to all that it was to do."""
        return self.run.end is not None and not self.run.end.whole

    @cached_property
    def overdue(self) -> list[IssueInfo]:
        """The known issues that were to be looked at again before the day of the run, the oldest first."""
        day = self.started[:10]
        late = (issue for issue in self.context.ledger if issue.review_by and issue.review_by < day)
        return sorted(late, key=lambda issue: issue.review_by)

    @property
    def overdue_line(self) -> str:
        """It in one line, for people; empty if there is none."""
        if not self.overdue:
            return ""
        named = ", ".join(f"{issue.id} ({issue.review_by})" for issue in self.overdue[:_NAMED])
        more = f" and {len(self.overdue) - _NAMED} more" if len(self.overdue) > _NAMED else ""
        return f"ledger entries past their review_by: {len(self.overdue)}: {named}{more}; still so, and reported?"


def printable(text: str) -> str:
    """Text for a terminal, on one line: what would steer the terminal is shown as a replacement character."""
    return without_controls(" ".join(text.split("\n")))


def without_controls(text: str) -> str:
    """Text for a page, which may be looked at in a terminal: as :func:`printable`, with its lines."""
    return _CONTROL.sub("\ufffd", text)


def again(result: Result, options: Sequence[str] = ()) -> str:
    """The command that runs exactly this check again; empty if there is no check.

    Args:
        result: What came of it.
        options: What leads to the server that it ran on.
    """
    if not result.nodeid:
        return ""
    # Without --target every server would be started, and the default directory would lose the report being read.
    return shlex.join(
        ["assay", "run", result.nodeid, "--target", result.target, *options, "--report-dir", "reports/again"]
    )


def _server_options(server: ServerAbout, backend: str) -> Sequence[str]:
    """The options that lead to a server: as the run said; of one of an older Assay, by its version."""
    if server.options is not None:
        return server.options
    if server.source == "url":
        return "--database-url", "URL-OF-THE-SERVER"
    known = server.source == "container" and server.promised_version
    return ("--server-version", f"{backend}={server.promised_version}") if known else ()


def build(run: RecordedRun, order: Iterable[str] = (), *, cleaned: bool = True) -> Report:
    """Make a report of a run.

    Args:
        run: The lines.
        order: Feature ids in the order in which they are to appear, for a run that does not say; others follow.
        cleaned: Whether secrets are taken out of the evidence; that takes longer than all the rest.

    Raises:
        UsageError: The first line's manifest is not one of Assay.
    """
    try:
        context, about = parse(run.header.manifest), parse_about(redacted_data(_without_context(run.header.manifest)))
    except msgspec.ValidationError as error:
        raise UsageError(
            f"run {run.header.run}: its first line is not one of Assay's: {error}; use the Assay that wrote it"
        ) from None
    grouped: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in run.results:
        grouped[result.feature, result.target].append(redacted_result(result) if cleaned else result)
    added = list(missing(run, context, about, grouped))
    for key, line in added:
        grouped[key].append(line)
    seen = {feature for feature, _ in grouped}
    wanted = [f for f in (*(info.id for info in context.catalogue), *order) if f in seen]
    chapters = {f.partition(".")[0]: n for n, f in reversed(list(enumerate([*wanted, *sorted(seen)])))}
    names = dict.fromkeys(target for _, target in grouped)
    return Report(
        run=run,
        cells={key: Cell(*key, tuple(found)) for key, found in grouped.items()},
        features=sorted(dict.fromkeys([*wanted, *sorted(seen)]), key=lambda f: chapters[f.partition(".")[0]]),
        targets=list(dict.fromkeys([*(t.id for t in context.targets if t.id in names), *names])),
        context=context,
        about_run=about,
        added=len(added),
    )


def _without_context(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What people read of the manifest in a first line."""
    return {key: value for key, value in manifest.items() if key not in KEYS}


def load(path: Path, *, cleaned: bool = True) -> Report:
    """Read a results file and make a report of it.

    Args:
        path: The file, or the directory that holds ``results.jsonl``.
        cleaned: Whether secrets are taken out of the evidence; see :func:`build`.

    Raises:
        UsageError: It cannot be read, is not one of Assay's, of another version, or mixes runs.
    """
    file = results_file(path)
    run = read_results(file)
    try:
        found = build(run, cleaned=cleaned)
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from None
    found.folder = home(file)
    return found


def home(file: Path) -> Path:
    """Where the report of a results file is, unless somebody says otherwise: beside it, if it has its usual name.

    Of others there may be several in a directory: each has a folder of its own name.
    """
    if file.name == RESULTS_FILE:
        return file.parent
    return file.with_name(file.stem if file.suffix else f"{file.name}-report")


def page_of(report: Report, start: Path | None) -> str:
    """A relative link from a directory to the page of a report; empty if there is none beside its results."""
    return relative_link(report.folder / "index.html", start) if report.folder else ""
