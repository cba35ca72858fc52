"""Runs a project's own command on one side, and reads what it wrote."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assay.domain.errors import UsageError
from assay.domain.secrets import redacted
from assay.process import environment_variables
from assay.projects import junit
from assay.projects.environment import IN_PYTEST, SEEN, ProjectEnvironment
from assay.projects.in_pytest import FIXTURES, ONLY
from assay.reporting.projects.tests import Test, TestRun

_NOT_FOUND = 127
_BY_SHELL = 128
"""What a shell adds to the number of the signal that ended a command."""
_ENDED_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""Signals that say nothing of the versions: somebody ended the run, or the system did for want of memory."""
_TAIL = 4000
_OWN_RESULTS = re.compile(r"--junit-?xml(?:=|\s+)(\"[^\"]+\"|'[^']+'|\S+)")
_GRACE_SECONDS = 5.0


class KilledError(UsageError):
    """A run was ended from outside: it says nothing of the versions."""


@dataclass(frozen=True)
class Command:
    """A project's own command.

    Args:
        text: It, for the shell.
        junit: Where it writes JUnit XML, in the project's folder; empty if it is pytest, which is told.
        origin: The project's own folder: what of the user's variables leads there leads to the copy.
        mask: Takes passwords out of what it says.
        note: Told the number of its process.
    """

    text: str
    junit: str
    origin: Path
    mask: Callable[[str], str] = redacted
    note: Callable[[int], object] = lambda _: None

    @property
    def chooses(self) -> bool:
        """Whether some of its tests can be run alone."""
        return not self.junit

    def run(
        self,
        environment: ProjectEnvironment,
        variables: Mapping[str, str],
        output: Path,
        *,
        fixtures: Mapping[str, object] | None = None,
        only: Iterable[Test] = (),
        limit: float | None = None,
    ) -> TestRun:
        """Run it to its end.

        Args:
            environment: Where.
            variables: Variables that are added to the user's.
            output: The file for what it says; its results go beside it.
            fixtures: Databases by the fixture that gives them, if it is pytest.
            only: The tests to run, where it can choose; all if there are none.
            limit: Seconds after which it is ended.

        Raises:
            UsageError: There is no such command, it was another environment's, or its results cannot be read.
            KilledError: It was ended from outside.
        """
        output.parent.mkdir(parents=True, exist_ok=True)
        seen = environment.path.parent / f"{output.stem}.seen"
        seen.unlink(missing_ok=True)
        own = output.with_suffix(".xml")
        for stale in (own, *self._results(environment, own)):
            stale.unlink(missing_ok=True)
        told = self._told(environment, own, only, fixtures or {}, output.stem)
        began = time.monotonic()
        code, late = self._wait(environment, {**self._base(environment, seen), **variables, **told}, output, limit)
        seconds = time.monotonic() - began
        tail = self._kept(environment, output)
        self._refuse_ended(code, output)
        if code == _NOT_FOUND and not self._results(environment, own):
            raise UsageError(f"{self.text}: the command is not found: {last_words(tail)}{self._lacking(environment)}")
        if not seen.exists():
            raise UsageError(
                f"{self.text}: it did not use the environment that was made for it{self._lacking(environment)}: "
                "it may not name another Python, or make environments of its own as tox, nox and hatch do"
            )
        files = self._results(environment, own)
        if late:
            return TestRun({}, code, seconds, f"it did not end within {limit:.0f} s, and was ended", tail)
        if not files:
            return TestRun({}, code, seconds, self._why_none(code, tail), tail)
        tests = junit.read(files)
        _keep(files, own, environment, self.mask)
        return TestRun({key: self._shown(test, environment) for key, test in tests.items()}, code, seconds, "", tail)

    def _lacking(self, environment: ProjectEnvironment) -> str:
        if "pytest" in self.text and not environment.has_pytest:
            return "; there is no pytest among the project's versions: its requirements have to name it"
        return ""

    def _why_none(self, code: int, tail: str) -> str:
        where = f" at {self.junit}" if self.junit else ""
        hint = "" if self.junit else "; a runner other than pytest needs --junit PATH"
        said = f": {last_words(tail)}" if tail.strip() else ""
        return f"it ended with exit code {code} and wrote no results{where}{said}{'' if code else hint}"

    def _refuse_ended(self, code: int, output: Path) -> None:
        number = -code if code < 0 else code - _BY_SHELL
        if number in {int(one) for one in _ENDED_FROM_OUTSIDE}:
            name = signal.Signals(number).name
            raise KilledError(f"{self.text}: it was ended by {name} before its end; what it said is in {output}")

    def _results(self, environment: ProjectEnvironment, own: Path) -> list[Path]:
        """The files with results that are there."""
        folder = environment.project.path
        if self.junit:
            return sorted(path for path in folder.glob(self.junit) if path.is_file())
        if own.is_file():
            return [own]
        # The command's own option goes before what pytest is told beside it.
        found = _OWN_RESULTS.search(self.text)
        path = folder / shlex.split(found[1])[0] if found else None
        return [path] if path is not None and path.is_file() else []

    def _told(
        self,
        environment: ProjectEnvironment,
        own: Path,
        only: Iterable[Test],
        fixtures: Mapping[str, object],
        name: str,
    ) -> dict[str, str]:
        """What pytest is told, whoever starts it."""
        if self.junit:
            return {}
        options = [os.environ.get("PYTEST_ADDOPTS", ""), f"--junitxml={shlex.quote(str(own.resolve()))}"]
        files = {ONLY: [[test.classname, test.name] for test in only], FIXTURES: fixtures}
        told = {}
        for variable, content in files.items():
            if content:
                file = environment.path.parent / f"{name}.{variable.rpartition('_')[2].lower()}.json"
                file.write_text(json.dumps(content), encoding="utf-8")
                told[variable] = str(file)
        options += ["-p", IN_PYTEST] if told else []
        return {"PYTEST_ADDOPTS": " ".join(filter(None, options)), **told}

    def _base(self, environment: ProjectEnvironment, seen: Path) -> dict[str, str]:
        """The user's own variables, with the environment in the place of the one that is active."""
        users = environment_variables.of_user()
        for name in ("VIRTUAL_ENV_PROMPT", "CONDA_PREFIX", "PYTHONHOME", ONLY, FIXTURES):
            users.pop(name, None)
        if path := users.get("PYTHONPATH"):
            users["PYTHONPATH"] = path.replace(str(self.origin), str(environment.project.path))
        return {
            **users,
            "PATH": os.pathsep.join([str(environment.bin), users.get("PATH", os.defpath)]),
            "VIRTUAL_ENV": str(environment.path),
            # `uv run` takes this environment, and leaves it as it is; so do poetry's and pdm's.
            "UV_PROJECT_ENVIRONMENT": str(environment.path),
            "UV_NO_SYNC": "1",
            "PDM_IGNORE_SAVED_PYTHON": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            SEEN: str(seen),
        }

    def _wait(
        self, environment: ProjectEnvironment, variables: Mapping[str, str], output: Path, limit: float | None
    ) -> tuple[int, bool]:
        """The exit code, and whether it took too long."""
        with (
            output.open("wb") as file,
            subprocess.Popen(
                ["/bin/sh", "-c", self.text],
                cwd=environment.project.path,
                env=dict(variables),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ) as process,
        ):
            self.note(process.pid)
            try:
                return process.wait(limit), False
            except subprocess.TimeoutExpired:
                _end(process)
                return process.wait(), True
            except BaseException:
                _end(process)
                raise

    def _kept(self, environment: ProjectEnvironment, output: Path) -> str:
        """The end of what it said, after the passwords have been taken out of all of it."""
        text = self._cleaned(output.read_text(encoding="utf-8", errors="replace"), environment)
        output.write_text(text, encoding="utf-8")
        return text[-_TAIL:]

    def _shown(self, test: Test, environment: ProjectEnvironment) -> Test:
        message, traceback = (self._cleaned(text, environment) for text in (test.message, test.traceback))
        return Test(test.classname, test.name, test.outcome, message, traceback, test.seconds)

    def _cleaned(self, text: str, environment: ProjectEnvironment) -> str:
        """A text without passwords, and with paths that are the same on both sides."""
        return paths_shown(redacted(self.mask(text)), environment)


