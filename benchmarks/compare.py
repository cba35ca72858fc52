"""Two checkouts of Assay side by side, and Assay beside Advanced Alchemy's own tests: ``python -m benchmarks.compare``.

The sides alternate, with servers that are warm, and the same checks on both. ``docs/benchmarks.md`` says what each
number means.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from benchmarks import recorded
from benchmarks.measuring import Measured, measure
from benchmarks.sides import MARKERS, Peer, Side, alternating, scratch
from benchmarks.tables import Table

ROOT = Path(__file__).resolve().parents[1]
ROWS = ("start", "job", "tests", "selftest", "peer")
SEVEN = "crud,db-session,filters,models,repository-only,schemas,service"
"""The chapters that start no process of their own and need no object store."""
_COMMANDS = ("cli", "migrations")
_PEER = {"sqlite": "at least 8", "postgres": "at least 8", "mysql": "at least 12", "spanner": "at least 25"}


class Comparison:
    """Measures the rows that are asked for.

    Args:
        options: The command line.
        new: The checkout that is looked at.
        base: The one that it is compared with, if any.
        peer: The peer, if any.
    """

    def __init__(self, options: argparse.Namespace, new: Side, base: Side | None, peer: Peer | None) -> None:
        self.options, self.new, self.base, self.peer = options, new, base, peer
        self.table = Table()
        self.sides = {side.name: side for side in (base, new) if side is not None}
        self.loads: list[float] = []
        self.notes: list[str] = []
        self.versions: dict[str, dict[str, str]] = {}
        self._runs: dict[str, recorded.Recorded] = {}

    def measure(self) -> None:
        """Warm each side up, then measure one row after the other."""
        for side in self.sides.values():
            with scratch() as folder:
                side.run(folder, "-n", "0", "--target", "sqlite", "--feature", "schemas")
        rows: dict[str, Callable[[], None]] = {
            "start": self.starts,
            "job": self.job,
            "tests": self.tests,
            "selftest": self.selftest,
            "peer": self.against_peer,
        }
        for name in self.options.rows:
            rows[name]()

    def starts(self) -> None:
        """From the start to the first verdict, of a chapter and of seven."""
        said = {"schemas, sqlite": ("sqlite", "schemas", "at most 1.3 s")}
        for target in self.options.targets:
            said[f"seven chapters, {target}"] = (target, SEVEN, "at most 1.8 s")
        for what, (target, chapters, wanted) in said.items():
            for name in alternating([*self.sides], self.options.runs):
                arguments = ("--target", target, "--feature", chapters)
                found, run = self._run(self.sides[name], *arguments)
                self._add(name, f"first verdict: {what}", "s", found.first_verdict, wanted)
                self._add(name, f"whole run: {what}", "s", found.wall)
                self._add(name, f"checks: {what}", "n", run.checks)

    def job(self) -> None:
        """The main job, with the same checks on both sides."""
        workers = self.options.workers
        arguments = ("-n", str(workers), "--target", ",".join(self.options.targets), *self.options.further)
        with scratch() as folder:
            checks = self._same_checks(folder / "checks")
            for name in alternating([*self.sides], self.options.runs):
                found, run = self._run(self.sides[name], *arguments, checks=checks)
                self._runs[name] = run
                self._add(name, "main job: wall", "s", found.wall, "at most 0.5")
                self._add(name, "main job: processor time of Assay", "s", found.cpu)
                self._add(name, "main job: first verdict", "s", found.first_verdict)
                self._add(name, "main job: checks", "n", run.checks)
                self._add(name, "main job: peak memory of a worker", "MB", found.memory, "at most 0.6")
                share = 100 * (1 - run.check_seconds / (workers * found.wall))
                self._add(name, "main job: worker-seconds that are not check", "%", share, "at most 8 %")
                self._add(name, "check-seconds: all", "s", run.check_seconds)
                chapters = run.by(0)
                commands = sum(chapters.get(one, 0) for one in _COMMANDS)
                self._add(name, "check-seconds: migrations and command line", "s", commands, "at most 0.35")
                others = run.check_seconds - commands
                self._add(name, "check-seconds: other chapters", "s", others)
                for one, seconds in (*chapters.items(), *run.by(1).items()):
                    self._add(name, f"check-seconds: {one}", "s", seconds)
        self._compare_verdicts()

    def tests(self) -> None:
        """Assay's own tests, those of each side."""
        for name in alternating([*self.sides], self.options.runs):
            self._whole(name, "own tests", self.sides[name].own_tests(self.options.workers))

    def selftest(self) -> None:
        """The self-test of each side."""
        for name in alternating([*self.sides], self.options.runs):
            side = self.sides[name]
            command = side.assay("selftest", "-n", str(self.options.workers))
            self._whole(name, "self-test", [*command, *(["--servers-from", side.servers] if side.servers else [])])

    def against_peer(self) -> None:
        """Checks per second against the peer's passed tests per second, each database alone."""
        if self.peer is None:
            return
        workers, peer = self.options.workers, self.peer
        for database in (one for one in self.options.targets if one in MARKERS):
            with scratch() as folder:
                peer.run(folder, database, workers)  # whatever only the first run has to do
            for name in alternating(["peer", self.new.name], self.options.runs):
                row = f"per second: {database}"
                if name == "peer":
                    with scratch() as folder:
                        found, outcomes = peer.run(folder, database, workers)
                        said = (folder / "output").read_text(errors="replace")
                    self.loads.append(found.load)
                    passed = outcomes.get("passed", 0)
                    if not passed:
                        raise SystemExit(f"no test of the peer passed on {database}:\n{said[-3000:]}")
                    self._add(name, row, "passed", passed / found.wall, f"{_PEER[database]}")
                    self._add(name, f"wall of the comparison: {database}", "s", found.wall)
                    for outcome in ("passed", "failed", "error", "skipped"):
                        self._add(name, f"{outcome}: {database}", "n", outcomes.get(outcome, 0))
                else:
                    found, run = self._run(self.new, "-n", str(workers), "--target", database)
                    self._add(name, row, "passed", run.checks / found.wall, f"{_PEER[database]}")
                    self._add(name, f"wall of the comparison: {database}", "s", found.wall)
                    self._add(name, f"passed: {database}", "n", run.checks)

    def _run(self, side: Side, *arguments: str, checks: Path | None = None) -> tuple[Measured, recorded.Recorded]:
        with scratch() as folder:
            found = side.run(folder, *arguments, checks=checks)
            self.loads.append(found.load)
            results = folder / "report" / "results.jsonl"
            if found.exit not in (0, 1) or not results.exists():
                said = (folder / "output").read_text(errors="replace")
                raise SystemExit(f"{side.name}: {' '.join(arguments)} ended with {found.exit}:\n{said[-3000:]}")
            run = recorded.read(results)
        self.versions[side.name] = run.versions
        print(f"{side.name}: {' '.join(arguments)}: {found.wall:.1f} s, {run.checks} checks", file=sys.stderr)
        return found, run

    def _whole(self, name: str, what: str, command: list[str]) -> None:
        side = self.sides[name]
        with scratch() as folder:
            found = measure(command, side.checkout, side.environment, folder / "output")
            last = (folder / "output").read_text(errors="replace").strip().splitlines()[-1:]
        self.loads.append(found.load)
        print(f"{name}: {what}: {found.wall:.1f} s, exit code {found.exit}: {''.join(last)}", file=sys.stderr)
        self._add(name, f"{what}: wall", "s", found.wall, "at most 0.5")
        self._add(name, f"{what}: processor time", "s", found.cpu)
        self._add(name, f"{what}: exit code", "n", found.exit)

    def _add(self, side: str, name: str, unit: str, value: float | None, wanted: str = "") -> None:
        self.table.add(side, name, unit, value, wanted)

    def _same_checks(self, file: Path) -> Path | None:
        """The checks that both golden lists have, in a file; None if there is one side only."""
        if self.base is None:
            return None
        base, new = self.base.golden, self.new.golden
        both = base & new
        self.notes.append(f"{len(both)} checks of features are on both sides, of {len(base)} and {len(new)}")
        file.write_text("\n".join(sorted({line.split(" ", 1)[1] for line in both})), encoding="utf-8")
        return file

    def _compare_verdicts(self) -> None:
        """Say where the sides do not agree: a faster run that says something else is no faster one."""
        if self.base is None:
            return
        base, new = self._runs[self.base.name].verdicts, self._runs[self.new.name].verdicts
        both = {*base} & {*new}
        other = sorted(key for key in both if base[key] != new[key])
        self.notes.append(
            f"verdicts of the last runs: {len(both) - len(other)} are the same, {len(other)} differ, "
            f"{len(base) - len(both)} only {self.base.name} has, {len(new) - len(both)} only {self.new.name}"
        )
        self.notes += [f"  {' '.join(key)}: {base[key]}, and now {new[key]}" for key in other[:20]]


