"""Stories: commands on a database of their own, one after the other, with what was there after each.

A command takes half a second at least, and most checks need several before the one that they are about. So each story
is told once for each target, and many checks read it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assay.checking import HarnessError, TargetRuntime
from suites.cli.terminal import REFERENCE_APP, Finished, Terminal
from suites.migrations import revisions, schema
from suites.migrations.schema import VERSION_TABLE, Table
from suites.sync_names import with_sync_names

PROJECTS = Path(__file__).with_name("projects")

_REVISIONS: sa.Select[Any] = sa.select(sa.column("version_num")).select_from(sa.table(VERSION_TABLE))
"""Without the description of the table, which would cost each step five statements."""


@dataclass(frozen=True)
class Step:
    """A command and what was there after it.

    Args:
        finished: How it ended.
        tables: The tables in the database, without the version table.
        at: The revisions in the version table; None if there is no such table.
        files: The files of the project, relative to it.
    """

    finished: Finished
    tables: frozenset[str]
    at: tuple[str, ...] | None
    files: frozenset[str]

    @property
    def output(self) -> str:
        """All that the command printed."""
        return self.finished.output

    def succeeded(self) -> Step:
        """Assert that the command did."""
        __tracebackhide__ = True
        self.finished.succeeded()
        return self

    def refused(self) -> Step:
        """Assert that the command ended by itself, with an exit code other than 0."""
        __tracebackhide__ = True
        self.finished.refused()
        return self


@dataclass
class Story:
    """What a story needs while it is told, and what checks read afterwards.

    Args:
        runtime: Its database.
        terminal: Its terminal, in the project's directory.
        app: The application that the commands name; none leaves finding it to Litestar.
    """

    runtime: TargetRuntime
    terminal: Terminal
    app: str = REFERENCE_APP
    steps: dict[str, Step] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    """Whatever else was looked at, by name."""

    def __getitem__(self, name: str) -> Step:
        return self.steps[name]

    @property
    def directory(self) -> Path:
        """The project's directory."""
        return self.terminal.directory

    @property
    def url(self) -> str:
        """Where the independent reader connects to."""
        return self.runtime.space.url

    def run(self, name: str, *arguments: str, typed: str = "", cold: bool = False) -> Step:
        """Run ``litestar database ...`` and keep, by the name, what was there after it.

        Each documented command is *cold* in one story: on the reference target it starts as a user starts it.
        """
        return self.note(name, self.terminal.database(*arguments, app=self.app, typed=typed, cold=cold))

    def note(self, name: str, finished: Finished) -> Step:
        """Keep what was there after a command."""
        if name in self.steps:
            raise HarnessError(f"the story has two steps {name!r}")
        reader = self.runtime.reader
        reader.forget()
        tables = reader.tables()
        rows = reader.execute(_REVISIONS) if VERSION_TABLE in tables else None
        self.steps[name] = Step(
            finished,
            frozenset(tables - {VERSION_TABLE}),
            None if rows is None else tuple(sorted(row["version_num"] for row in rows)),
            frozenset(self._files()),
        )
        return self.steps[name]

    def _files(self) -> list[str]:
        found = (path.relative_to(self.directory) for path in self.directory.rglob("*") if path.is_file())
        return [path.as_posix() for path in found if "__pycache__" not in path.parts]

    def make(self, project: str) -> None:
        """Write a project's files into the directory, in the colour of the target."""
        for source in (PROJECTS / project).glob("[!_]*.py"):
            self.write(source.name, source.read_text(encoding="utf-8"))
        self.app = ""

    def write(self, name: str, text: str) -> None:
        """Write a file of the project; names of the library are those of the target's colour."""
        if not self.runtime.target.is_async:
            text = with_sync_names(text)
        (self.directory / name).write_text(text, encoding="utf-8")

    def edit(self, project: str, name: str) -> None:
        """Put another version of the models in the place of the present one."""
        shutil.copy(PROJECTS / project / name, self.directory / "models.py")

    def describe(self, name: str) -> dict[str, Table]:
        """Look at the whole schema, and keep it by a name."""
        self.seen[name] = schema.describe(self.url)
        return self.seen[name]  # type: ignore[no-any-return]

    def revisions(self, folder: str = "migrations") -> list[revisions.Revision]:
        """The revision files that there are, in the order of their revisions."""
        found = [revisions.read(p) for p in (self.directory / folder / "versions").glob("*.py") if p.stem != "__init__"]
        return sorted(found, key=lambda r: len(_ancestors(r, found)))


def _ancestors(revision: revisions.Revision, known: list[revisions.Revision]) -> set[str]:
    found: set[str] = set()
    waiting = list(revision.down)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [down for r in known if r.id == name for down in r.down]
    return found
