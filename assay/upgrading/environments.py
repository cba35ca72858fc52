"""Environments with chosen versions, built by uv and kept for the next time."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from filelock import FileLock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from platformdirs import user_cache_path

from assay.domain.errors import AssayError, UsageError
from assay.domain.secrets import redacted
from assay.process.installation import is_checkout, requirement, requirement_of, root
from assay.products.plugins import distributions
from assay.upgrading.fitting import Fitting, Left, versions_of
from assay.upgrading.needs import EVERYTHING, Use
from assay.upgrading.pins import parse_requirements
from assay.upgrading.uv import UvError as _UvError
from assay.upgrading.uv import uv as _uv

_DESCRIBE = """
import json, platform, sys
print(json.dumps({
    "implementation_name": sys.implementation.name,
    "platform_python_implementation": platform.python_implementation(),
    "python_full_version": platform.python_version(),
    "python_version": ".".join(platform.python_version_tuple()[:2]),
}))
"""
_STARTS = "import assay"
_LIST = """
import json
from importlib.metadata import distributions
print(json.dumps({d.metadata["Name"]: d.version for d in distributions() if d.metadata["Name"]}))
"""
_PLUGINS = """
import re, sys
from importlib.metadata import distributions
for d in distributions():
    if re.sub("[-_.]+", "-", d.metadata["Name"] or "").lower() in sys.argv[1:]:
        for e in d.entry_points:
            if e.group == "pytest11":
                sys.stdout.write(e.name + chr(10))
"""


@dataclass(frozen=True)
class Environment:
    """A Python environment with Assay in it.

    Args:
        path: Where it is.
    """

    path: Path

    @property
    def interpreter(self) -> Path:
        """Its Python."""
        return self.path / "bin" / "python"

    @property
    def foreign_plugins(self) -> list[str]:
        """The plugins of pytest that the user has beside: in a run of Assay they would have a say in its verdicts."""
        try:
            return (self.path / "plugins.txt").read_text(encoding="utf-8").split()
        except OSError:
            return []

    def installed(self) -> dict[str, str]:
        """The version of every distribution that is in it, by canonical name.

        Raises:
            UsageError: Its Python does not start.
        """
        try:
            done = subprocess.run([self.interpreter, "-I", "-c", _LIST], capture_output=True, text=True, check=True)
            found: dict[str, str] = json.loads(done.stdout)
        except (OSError, subprocess.CalledProcessError, json.JSONDecodeError) as error:
            raise UsageError(f"{self.interpreter}: this Python does not start: {error}") from None
        return {canonicalize_name(name): version for name, version in found.items()}

    @property
    def refused(self) -> list[str]:
        """What the user has beside, and could not be installed."""
        try:
            return (self.path / "refused.txt").read_text(encoding="utf-8").split("\n")[:-1]
        except OSError:
            return []


@dataclass(frozen=True)
class Resolution:
    """What the resolver found: every version of an environment.

    Args:
        python: The Python that it is for.
        version: The version of that.
        text: The distributions, as a requirements file; passwords of addresses are in it.
        beside: Which of them an environment can do without: the user has them, and nothing of Assay needs them.
        left: What of the user's versions it does not have.
        about: What markers ask of that Python.
    """

    python: Path
    version: str
    text: str
    beside: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def versions(self) -> dict[str, str]:
        """The version of every distribution, or its URL, by canonical name; Assay's is not among them."""
        return versions_of(redacted(self.text))

    @property
    def key(self) -> str:
        """The same for the same versions."""
        return hashlib.sha256(f"{self.python}\n{self.version}\n{redacted(self.text)}".encode()).hexdigest()[:16]

    def build(self) -> Environment:
        """An environment with exactly these versions; from the cache, if it is there and still starts.

        Raises:
            UsageError: It cannot be built, or kept.
        """
        folder = user_cache_path("assay") / "environments"
        path = folder / self.key
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / f"{self.key}.lock"):
                if not _starts(path):
                    self._install(path)
        except OSError as error:
            raise UsageError(
                f"{error.filename or folder}: environments cannot be kept there: {error.strerror}; "
                "let XDG_CACHE_HOME name a directory that can be written"
            ) from None
        return Environment(path)

    def _install(self, path: Path) -> None:
        shutil.rmtree(path, ignore_errors=True)
        _make("venv", "--quiet", "--python", str(self.python), str(path))
        (path / "resolved.txt").write_text(redacted(self.text), encoding="utf-8")
        lines = [line for line in self.text.splitlines() if line.strip()]
        beside = [line for line in lines if not line.startswith("-") and _name(line) in self.beside]
        _install(path, [line for line in lines if line not in beside])
        refused = _installed_as_far_as_possible(path, beside)
        (path / "refused.txt").write_text(redacted("".join(f"{line}\n" for line in refused)), encoding="utf-8")
        (path / "plugins.txt").write_text(_plugins(path, self.beside), encoding="utf-8")
        (path / "complete").touch()


