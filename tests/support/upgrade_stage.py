"""Upgrades and matrices without what takes long: resolvers, environments and runs that do as they are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner
from click.testing import Result as Done

from assay.cli import main
from assay.domain.verdicts import Verdict
from assay.pool.state import ServerState
from assay.results.lines import FORMAT, End, Header, Item, Plan, Result
from assay.upgrading.environments import Environment, Resolution
from assay.upgrading.fitting import Left, Unresolvable


class Servers:
    """A pool of which only one thing matters: which servers are there."""

    def __init__(self, versions: Mapping[str, str]) -> None:
        self.versions = versions
        self.client = self

    def state(self, name: str) -> ServerState:
        if self.versions[name] == "9":
            return ServerState(name, "unavailable", reason=f"{name}: there is no image")
        return ServerState(name, "ready")


KILLED = {"end": False, "code": -9}
STOPPED = {"problems": ("the run was stopped before its end: interrupted",), "whole": False, "code": 2}
CRASHED = {"code": 3}
TROUBLES = [
    (KILLED, "killed before its end: its process was ended by SIGKILL"),
    (STOPPED, "the run was stopped before its end: interrupted"),
    (
        {"problems": ("2 x not-run that were to run: the run ended before it came to them",), "whole": False},
        "the run ended before",
    ),
    (CRASHED, "its process ended with exit code 3"),
]


class Stage:
    """Commands without what takes long: what the resolver finds is what is pinned, and what runs say is given.

    Args:
        folder: Where the commands write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pins: list[str] = ["litestar==2.25.0", "multidict==7.2.1", "sqlalchemy==2.0.58"]
        self.runs: dict[str, dict[str, Any]] = {}
        """How the run in a folder goes, by its name."""
        self.ran: list[str] = []
        self.commands: list[list[str]] = []
        self.left: tuple[Left, ...] = ()
        self.installed: dict[str, str] = {}
        self.build: Callable[[Resolution], Environment] = lambda _: Environment(folder / "environment")

    def resolve(
        self, pins: Sequence[str], changes: Sequence[str] = (), python: str = "", use: object = None
    ) -> Resolution:
        if any("==99" in change for change in changes):
            raise Unresolvable("there is no version 99")
        found = dict(pin.split("==") for pin in pins)
        found |= {name: version or end for change in changes for name, version, end in [_parts(change)]}
        self.installed = found
        text = "".join(f"{name}=={version}\n" for name, version in found.items())
        return Resolution(Path("/python"), "3", text, left=self.left)

    def run(self, command: Sequence[str], _: object, output: Path, name: str) -> int:
        self.commands.append([*command])
        how = self.runs.get(output.parent.name, {})
        self.ran.append(name)
        output.write_text("")
        run = f"{len(self.ran):012}"
        about = {"started": f"2026-11-25T00:00:{len(self.ran):02}", "distributions": {"SQLAlchemy": "2"}}
        lines: list[Any] = [Header(format=FORMAT, run=run, manifest=about)]
        lines += [
            Result(run=run, feature="a.b", check=f"c{n}", target="t", verdict=verdict, reason=how.get("reason", ""))
            for n, verdict in enumerate(how.get("verdicts", (Verdict.PASS,)))
        ]
        if how.get("results", True) is False:
            return 4
        if how.get("end", True):
            lines.append(Plan.of(run, [Item(r.feature, r.check, r.target, "") for r in lines[1:]]))
            problems, whole = how.get("problems", ()), how.get("whole", True)
            lines.append(End(run=run, seconds=1.0, problems=problems, whole=whole))
        (output.parent / "results.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        return int(how.get("code", 0))

    def call(self, *arguments: str) -> Done:
        self.ran.clear()
        (self.folder / "pins.txt").write_text("\n".join(self.pins))
        options = ["--requirements", str(self.folder / "pins.txt"), "--target", "sqlite-aiosqlite"]
        return CliRunner().invoke(main, [*arguments, *options, "--report-dir", str(self.folder / "report")])

    def compare(self, *arguments: str) -> Done:
        self.ran.clear()
        report = ["--report-dir", str(self.folder / "report")]
        return CliRunner().invoke(main, ["upgrade", *arguments, "--target", "sqlite-aiosqlite", *report])

    def upgrade(self, *changes: str) -> Done:
        return self.call("upgrade", *(changes or ("multidict==6.1.0",)))

    def matrix(self, *more: str) -> Done:
        return self.call("matrix", "--axis=sqlalchemy=2.0.41,>=2.0.45", "--jobs", "1", *more)


def _parts(change: str) -> tuple[str, str, str]:
    name, _, version = change.partition("==")
    return (name, version, "") if version else (change.partition(">")[0], "", "2.1.3")


PASS, FAIL, KNOWN, UNSUPPORTED, NOT_RUN, ERROR = (
    Verdict.PASS, Verdict.FAIL, Verdict.KNOWN, Verdict.UNSUPPORTED, Verdict.NOT_RUN, Verdict.ERROR,
)  # fmt: skip
