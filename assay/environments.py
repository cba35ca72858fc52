"""Environments with chosen versions, built by uv and kept for the next time."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

from filelock import FileLock
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from platformdirs import user_cache_path

from assay import environment_variables
from assay.errors import AssayError, UsageError
from assay.pins import OURS, parse_requirements
from assay.reporting import redact

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


class Unresolvable(AssayError):  # noqa: N818 - a state of the world, not a fault
    """The resolver refuses the versions: its own words, in one line."""


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


@dataclass(frozen=True)
class Resolution:
    """What the resolver found: every version of an environment.

    Args:
        python: The Python that it is for.
        version: The version of that.
        text: The distributions, as a requirements file; passwords of addresses are in it.
    """

    python: Path
    version: str
    text: str

    @cached_property
    def versions(self) -> dict[str, str]:
        """The version of every distribution, or its URL, by canonical name; Assay's is not among them."""
        found = (Requirement(line) for line in redact.text(self.text).splitlines() if line and not line.startswith("-"))
        versions = {canonicalize_name(r.name): r.url or next((s.version for s in r.specifier), "") for r in found}
        return {str(name): version for name, version in versions.items() if name != OURS}

    @property
    def key(self) -> str:
        """The same for the same versions."""
        return hashlib.sha256(f"{self.python}\n{self.version}\n{redact.text(self.text)}".encode()).hexdigest()[:16]

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
        (path / "resolved.txt").write_text(redact.text(self.text), encoding="utf-8")
        with tempfile.TemporaryDirectory() as temporary:
            resolved = Path(temporary, "resolved.txt")
            resolved.write_text(self.text, encoding="utf-8")
            interpreter = str(Environment(path).interpreter)
            _make("pip", "install", "--quiet", "--python", interpreter, "--requirements", str(resolved))
        (path / "complete").touch()


def resolve(pins: Sequence[str], changes: Sequence[str] = (), python: str = "") -> Resolution:
    """The versions of an environment with Assay, with the pins as they are but for the changes.

    They are looked for each time, a second's work: what is as new as possible today may not be so tomorrow.

    Args:
        pins: Versions that are kept where they can be: constraints.
        changes: Requirements that go before the pins.
        python: Version or path of Python; this one by default.

    Raises:
        Unresolvable: The versions do not go together.
        UsageError: A requirement is malformed or for another Python, or uv or that Python is missing.
    """
    interpreter = _find(python)
    about = _describe(interpreter)
    requirements = parse_requirements(changes)
    for change in requirements:
        if change.marker is not None and not change.marker.evaluate({**about, "extra": ""}):
            raise UsageError(
                f"'{change}' says nothing for Python {about['python_full_version']}: leave its marker away"
            )
    names = {canonicalize_name(r.name) for r in requirements}
    constraints = sorted(p for p in pins if canonicalize_name(Requirement(p).name) not in names)
    source = f"-e {_source()}[servers]" if Path(_source()).is_dir() else _source()
    with tempfile.TemporaryDirectory() as temporary:
        wanted, kept = Path(temporary, "wanted.in"), Path(temporary, "kept.txt")
        wanted.write_text("\n".join([source, *map(str, requirements)]) + "\n", encoding="utf-8")
        kept.write_text("\n".join(constraints) + "\n", encoding="utf-8")
        options = ("--quiet", "--no-header", "--no-annotate", "--python", str(interpreter))
        text = _make("pip", "compile", *options, "--constraint", str(kept), str(wanted))
    return Resolution(interpreter, about["python_full_version"], text)


def _source() -> str:
    """What installs this very Assay: its checkout, or its version."""
    root = Path(__file__).resolve().parents[1]
    return str(root) if (root / "pyproject.toml").exists() else f"{OURS}[servers]=={metadata.version(OURS)}"


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


class _UvError(AssayError):
    """What uv says, in one line."""


def _make(*arguments: str) -> str:
    """What uv answers where only the environment is at stake."""
    try:
        return _uv(*arguments)
    except _UvError as error:
        raise UsageError(f"the environment cannot be built: {str(error)[-600:]}") from None


def _uv(*arguments: str) -> str:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        raise UsageError("uv is not installed: pip install uv")
    environment = {
        **environment_variables.for_downloads(),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "NO_COLOR": "1",
    }
    done = subprocess.run([uv, *arguments], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        said = redact.text(
            " ".join(done.stderr.split())
        )  # before anything is cut: half a password is not known for one
        if "No solution found" in said or "unsatisfiable" in said:
            raise Unresolvable(said.partition("cause:")[2].strip() or said)
        raise _UvError(said.removeprefix("error: "))
    return done.stdout
