"""The model of a report: one verdict per feature and target, from the lines of one run."""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.secrets import redacted, redacted_data
from assay.domain.statements import CompiledStatements
from assay.domain.verdicts import Verdict, worst
from assay.reporting import not_seen, overdue
from assay.reporting.cells import Cell, Unseen
from assay.reporting.folders import folder_of
from assay.reporting.reruns import options_of, server_options
from assay.results.context import (
    About,
    Context,
    FeatureInfo,
    IssueInfo,
    TargetInfo,
    parse,
    parse_about,
    without_context,
)
from assay.results.file import RecordedRun, read_results, results_file
from assay.results.lines import Result, ServerAbout
from assay.results.links import relative_link
from assay.results.missing import missing
from assay.results.redact import redacted_result

if TYPE_CHECKING:
    from assay.reporting.answer import Standing
    from assay.reporting.findings import Findings
    from assay.reporting.formats.digest import Digest


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
        everything: Whether what was not asked for is shown too.
        before: What it is compared with on its first screen; None if there is no such run.
    """

    run: RecordedRun
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    features: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    about_run: About = field(default_factory=About)
    added: int = 0
    folder: Path | None = None
    everything: bool = False
    before: Digest | None = None

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
        found = without_context(self.run.header.manifest)
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

    def compiled(self, line: Result) -> CompiledStatements | None:
        """What would come of the statements of a check that had no server; None if nothing is known."""
        if line.cause is not Cause.NO_SERVER:
            return None
        return self._compiled.get((self.target(line.target).backend, line.feature, line.check))

    @cached_property
    def _compiled(self) -> dict[tuple[str, str, str], CompiledStatements]:
        return {
            (backend, line.feature, line.check): found
            for cell in self.cells.values()
            for line in cell.results
            for backend, found in line.compiled.items()
        }

    def compiled_in_all(self, target: str) -> str:
        """How many of the checks that a target had no server for sent what would go wrong there; empty if unknown."""
        found = [known for known in map(self.compiled, self._without_server.get(target, ())) if known]
        if not found:
            return ""
        wrong = sum(bool(known.problems) for known in found)
        return f"statements of {len(found)} checks compiled for it, of which {wrong} would go wrong or answer otherwise"

    @cached_property
    def _without_server(self) -> dict[str, list[Result]]:
        """The lines that had no server, by target."""
        found: dict[str, list[Result]] = defaultdict(list)
        for cell in self.cells.values():
            for line in cell.results:
                if line.cause is Cause.NO_SERVER:
                    found[line.target].append(line)
        return found

    def again(self, result: Result) -> str:
        """The command that runs exactly this check again; empty if there is no check."""
        if not result.nodeid:
            return ""
        return f"assay run {shlex.quote(result.nodeid)} {self._commands[result.target]}"

    @cached_property
    def _commands(self) -> dict[str, str]:
        """How the command ends that runs a check again, by target: of all checks of one it is the same."""
        profile = self.about_run.selection.profile
        return {t: options_of(t, self.server(t), self.target(t).backend, profile) for t in self.targets}

    def server_options(self, targets: Iterable[str]) -> list[str]:
        """The options that lead another run of some targets to the servers that they ran on."""
        found = {self.target(name).backend: self.server(name) for name in targets}
        return [word for backend, server in found.items() for word in server_options(server, backend)]

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
        return "complete" if self.whole and not self.part and target not in self.not_seen else "partial"

    @property
    def whole(self) -> bool:
        """Whether it is known what the run was to do, and its file has the end, and every line, of it.

        Of another nobody can say on which target something is missing.
        """
        return not (self.killed or self.run.damage or self.run.plan is None or self.added)

    @cached_property
    def not_seen(self) -> dict[str, Unseen]:
        """By target, what says nothing, also where a known issue beside it is its feature's verdict.

        What no server of a store could be had for says nothing of the target, unless somebody asked for that store.
        """
        return {target: not_seen.counted(lines) for target, lines in self._silent.items()}

    @cached_property
    def _silent(self) -> dict[str, list[Result]]:
        return not_seen.silent(self.cells.values(), self.about_run.selection)

    def partial(self, target: str) -> str:
        """Of a target that is partial: what was not seen of it, and why; else empty."""
        if self.state(target) != "partial":
            return ""
        lines = self._silent.get(target, ())
        if not lines and self.part:
            return f"a part of the checks only: {self.part}"
        return not_seen.described(lines)

    @cached_property
    def shown(self) -> Report:
        """What people are shown of it: without what it was not asked for, unless that is wanted too."""
        from assay.reporting.asked import asked_for  # not above: it makes reports

        return asked_for(self)

    @cached_property
    def standings(self) -> list[Standing]:
        """How each target stands."""
        from assay.reporting.answer import standings  # not above: it reads reports

        return standings(self, self.findings)

    @property
    def answers(self) -> dict[str, str]:
        """What is to be said of each target in a sentence, by its id."""
        return {standing.target: standing.sentence for standing in self.standings}

    @cached_property
    def findings(self) -> Findings:
        """What it has seen of its ledger, and what not."""
        from assay.reporting.findings import findings  # not above: it reads reports

        return findings(self)

    @property
    def library(self) -> str:
        """The version of the library whose documentation was checked; empty if nobody knows."""
        return self.about_run.distributions.get(self.context.subject.library, "")

    @property
    def stopped(self) -> bool:
        """Whether the run ended in order, and before it came to all that it was to do."""
        return self.run.end is not None and not self.run.end.whole

    @property
    def overdue_line(self) -> str:
        """The known issues that were to be looked at again before the run, in one line; empty if there are none."""
        return overdue.line(self.context.ledger, self.started[:10])

    def page(self, start: Path | None) -> str:
        """A relative link from a directory to its page; empty if there is none beside its results."""
        return relative_link(self.folder / "index.html", start) if self.folder else ""


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
        context, about = parse(run.header.manifest), parse_about(redacted_data(without_context(run.header.manifest)))
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
    found.folder = folder_of(file)
    return found
