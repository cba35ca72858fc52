"""`assay upgrade --project`: the gate for a project's own tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from assay.commands.server_options import make_pool, processes, selection_of, uses_stores, wait_for_servers
from assay.domain.errors import UsageError
from assay.domain.secrets import redacted
from assay.pool.pool import Pool
from assay.products import project_settings as settings
from assay.products.project_settings import Settings, Variable
from assay.projects import gate
from assay.projects.beside import Suites
from assay.projects.folder import ProjectFolder
from assay.projects.gate import SIDES, Question
from assay.projects.repeating import PRESENT, UPGRADED
from assay.projects.versions import Versions
from assay.reporting import own_files
from assay.reporting.comparing import formats as comparison_formats
from assay.reporting.comparing.comparison import Comparison, Version
from assay.reporting.projects import formats, terminal
from assay.reporting.projects.comparison import ProjectComparison
from assay.reporting.projects.formats import FORMATS, SUITES
from assay.reporting.projects.wording import sentence, suites_line
from assay.reporting.say import say
from assay.reporting.screen import colours, printable
from assay.reporting.write import save
from assay.running.options import Options
from assay.servers.run_records import RunResources
from assay.upgrading import inputs
from assay.upgrading.fitting import Unresolvable
from assay.upgrading.gate import differences
from assay.upgrading.needs import Use
from assay.upgrading.notes import by_side

_INTERRUPTED = 2


@dataclass(frozen=True)
class ProjectOptions:
    """What the command line says of a project.

    Args:
        project: Its folder; None if that is not said.
        run: Its command.
        env: Variables, as ``NAME=TARGET``.
        fixture: Fixtures, as ``NAME=TARGET``.
        junit: Where the command writes JUnit XML.
        python: Its Python.
        suites: Whether Assay's suites run beside; None if that is not said.
    """

    project: Path | None = None
    run: str | None = None
    env: tuple[str, ...] = ()
    fixture: tuple[str, ...] = ()
    junit: str | None = None
    python: str | None = None
    suites: bool | None = None

    @property
    def named(self) -> list[str]:
        """The options that only mean something for a project, and are given."""
        given = {
            "--run": self.run,
            "--env": self.env,
            "--fixture": self.fixture,
            "--junit": self.junit,
            "--python": self.python,
        }
        return [name for name, value in given.items() if value] + ["--suites"] * (self.suites is not None)


def project_of(asked: ProjectOptions) -> tuple[ProjectFolder, Settings] | None:
    """The project that is meant: the one that is named, or that in which the command is called and that says so.

    Raises:
        UsageError: There is no such folder, or options of a project without one.
        SystemExit: There are mistakes in its settings, which have been told.
    """
    folder = ProjectFolder.at(asked.project or Path())
    try:
        found = settings.read(folder.path)
    except settings.SettingsError as error:
        for line in error.lines:
            say(f"assay: {printable(line)}", err=True)
        sys.exit(2)
    if asked.project is None and not asked.run and not (found and found.run):
        if asked.named:
            raise UsageError(f"{', '.join(asked.named)}: of which project? give --project DIR and --run COMMAND")
        return None
    return folder, found or Settings()


def upgrade_project(
    asked: ProjectOptions,
    project: tuple[ProjectFolder, Settings],
    wanted: Sequence[inputs.Side],
    options: Options,
    folder: Path,
    workers: int | None,
    give: Callable[[str], object],
) -> NoReturn:
    """Run a project's tests with two sets of versions, show what changed, and end with the gate's exit code.

    Args:
        asked: What the command line says.
        project: The project and its settings.
        wanted: The two sides.
        options: The servers, and what of the suites runs.
        folder: Where the report goes.
        workers: Processes of each run of the suites.
        give: What prints the outcome for programs, if one asks.
    """
    place, said = project
    command = asked.run or said.run
    if not command:
        raise UsageError(
            f'{place.path}: which command runs its tests? give --run "pytest -q", or write run = "pytest -q" into '
            f"{settings.TABLE} of its {settings.FILE}"
        )
    variables = settings.parse_several("--env", asked.env) if asked.env else said.variables
    fixtures = settings.parse_several("--fixture", asked.fixture) if asked.fixture else said.databases
    before, after = wanted
    question = Question(
        folder=place,
        command=command,
        files=[before.file.resolve()] if before.file else place.lock_files(said.files),
        changes=after.changes,
        after=None if after.changes else after.file and after.file.resolve(),
        variables=variables,
        fixtures=fixtures,
        junit=_inside(asked.junit or said.junit, place),
        python=asked.python or said.python,
        report=folder,
    )
    with_suites = said.suites if asked.suites is None else asked.suites
    beside = _Beside(options, (*variables, *fixtures), workers, folder) if with_suites else None
    found: ProjectComparison | None = None
    try:
        with _pool(options, (*variables, *fixtures), beside) as pool, gate.gate(question, pool) as opened:
            resolved, changed = _resolved(opened, wanted)
            opened.build(resolved)
            found = opened.compare(_all_versions(resolved))
            found.notes = by_side({side: one.notes for side, one in resolved.items()})
            found.suites = "they were stopped" if beside else ""
            say(terminal.render(found, Console().width, colours(sys.stdout), closing=beside is not None))
            _write(found, folder)
            if beside:
                found.suites = beside.compare(resolved, changed, pool)
    except KeyboardInterrupt:
        say(f"assay: interrupted: what ran so far is in {folder}", err=True)
        sys.exit(_INTERRUPTED)
    if beside:
        say(terminal.render_suites(found, Console().width, colours(sys.stdout)))
        _write(found, folder)
    say(f"report: {folder / own_files.PAGE}")
    say(" ".join(filter(None, [sentence(found), suites_line(found)])))
    give(formats.json(found, folder))
    sys.exit(1 if found.fails else 0)


def prepare(folder: Path) -> None:
    """Take away what an earlier gate left of a project in a directory, and keep git from what comes into it.

    Raises:
        UsageError: Nothing can be written there.
    """
    try:
        if not any(folder.iterdir()):  # what somebody else has there, git may have to keep
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        for name in ("run", "again-*", "whole-again"):
            for file in folder.glob(f"{gate.EVIDENCE}/*/{name}.*"):
                file.unlink()
    except OSError as error:
        raise UsageError(f"{folder}: the report cannot be written: {error.strerror}") from None


@dataclass(frozen=True)
class _Beside:
    """Assay's suites, on the targets that are named, or on those of the project's databases.

    Args:
        options: What is asked of them.
        variables: The variables and fixtures that lead to the project's databases.
        workers: Processes of each run.
        folder: Where the report goes.
    """

    options: Options
    variables: Sequence[Variable]
    workers: int | None
    folder: Path

    @property
    def targets(self) -> list[str]:
        """Where they run."""
        return [*dict.fromkeys(self.options.target or [variable.target.id for variable in self.variables])]

    def compare(self, resolved: Mapping[str, Versions], changed: Sequence[Version], pool: Pool) -> Comparison | str:
        """What they say; in words, why they say nothing."""
        if not self.targets:
            return "no database is named: --env or --target says on which they are to run"
        options = self.options if self.options.target else self.options.on(self.targets)
        arguments = [f"--target={','.join(self.targets)}"]
        arguments += [f"--feature={','.join(options.feature)}"] if options.feature else []
        suites = Suites(
            self.targets,
            arguments,
            processes(options, self.workers),
            Use.of(selection_of(options), uses_stores(options)),
            self.folder / SUITES,
        )
        if not suites.tested([version.name for version in changed]):
            return "nothing that they test changes"
        wait_for_servers(pool)
        found = suites.compare(resolved, pool)
        if isinstance(found, Comparison):
            suites.folder.mkdir(parents=True, exist_ok=True)
            for format_ in comparison_formats.FORMATS:
                _save(suites.folder, dict(format_.files(found, suites.folder)))
        return found


@contextmanager
def _pool(options: Options, variables: Sequence[Variable], beside: _Beside | None) -> Iterator[Pool]:
    """The servers of the project's databases, and those that the suites need beside."""
    targets = [variable.target.id for variable in variables]
    if beside and beside.targets:
        with make_pool(options.on(targets)) as pool:
            yield pool
        return
    options.check_owners()
    backends = dict.fromkeys(variable.target.backend for variable in variables)
    announce = partial(say, err=True)
    urls, versions = options.database_urls, options.server_versions
    with Pool(RunResources(), backends, options.sources, urls, versions, announce) as pool:
        yield pool