def paths_shown(text: str, environment: ProjectEnvironment) -> str:
    """A text with paths relative to the project, and to what is installed."""
    place = rf"(?:{re.escape(str(environment.path.parent))}/|(?:\.\./)+){environment.path.name}"
    text = re.sub(rf"{place}/lib/python[\d.]+t?/site-packages/", "", text)
    return text.replace(f"{environment.project.path}/", "").replace(str(environment.path), "ENVIRONMENT")


def _keep(files: Iterable[Path], own: Path, environment: ProjectEnvironment, mask: Callable[[str], str]) -> None:
    """Keep the results beside the output, without passwords: they are evidence."""
    for number, file in enumerate(files):
        kept = own if not number else own.with_name(f"{own.stem}-{number}.xml")
        text = file.read_text(encoding="utf-8", errors="replace")
        kept.write_text(paths_shown(redacted(mask(text)), environment), encoding="utf-8")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it has started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(_GRACE_SECONDS)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
        else:
            return


def last_words(text: str) -> str:
    """The line of some output that says why it ended: of pytest's, what was raised or refused, and else the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip(" =-\t")]
    raised = [line.removeprefix("E ").strip() for line in lines if line.startswith("E ")]
    refused = [line for line in lines if line.startswith("ERROR: ")]
    errors = [line for line in raised if "Error" in line or "Exception" in line] or raised or refused or lines
    return errors[-1][:300] if errors else "it said nothing"
