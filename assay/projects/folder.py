"""The folder of a project: what is copied of it, what of it is installed, and where its versions are written down."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from assay.domain.errors import UsageError
from assay.products.project_settings import FILE

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")
"""What is looked for, in this order; then :data:`REQUIREMENTS`."""
REQUIREMENTS = "requirements.txt"
ALONG = (
    "requirements-dev.txt",
    "requirements-test.txt",
    "requirements-tests.txt",
    "requirements_dev.txt",
    "requirements_test.txt",
    "dev-requirements.txt",
    "test-requirements.txt",
)
"""What goes with that, where a project has it: the tests need more than the application."""
_LEFT_OUT = frozenset({
    ".git", ".hg", ".svn", ".tox", ".nox", ".venv", "node_modules", "__pycache__", ".pytest_cache", ".mypy_cache",
    ".ruff_cache", ".hypothesis", ".import_linter_cache",
})  # fmt: skip
"""What tools make anew, and is large."""
_SHORT = re.compile(r"([\^~])(\d+)(?:\.(\d+))?(?:\.\d+)*")
"""Poetry's short ranges."""


_SWITCHES = (("uv", "package"), ("poetry", "package-mode"), ("pdm", "distribution"))
"""Tables and keys of ``[tool]`` that say whether a project is a package, whatever else it has."""


