"""The gate for a project: its own tests with the versions that it has and with those of a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from assay.domain.errors import UsageError
from assay.pool.pool import Pool
from assay.products.project_settings import Variable
from assay.projects import environment, repeating, versions
from assay.projects.databases import Databases
from assay.projects.environment import ProjectEnvironment
from assay.projects.folder import ProjectFolder
from assay.projects.repeating import PRESENT, UPGRADED
from assay.projects.running import Command, last_words
from assay.projects.versions import Versions
from assay.reporting.comparing.comparison import Version
from assay.reporting.projects.comparison import ProjectComparison, doubts_of, side_by_side
from assay.reporting.projects.tests import Test, TestRun
from assay.reporting.say import say
from assay.reporting.screen import printable
from assay.running.process_count import usable_cores

SIDES = (PRESENT, UPGRADED)
EVIDENCE = "project"
"""The folder beside the report with what each run has said and written."""
_PATIENCE = 10
"""How many times as long as with the present versions a run may take with the changed ones."""
_LEAST_SECONDS = 600.0


@dataclass(frozen=True)
class Question:
    """What is asked of a project.

    Args:
        folder: Its own folder, which is only read.
        command: Its command, for the shell.
        files: Where its versions are written down.
        changes: What changes, as requirements; empty if ``after`` says it.
        after: Where the changed versions are written down; None if ``changes`` say them.
        variables: The variables that lead to its databases.
        fixtures: The fixtures of pytest that are given databases in the place of their own.
        junit: Where the command writes JUnit XML; empty if it is pytest.
        python: Its Python, as the user says it.
        report: Where the report goes.
    """

    folder: ProjectFolder
    command: str
    files: Sequence[Path]
    changes: Sequence[str] = ()
    after: Path | None = None
    variables: Sequence[Variable] = ()
    fixtures: Sequence[Variable] = ()
    junit: str = ""
    python: str = ""
    report: Path = field(default_factory=Path)


@dataclass
class ProjectGate:
    """One question, on servers that are there.

    Args:
        question: What is asked.
        pool: The servers.
    """

    question: Question
    pool: Pool

    def __post_init__(self) -> None:
        asked = self.question
        self._databases = Databases(self.pool.client, asked.variables, asked.fixtures, usable_cores())
        base = user_cache_path("assay") / "projects"
        self._work = self.pool.run.directory("project", parent=base)
        self._copies: dict[str, ProjectFolder] = {}
        self._environments: dict[str, ProjectEnvironment] = {}
        mask, note = self.pool.run.secrets.mask, self.pool.run.note_process
        self._command = Command(asked.command, asked.junit, asked.folder.path, mask, note)

    def resolve(self) -> dict[str, Versions]:
        """The two sets of versions; copies the project first.

        Raises:
            UsageError: The project cannot be copied, or its files say no versions.
            Unresolvable: The versions do not go together.
        """
        asked = self.question
        python = versions.python_of(asked.folder, asked.python)
        try:
            self._work.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise UsageError(
                f"{self._work}: copies of the project cannot be kept there: {error.strerror}; "
                "let XDG_CACHE_HOME name a directory that can be written"
            ) from None
        for side in SIDES:
            self._copies[side] = asked.folder.copy(self._work / side / asked.folder.path.name, [asked.report.resolve()])
        first = self._copies[PRESENT]
        found = {PRESENT: versions.present(asked.folder, first, asked.files, python)}
        if asked.after is not None:
            found[UPGRADED] = versions.present(asked.folder, first, [asked.after], python)
        else:
            found[UPGRADED] = versions.changed(found[PRESENT], asked.changes, first)
        return found

    def build(self, resolved: Mapping[str, Versions]) -> None:
        """Make the environment of each side, with the project in it.

        Raises:
            UsageError: One cannot be made.
        """
        for side in SIDES:
            say(f"{side}: making the environment, {len(resolved[side].versions)} distributions")
            path = self._work / side / "environment"
            made = environment.build(path, self._copies[side], resolved[side], self._copies[PRESENT])
            self._environments[side] = made

    def compare(self, every: list[Version]) -> ProjectComparison:
        """Run the project's tests on both sides, and again what fails on one of them only.

        Args:
            every: The distributions of both sides.

        Raises:
            UsageError: They cannot be run: there is no such command, nothing is written, a database refuses.
        """
        present = self._run(PRESENT, "run")
        if present.problem:
            raise UsageError(f"{PRESENT}: {self.question.command}: {present.problem}")
        if not present.tests:
            said = last_words(present.tail)
            raise UsageError(f"{PRESENT}: {self.question.command}: the project has no tests, it ran none: {said}")
        limit = max(_LEAST_SECONDS, _PATIENCE * present.seconds)
        upgraded = self._run(UPGRADED, "run", limit=limit)
        if upgraded.problem and not upgraded.code:
            raise UsageError(f"{UPGRADED}: {self.question.command}: {upgraded.problem}")
        pairs = side_by_side(present, upgraded)
        if not upgraded.problem:
            pairs = repeating.repeated(
                pairs, lambda side, name, tests: self._again(side, name, tests, limit), chooses=self._command.chooses
            )
        return ProjectComparison(
            name=self.question.folder.name,
            command=self.question.command,
            present=present,
            upgraded=upgraded,
            pairs=pairs,
            versions=every,
            targets={v.target.id: self._server(v) for v in (*self.question.variables, *self.question.fixtures)},
            doubts=doubts_of(present, upgraded, pairs),
        )

    def close(self) -> None:
        """Drop the databases; the copies and environments go with the servers."""
        self._databases.close()

    def _server(self, variable: Variable) -> str:
        about = self.pool.client.state(variable.target.backend.name).public()
        return f"{variable.target.backend.title} {about.version} ({about.detail or about.source})"

    def _again(self, side: str, name: str, tests: Sequence[Test], limit: float) -> TestRun:
        """A further run: one that tells nothing takes nothing away from the first."""
        try:
            return self._run(side, name, tests, limit)
        except UsageError as error:
            say(printable(f"{side}: not run again: {error}"), err=True)
            return TestRun(problem=str(error))

    def _run(self, side: str, name: str, tests: Sequence[Test] = (), limit: float | None = None) -> TestRun:
        what = f"{len(tests)} of its tests again" if tests else "running" if name == "run" else "all tests again"
        say(printable(f"{side}: {what}: {self.question.command}"))
        self._databases.renew(side)
        variables, fixtures = self._databases.variables(side), self._databases.fixtures(side)
        output = self.question.report / EVIDENCE / side / f"{name}.txt"
        ran = self._command.run(self._environments[side], variables, output, fixtures=fixtures, only=tests, limit=limit)
        if lost := self._databases.lost():
            raise UsageError(f"{side}: a server was lost while the tests ran: {lost}")
        say(printable(f"{side}: {ran.problem or ran.counted} in {ran.seconds:.1f} s"))
        return ran


@contextmanager
def gate(question: Question, pool: Pool) -> Iterator[ProjectGate]:
    """A gate whose databases are dropped at its end."""
    made = ProjectGate(question, pool)
    try:
        yield made
    finally:
        made.close()