def main() -> None:
    """Measure, print the table, and write the results file."""
    options = _options()
    new = Side("new", options.new, options.new_python, options.new_servers)
    base = Side("base", options.base, options.base_python, options.base_servers) if options.base else None
    peer = Peer(options.peer, options.peer_python, options.peer_servers == "warm") if options.peer else None
    with ExitStack() as stack:
        if peer is not None:
            stack.callback(peer.close)
        for side in filter(None, (base, new)):
            stack.enter_context(side.serving(",".join(options.targets)))
        comparison = Comparison(options, new, base, peer)
        try:
            comparison.measure()
        finally:  # what was measured until somebody had enough of it
            _finish(options, comparison)


def _finish(options: argparse.Namespace, comparison: Comparison) -> None:
    if not comparison.table.rows:
        return
    print(*comparison.table.lines(), *comparison.notes, sep="\n")
    about: dict[str, Any] = {
        "date": datetime.now(timezone.utc).date().isoformat(),
        "commits": {name: side.commit for name, side in comparison.sides.items()},
        "versions": comparison.versions,
        "peer": {"servers": options.peer_servers} if comparison.peer else None,
        "workers": options.workers,
        "runs": options.runs,
        "targets": options.targets,
        "load average": {"lowest": min(comparison.loads), "highest": max(comparison.loads)},
        "notes": comparison.notes,
    }
    comparison.table.save(options.results, about)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    path = Path
    parser.add_argument("--new", type=path, default=ROOT, metavar="DIR", help="a checkout (default: this one)")
    parser.add_argument("--new-python", type=path, default=path(sys.executable), metavar="EXE", help="its interpreter")
    parser.add_argument("--new-servers", default="", metavar="DIR", help="its servers; without, they are started")
    parser.add_argument("--base", type=path, metavar="DIR", help="the checkout to compare with; without, there is none")
    parser.add_argument("--base-python", type=path, metavar="EXE", help="its interpreter")
    parser.add_argument("--base-servers", default="", metavar="DIR", help="its servers")
    parser.add_argument("--peer", type=path, metavar="DIR", help="sources of Advanced Alchemy, with its tests")
    parser.add_argument("--peer-python", type=path, metavar="EXE", help="the interpreter that has what they need")
    parser.add_argument(
        "--peer-servers",
        choices=("warm", "own"),
        default="warm",
        help="whether its containers stay for the next run, or each run starts them (default: warm)",
    )
    parser.add_argument("--target", default=",".join(MARKERS), metavar="BACKEND,...", help="default: %(default)s")
    parser.add_argument("-n", "--workers", type=int, default=2, help="default: %(default)s")
    parser.add_argument("--runs", type=int, default=3, help="how often each side runs (default: %(default)s)")
    parser.add_argument("--rows", default=",".join(ROWS), metavar="ROW,...", help="default: %(default)s")
    results = path(__file__).with_name("results") / "side-by-side.json"
    parser.add_argument("--results", type=path, default=results, metavar="FILE", help="where the numbers go")
    parser.add_argument("further", nargs="*", help="further arguments of the main job's `assay run`, after --")
    found = parser.parse_args()
    found.targets, found.rows = found.target.split(","), found.rows.split(",")
    if unknown := {*found.rows} - {*ROWS}:
        parser.error(f"--rows: {', '.join(sorted(unknown))}: there are {', '.join(ROWS)}")
    for one in ("base", "peer"):
        if getattr(found, one) and not getattr(found, f"{one}_python"):
            parser.error(f"--{one} needs --{one}-python")
    for name in ("new", "new_python", "base", "base_python", "peer", "peer_python"):
        if value := getattr(found, name):
            setattr(found, name, value.absolute())
    return found


if __name__ == "__main__":
    main()