@dataclass(frozen=True)
class ProjectFolder:
    """The folder of a project.

    Args:
        path: Where it is.
    """

    path: Path

    @classmethod
    def at(cls, path: Path) -> ProjectFolder:
        """The project in a folder.

        Raises:
            UsageError: There is no such folder.
        """
        if not path.is_dir():
            raise UsageError(f"--project {path}: there is no such folder")
        return cls(path.resolve())

    @cached_property
    def about(self) -> dict[str, Any]:
        """What its ``pyproject.toml`` says; empty if it has none that can be read."""
        try:
            found: dict[str, Any] = tomllib.loads((self.path / FILE).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            return {}
        return found

    @property
    def name(self) -> str:
        """What it calls itself."""
        return str(self._project.get("name") or self._tool("poetry").get("name") or self.path.name)

    @property
    def _project(self) -> dict[str, Any]:
        found = self.about.get("project", {})
        return found if isinstance(found, dict) else {}

    @property
    def is_package(self) -> bool:
        """Whether it can be installed: what its tool is told, else uv's rule, and that of a ``setup.py``."""
        for tool, switch in _SWITCHES:
            asked = self._tool(tool).get(switch)
            if asked is not None:
                return bool(asked)
        return "build-system" in self.about or (self.path / "setup.py").is_file()

    def _tool(self, name: str) -> dict[str, Any]:
        tools = self.about.get("tool", {})
        found = tools.get(name, {}) if isinstance(tools, dict) else {}
        return found if isinstance(found, dict) else {}

    @property
    def requires_python(self) -> str:
        """The Pythons that it is for, as a specifier; empty if it does not say."""
        return str(self._project.get("requires-python") or _range_of_poetry(self._tool("poetry")))

    @property
    def dependencies(self) -> list[Requirement]:
        """What it asks for itself, with every extra and group."""
        lists: list[Any] = [self._project.get("dependencies")]
        lists += [*dict(self._project.get("optional-dependencies") or {}).values()]
        lists += [*dict(self.about.get("dependency-groups") or {}).values()]
        return [*_requirements(text for found in lists if isinstance(found, list) for text in found)]

    def lock_files(self, named: Sequence[str] = ()) -> list[Path]:
        """Where its versions are written down.

        Args:
            named: The files that the user names, relative to the folder.

        Raises:
            UsageError: There is none.
        """
        if named:
            return [self.path / name for name in named]
        for name in LOCK_FILES:
            if (self.path / name).is_file():
                return [self.path / name]
        if (self.path / REQUIREMENTS).is_file():
            return [file for name in (REQUIREMENTS, *ALONG) if (file := self.path / name).is_file()]
        raise UsageError(
            f"{self.path}: no {', '.join(LOCK_FILES)} or {REQUIREMENTS}: give --requirements FILE with the versions "
            "that the project has, such as `uv pip freeze` writes it"
        )

    def members(self) -> dict[str, Path]:
        """What of it is installed, by name, relative to it: itself if it is a package, and what uv locks beside it."""
        found: dict[str, Path] = {canonicalize_name(self.name): Path()} if self.is_package else {}
        try:
            packages = tomllib.loads((self.path / LOCK_FILES[0]).read_text(encoding="utf-8")).get("package", [])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            return found
        for package in packages:
            source = package.get("source", {})
            place = Path(str(source.get("editable") or source.get("directory") or "/"))
            if not place.is_absolute() and (self.path / place).resolve().is_relative_to(self.path):
                found[canonicalize_name(package["name"])] = place
        return found

    def copy(self, to: Path, without: Iterable[Path] = ()) -> ProjectFolder:
        """Copy what its tests may need.

        Args:
            to: Where the copy goes.
            without: Folders that are left out.

        Raises:
            UsageError: A file cannot be read.
        """
        try:
            shutil.copytree(self.path, to, symlinks=True, ignore=self._ignored({*without}))
            self._inward(to)
        except (shutil.Error, OSError) as error:
            first = error.args[0][0] if isinstance(error, shutil.Error) else (error.filename, "", error.strerror)
            raise UsageError(f"{first[0]}: the project cannot be copied: {first[2]}") from None
        return ProjectFolder(to)

    def _ignored(self, without: set[Path]) -> Callable[[str, list[str]], set[str]]:
        # What reads its version from git's tags cannot be installed without them.
        kept = {".git"} if "version" in self._project.get("dynamic", ()) else set()

        def ignored(folder: str, names: list[str]) -> set[str]:
            return {name for name in names if name not in kept and _is_left_out(Path(folder, name), without)}

        return ignored

    def _inward(self, copy: Path) -> None:
        """Let links into the folder lead into the copy: what is written through them is not the user's."""
        for folder, folders, files in os.walk(copy):
            for link in (path for name in (*folders, *files) if (path := Path(folder, name)).is_symlink()):
                target = link.readlink()
                if target.is_absolute() and self.path in target.parents:
                    link.unlink()
                    link.symlink_to(copy / target.relative_to(self.path))


def _is_left_out(path: Path, without: set[Path]) -> bool:
    if path.name in _LEFT_OUT or path in without:
        return True
    mode = path.lstat().st_mode
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        return True  # a socket or a pipe
    return stat.S_ISDIR(mode) and (path / "pyvenv.cfg").is_file()


def _requirements(texts: Iterable[Any]) -> Iterable[Requirement]:
    for text in texts:
        try:
            yield Requirement(str(text))
        except InvalidRequirement:  # a group that includes another
            continue


def _range_of_poetry(about: Mapping[str, Any]) -> str:
    """The Pythons that ``[tool.poetry.dependencies]`` is for, as a specifier; empty if it does not say it plainly.

    Of ``^3.11`` and ``~3.11`` the lower end is taken, and the next release that they leave out.
    """
    dependencies = about.get("dependencies")
    given = dependencies.get("python") if isinstance(dependencies, Mapping) else None
    parts: list[str] = []
    for text in str(given or "").split(","):
        one = text.strip()
        if caret := _SHORT.fullmatch(one):
            sign, major, minor = caret[1], int(caret[2]), caret[3]
            after = f"{major}.{int(minor) + 1}" if sign == "~" and minor else f"{major + 1}"
            parts += [f">={one[1:]}", f"<{after}"]
        else:
            parts.append(one)
    found = ",".join(filter(None, parts))
    try:
        return str(SpecifierSet(found)) and found
    except InvalidSpecifier:
        return ""