def _resolved(opened: gate.ProjectGate, wanted: Sequence[inputs.Side]) -> tuple[dict[str, Versions], list[Version]]:
    """The versions of both sides, and what changes between them, after that has been shown.

    Raises:
        Unresolvable: They do not go together.
    """
    files = ", ".join(file.name for file in opened.question.files)
    say(printable(f"{PRESENT}: {files}"))
    say(printable(f"{UPGRADED}: {' '.join(wanted[1].changes) or wanted[1].file}"))
    try:
        resolved = opened.resolve()
    except Unresolvable as error:
        what = f"{files} with {' '.join(wanted[1].changes)}" if wanted[1].changes else files
        raise Unresolvable(f"the resolver refuses {what}: {error}") from None
    for line in by_side({side: one.notes for side, one in resolved.items()}):
        say(printable(line))
    changed = differences(resolved[PRESENT].versions, resolved[UPGRADED].versions)
    if not changed:
        say("nothing changes: the present versions are those of the upgrade", err=True)
    for version in changed:
        say(f"  {version.name} {version.base or '(none)'} → {version.candidate or '(none)'}")
    return resolved, changed


def _all_versions(resolved: Mapping[str, Versions]) -> list[Version]:
    before, after = (resolved[side].versions for side in SIDES)
    return [Version(name, before.get(name, ""), after.get(name, "")) for name in sorted({*before, *after})]


def _inside(junit: str, place: ProjectFolder) -> str:
    """The path of results, relative to the project's folder.

    Raises:
        UsageError: It leads out of that.
    """
    if not junit:
        return ""
    path = (place.path / junit).resolve()
    if not path.is_relative_to(place.path) or path == place.path:
        raise UsageError(f"--junit {junit}: it has to lie in {place.path}: the command runs in a copy of that")
    return str(path.relative_to(place.path))


def _write(comparison: ProjectComparison, folder: Path) -> None:
    for format_ in FORMATS:
        _save(folder, dict(format_.files(comparison, folder)))


def _save(folder: Path, files: Mapping[str, str]) -> None:
    """Write what has been shown already, or say that it cannot be: that is no reason to lose the outcome."""
    for name, text in files.items():
        try:
            save(folder / name, redacted(text))
        except OSError as error:
            say(f"{folder / name}: cannot be written: {error.strerror}", err=True)
