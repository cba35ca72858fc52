"""What to run before an upgrade: two sets of versions, or many, on the same servers, and what changed between them."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import click

from assay import environments
from assay.environments import Environment, Unresolvable
from assay.errors import AssayError, UsageError
from assay.reporting import compare, model
from assay.reporting.model import Report
from assay.services.pool import Pool
from assay.verdicts import Verdict


@dataclass
class Cell:
    """One set of versions.

    Args:
        versions: What distinguishes it: version or range by axis.
        report: What its run said; None if it could not run.
        problem: Why it could not.
        seconds: Wall time of the run.
    """

    versions: Mapping[str, str]
    report: Report | None = None
    problem: str = ""
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """The versions in a few words."""
        return " ".join(f"{axis} {version}" for axis, version in self.versions.items())


def parse_axes(texts: Iterable[str]) -> dict[str, list[str]]:
    """Axes as users write them: ``advanced-alchemy=1.11.0,1.12.0``, ``python=3.10,3.13``.

    Raises:
        UsageError: One has no name, no values, or is given twice.
    """
    axes: dict[str, list[str]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        found = [value.strip() for value in values.split(",") if value.strip()]
        if not equals or not name.strip() or not found:
            raise UsageError(
                f"--axis {text!r}: write it as NAME=VERSION,VERSION such as advanced-alchemy=1.11.0,1.12.0"
            )
        if name.strip() in axes:
            raise UsageError(f"--axis {name.strip()} is given twice; put all its versions into one")
        axes[name.strip()] = found
    return axes


def cells(axes: Mapping[str, Sequence[str]]) -> list[Cell]:
    """Every combination, the last axis changing fastest."""
    return [Cell(dict(zip(axes, values, strict=True))) for values in itertools.product(*axes.values())]


def requirements(versions: Mapping[str, str]) -> list[str]:
    """The requirements of a cell: a bare version is pinned, a range is taken as it is; Python is none."""
    return [
        f"{name}{version if version[:1] in '<>=!~' else '==' + version}"
        for name, version in versions.items()
        if name != "python"
    ]


@dataclass
class Runner:
    """Runs the suites in other environments on the servers of this process.

    Args:
        pool: The servers.
        folder: Where the reports go.
        pins: Versions that are kept where they can be.
        arguments: Further arguments of ``assay run``.
        workers: Processes per run.
        jobs: Runs at a time.
    """

    pool: Pool
    folder: Path
    pins: Sequence[str] = ()
    arguments: Sequence[str] = ()
    workers: int = 2
    jobs: int = 1
    quiet: bool = False
    _said: list[str] = field(default_factory=list)

    def run(self, cell: Cell) -> Cell:
        """Build a cell's environment and run the suites in it; what is refused is noted in the cell."""
        try:
            environment = environments.build(self.pins, requirements(cell.versions), cell.versions.get("python", ""))
            cell.report = self.report(environment, self.folder / _slug(cell.name))
        except Unresolvable as error:
            cell.problem = f"the resolver refuses it: {error}"
        except AssayError as error:
            cell.problem = str(error)
        if cell.report is not None and cell.report.run.end is not None:
            cell.seconds = cell.report.run.end.seconds
        if not self.quiet:
            click.echo(f"{cell.name}: {cell.problem or f'{cell.seconds:.0f} s'}")
        return cell

    def run_all(self, wanted: Sequence[Cell]) -> list[Cell]:
        """Run several cells, as many at once as was asked for; their order stays."""
        with ThreadPoolExecutor(self.jobs) as executor:
            return list(executor.map(self.run, wanted))

    def report(self, environment: Environment, folder: Path) -> Report:
        """Run the suites in an environment.

        Raises:
            AssayError: The run did not get as far as a report.
        """
        command = [str(environment.interpreter), "-m", "assay", "run", "-q", "--tb=no", "-n", str(self.workers)]
        command += ["--servers-from", str(self.pool.run_dir), "--report-dir", str(folder), *self.arguments]
        variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "VIRTUAL_ENV"))}
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "results.jsonl").unlink(missing_ok=True)
        with (folder / "output.txt").open("w", encoding="utf-8") as output:
            done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, env=variables, check=False)
        if not (folder / "results.jsonl").exists():
            said = (folder / "output.txt").read_text(encoding="utf-8").strip().splitlines()
            raise AssayError(
                f"the run ended with {done.returncode} before it began: {said[-1] if said else 'no output'}"
            )
        return model.load(folder)


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() or c in ".-" else "-" for c in name)


def share(report: Report, target: str) -> str:
    """What holds of what ran, on one target: ``57/60``, with the letters of the rest."""
    counts = report.counts(target)
    ran = sum(counts[v] for v in Verdict if v.ran) + counts[Verdict.ERROR]
    rest = {Verdict.UNSUPPORTED: "u", Verdict.ERROR: "E"}
    extra = " ".join(f"{counts[v]}{letter}" for v, letter in rest.items() if counts[v])
    return f"{counts[Verdict.PASS] + counts[Verdict.FIXED]}/{ran}{f' +{extra}' if extra else ''}" if ran else "not run"


def table(done: Sequence[Cell], targets: Sequence[str]) -> str:
    """Version x target, and for each adjacent pair what changed, as Markdown."""
    lines = ["| versions | " + " | ".join(targets) + " |", "|---" * (len(targets) + 1) + "|"]
    for cell in done:
        values = [share(cell.report, t) for t in targets] if cell.report else [cell.problem.replace("|", "\\|")[:200]]
        lines.append("| " + " | ".join([cell.name, *values, *([""] * (len(targets) - len(values)))]) + " |")
    lines += ["", "Features that hold / features that ran; +u: unsupported there, +E: errors of the harness.", ""]
    for older, newer in itertools.pairwise(done):
        lines += [f"## {older.name} -> {newer.name}", "", *_changes(older, newer), ""]
    return "\n".join(lines)


def _changes(older: Cell, newer: Cell) -> list[str]:
    if older.report is None or newer.report is None:
        return ["One of the two did not run."]
    try:
        found = compare.compare(older.report, newer.report)
    except UsageError as error:
        return [str(error)]
    lines = []
    shown = (
        compare.Change.REGRESSED,
        compare.Change.FIXED,
        compare.Change.NEW,
        compare.Change.REMOVED,
        compare.Change.REASON,
    )
    for change in shown:
        features: dict[str, list[str]] = {}
        for pair in found.of(change):
            features.setdefault(pair.feature, []).append(pair.target)
        for feature, where in features.items():
            pair = next(p for p in found.of(change) if p.feature == feature)
            why = pair.candidate_reason if change is not compare.Change.FIXED else f"was: {pair.base_reason}"
            lines.append(f"- **{change.value}** `{feature}` on {', '.join(where)}: {' '.join(why.split())[:240]}")
    return lines or ["Nothing changed."]