def _plugins(path: Path, names: Sequence[str]) -> str:
    """The plugins of pytest that some distributions bring, one a line."""
    command = [str(Environment(path).interpreter), "-I", "-c", _PLUGINS, *names]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _name(line: str) -> str:
    return canonicalize_name(Requirement(line).name)


def _install(path: Path, lines: Sequence[str]) -> None:
    """Install exactly these: the resolver has said what they need, and which bound of a tool gives way."""
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary, "resolved.txt")
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        interpreter = str(Environment(path).interpreter)
        _make("pip", "install", "--quiet", "--no-deps", "--python", interpreter, "--requirements", str(file))


def _installed_as_far_as_possible(path: Path, lines: Sequence[str]) -> list[str]:
    """Install what can be, and say what cannot: what has to be compiled, for one, without a compiler."""
    try:
        if lines:
            _install(path, lines)
    except AssayError:
        if len(lines) == 1:
            return [*lines]
        half = len(lines) // 2
        return [r for part in (lines[:half], lines[half:]) for r in _installed_as_far_as_possible(path, part)]
    return []


def resolve(pins: Sequence[str], changes: Sequence[str] = (), python: str = "", use: Use = EVERYTHING) -> Resolution:
    """The versions of an environment with Assay, with the pins as they are but for the changes.

    They are looked for each time, a second's work: what is as new as possible today may not be so tomorrow.

    Args:
        pins: Versions that are kept, and installed if nothing needs them too. Those that go neither with what is under
            test nor with Assay give way, as the answer says.
        changes: Requirements that go before the pins.
        python: Version or path of Python; this one by default.
        use: The drivers and clients that the checks use.

    Raises:
        Unresolvable: The versions do not go together.
        UsageError: A requirement is malformed or for another Python, pins are below what Assay runs with, or uv or
            that Python is missing.
    """
    interpreter = _find(python)
    about = _describe(interpreter)
    requirements = parse_requirements(changes)
    for change in requirements:
        if change.marker is not None and not change.marker.evaluate({**about, "extra": ""}):
            raise UsageError(
                f"'{change}' says nothing for Python {about['python_full_version']}: leave its marker away"
            )
    source = f"-e {root()}[servers]" if is_checkout() else requirement()
    along = tuple(requirement_of(name) for name in distributions())
    fitted = Fitting(source, requirements, about, use, partial(_compile, interpreter), along).fit(pins)
    return Resolution(interpreter, about["python_full_version"], fitted.text, fitted.beside, fitted.left, about)


def _compile(interpreter: Path, requirements: Sequence[str], constraints: Sequence[str]) -> str:
    """What the resolver finds for requirements under constraints."""
    with tempfile.TemporaryDirectory() as temporary:
        wanted, kept = Path(temporary, "wanted.in"), Path(temporary, "kept.txt")
        wanted.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        kept.write_text("\n".join(constraints) + "\n", encoding="utf-8")
        options = ("--quiet", "--no-header", "--no-annotate", "--python", str(interpreter))
        return _make("pip", "compile", *options, "--constraint", str(kept), str(wanted))


def _find(python: str) -> Path:
    """The interpreter itself, not that of a virtual environment or a link to it."""
    if not python:
        return Path(sys.executable).resolve()
    try:
        return Path(_uv("python", "find", "--", python).strip()).resolve()
    except _UvError as error:
        raise UsageError(f"Python {python} is not there, or does not start: {str(error)[:300]}") from None


def describe(python: str = "") -> Mapping[str, str]:
    """What markers ask of a Python.

    Args:
        python: Its version or path; this one by default.

    Raises:
        UsageError: It is not there, or does not start.
    """
    return _describe(_find(python))


def _describe(interpreter: Path) -> Mapping[str, str]:
    """What markers ask of a Python."""
    try:
        done = subprocess.run([interpreter, "-I", "-c", _DESCRIBE], capture_output=True, text=True, check=True)
        found: dict[str, str] = json.loads(done.stdout)
    except (OSError, subprocess.CalledProcessError, json.JSONDecodeError) as error:
        raise UsageError(f"{interpreter}: this Python does not start: {error}") from None
    return found


def _starts(path: Path) -> bool:
    """Whether an environment is whole: the Python that it was made of may be gone, or what is in it."""
    if not (path / "complete").exists():
        return False
    try:
        command = [str(Environment(path).interpreter), "-I", "-c", _STARTS]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make(*arguments: str) -> str:
    """What uv answers where only the environment is at stake."""
    try:
        return _uv(*arguments)
    except _UvError as error:
        raise UsageError(f"the environment cannot be built: {error}") from None
