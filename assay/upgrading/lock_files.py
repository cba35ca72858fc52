"""The lock files of uv, poetry, pdm, pipenv and PEP 751, as requirements."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from packaging.markers import InvalidMarker
from packaging.utils import canonicalize_name

from assay.domain.errors import UsageError
from assay.upgrading import lock_graph, lock_markers
from assay.upgrading.lock_packages import Package

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_PACKAGES = re.compile(r"^\[\[packages?\]\]\s*$", re.MULTILINE)
_TOML = re.compile(r"^\s*(?:#.*\n\s*)*(?:\[|[\w.-]+\s*=\s*[^=\s])")
"""How TOML begins, and a list of requirements does not."""
_PROJECT = {"project", "tool", "build-system", "dependency-groups"}
_NEEDS = "says what a project needs, not which versions it has"


@dataclass
class Lock:
    """What a lock file says.

    Args:
        kept: Requirements that say a version.
        left: What of it cannot be kept, in words.
        notes: What is kept otherwise than the file says it, in words.
        projects: The projects that it is the lock of, which lie beside it, with the version that it gives them.
    """

    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    projects: dict[str, str] = field(default_factory=dict)


class _Manifest(msgspec.Struct, rename="kebab"):
    """What uv says of a workspace or script, which may be no package itself."""

    members: list[str] = []
    requirements: list[dict[str, Any]] = []
    dependency_groups: dict[str, list[dict[str, Any]]] = {}

    def as_package(self) -> Package:
        """What needs all that no member needs."""
        return Package("", dependencies=self.requirements, dev_dependencies=self.dependency_groups)


class _Toml(msgspec.Struct):
    version: Any = None
    package: list[Package] = []
    packages: list[Package] = []
    manifest: _Manifest | None = None


class _PipenvPackage(msgspec.Struct):
    version: str = ""
    markers: str = ""
    git: str = ""
    ref: str = ""
    subdirectory: str = ""
    file: str = ""
    path: str = ""


def read(text: str, folder: Path) -> Lock | None:
    """What a lock file says; None if it is none.

    Args:
        text: What is in the file.
        folder: Where it lies, and its projects.

    Raises:
        UsageError: It looks like a lock file and cannot be read, locks nothing, or is another file of a project.
    """
    try:
        packages, manifest = _packages(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise UsageError(f"is not a lock file that can be read: {error}") from None
    if packages is None:
        return None
    try:
        found = _requirements(packages, manifest, folder)
    except InvalidMarker as error:
        raise UsageError(f"has a marker that cannot be read: {str(error).splitlines()[1].strip()}") from None
    if not (found.kept or found.left or found.notes):
        raise UsageError("locks no package: a project without dependencies has no version to keep")
    return found


def _packages(text: str) -> tuple[list[Package] | None, _Manifest | None]:
    """The packages of a lock file, none if it is no lock file, and what else uv says, if it is uv's."""
    if text.lstrip().startswith(("{", "[{")):
        return _of_json(json.loads(text)), None
    if not _PACKAGES.search(text):
        return _of_other_toml(text), None
    lock = msgspec.convert(tomllib.loads(text), _Toml)
    manifest = lock.manifest or (_Manifest() if isinstance(lock.version, int) else None)
    return [*lock.package, *lock.packages], manifest


def _of_other_toml(text: str) -> list[Package] | None:
    """No packages of a lock file without any; None of what is no TOML.

    Raises:
        UsageError: It is TOML, and another file of a project.
    """
    if not _TOML.match(text):
        return None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    if "lock-version" in found or isinstance(found.get("version"), int) or "lock-version" in found.get("metadata", {}):
        return []
    if found.keys() & _PROJECT:
        raise UsageError(f"{_NEEDS}: give its lock file, or the output of `uv pip compile pyproject.toml`")
    if isinstance(found.get("packages"), dict):
        raise UsageError(f"{_NEEDS}: give Pipfile.lock")
    raise UsageError("is TOML without packages, and no lock file: give that, or the output of `pip freeze`")


def _of_json(content: Any) -> list[Package]:
    if not isinstance(content, dict) or "_meta" not in content:
        raise UsageError("is JSON and no Pipfile.lock: give that, or the output of `pip freeze`")
    default = {"default": content.pop("default", {})}
    content.pop("_meta")
    categories = msgspec.convert({**default, **content}, dict[str, dict[str, _PipenvPackage]])
    return [
        _of_pipenv(name, package, "" if category == "default" else f"the category {category}")
        for category, packages in categories.items()
        for name, package in packages.items()
    ]


def _of_pipenv(name: str, package: _PipenvPackage, category: str) -> Package:
    source: dict[str, Any] = {}
    if package.git:
        source = {
            "type": "git",
            "url": package.git,
            "reference": package.ref,
            "subdirectory": package.subdirectory,
        }
    elif package.path or (package.file and "://" not in package.file):
        source = {"path": package.path or package.file}
    elif package.file:
        source = {"url": package.file, "subdirectory": package.subdirectory}
    version = package.version.lstrip("=") if package.version.startswith("==") else ""  # "*" is none
    return Package(name, version, markers=package.markers, source=source, only_in=category)


def _requirements(packages: list[Package], manifest: _Manifest | None, folder: Path) -> Lock:
    found = Lock()
    ours = {canonicalize_name(name) for name in manifest.members} if manifest else ()
    projects = [p for p in packages if canonicalize_name(p.name) in ours or p.is_project(folder)]
    found.projects = {str(canonicalize_name(p.name)): p.version for p in projects}
    by_name: dict[str, list[Package]] = {}
    needed = lock_graph.reached(packages, [*projects, manifest.as_package()]) if manifest else packages
    for package in needed:
        name = canonicalize_name(package.name)
        if name not in found.projects:
            by_name.setdefault(name, []).append(package)
    for alike in by_name.values():
        _take(alike, folder, found)
    for said in (found.kept, found.left, found.notes):
        said[:] = dict.fromkeys(said)
    return found


def _take(alike: list[Package], folder: Path, found: Lock) -> None:
    """Keep what a lock file says of one name: several versions, if each is for another Python."""
    requirements: dict[str, list[Package]] = {}
    for package in alike:
        requirement, said = package.requirement(folder)
        if not requirement:
            found.left.append(said)
            continue
        requirements.setdefault(requirement, []).append(package)
        if said:
            found.notes.append(said)
    where = {text: lock_markers.any_of(p.where() for p in those) for text, those in requirements.items()}
    if len(where) > 1:
        where = _apart(requirements, found)
    found.kept += [f"{text} ; {marker}" if marker else text for text, marker in where.items()]


def _apart(requirements: Mapping[str, list[Package]], found: Lock) -> dict[str, str]:
    """The markers of several requirements of one name; those that cannot be told apart are named, and left."""
    where = {text: lock_markers.any_of(p.where_exactly() for p in those) for text, those in requirements.items()}
    if not lock_markers.overlap(where.values()):
        return where
    always = {
        text: lock_markers.any_of(marker for p in those if (marker := p.where_always()) is not None)
        for text, those in requirements.items()
        if any(p.where_always() is not None for p in those)
    }
    name = next(iter(requirements.values()))[0].name
    if always and not lock_markers.overlap(always.values()):
        for text, those in requirements.items():
            if text not in always:
                found.left.append(f"{text} (it is that only with {those[0].condition()})")
        return always
    versions = " or ".join(text.removeprefix(f"{name}==") for text in requirements)
    found.left.append(f"{name} (it is {versions}, and the file does not say which of them is installed)")
    return {}
