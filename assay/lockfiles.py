"""The lock files of uv, poetry, pipenv and PEP 751, as requirements."""

from __future__ import annotations

import json
import re
import sys
from typing import Any
from urllib.parse import urldefrag

import msgspec

from assay.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_PACKAGES = re.compile(r"^\[\[packages?\]\]\s*$", re.MULTILINE)
_LOCAL = ("editable", "virtual", "directory", "path")
"""What uv calls a source on this machine."""


class _Package(msgspec.Struct, rename="kebab"):
    """A package in any of the TOML formats; each has some of the fields.

    Args:
        name: Its name.
        version: Its version.
        marker: Where it is installed (PEP 751).
        markers: The same (poetry), by group if these differ.
        resolution_markers: The same (uv): one of them holds.
        source: Where it comes from (uv, poetry).
        vcs: Where it comes from (PEP 751), and so the other two.
        directory: A folder.
        archive: A file.
    """

    name: str
    version: str = ""
    marker: str = ""
    markers: str | dict[str, str] = ""
    resolution_markers: list[str] = []
    source: dict[str, Any] = {}
    vcs: dict[str, Any] = {}
    directory: dict[str, Any] = {}
    archive: dict[str, Any] = {}

    def where(self) -> str:
        """The marker of all of them."""
        poetry = self.markers.values() if isinstance(self.markers, dict) else [self.markers]
        options = [m for m in (self.marker, *poetry, *self.resolution_markers) if m]
        return options[0] if len(options) == 1 else " or ".join(f"({m})" for m in options)

    def folder(self) -> str:
        """The folder or file on this machine that it is; empty if it is none."""
        kinds = [str(self.source[kind]) for kind in _LOCAL if kind in self.source]
        if self.source.get("type") in ("directory", "file"):
            kinds.append(str(self.source.get("url", "")))
        kinds += [str(found["path"]) for found in (self.vcs, self.directory, self.archive) if found.get("path")]
        return next(iter(kinds), "")

    def url(self) -> str:
        """The address that it comes from; empty if that is an index."""
        if git := self.source.get("git"):  # ...?tag=v1#commit
            address, commit = urldefrag(str(git))
            return f"git+{address.partition('?')[0]}@{commit}"
        if self.source.get("type") == "git":
            revision = self.source.get("resolved_reference") or self.source.get("reference")
            return f"git+{self.source.get('url')}@{revision}"
        if self.vcs:
            return f"{self.vcs.get('type', 'git')}+{self.vcs.get('url')}@{self.vcs.get('commit-id')}"
        if "registry" in self.source or self.source.get("type") == "legacy":
            return ""
        return str(self.source.get("url") or self.archive.get("url") or "")


class _Lock(msgspec.Struct):
    package: list[_Package] = []
    packages: list[_Package] = []


class _PipenvPackage(msgspec.Struct):
    version: str = ""
    markers: str = ""
    git: str = ""
    ref: str = ""
    file: str = ""
    path: str = ""


class _Pipenv(msgspec.Struct):
    default: dict[str, _PipenvPackage] = {}
    develop: dict[str, _PipenvPackage] = {}


def read(text: str) -> tuple[list[str], list[str]] | None:
    """The requirements of a lock file, and what of it cannot be kept, in words; None if it is none.

    Raises:
        UsageError: It looks like a lock file, and cannot be read.
    """
    try:
        if _PACKAGES.search(text):
            lock = msgspec.convert(tomllib.loads(text), _Lock)
            return _requirements([*lock.package, *lock.packages])
        if text.lstrip().startswith("{"):
            pipenv = msgspec.convert(json.loads(text), _Pipenv)
            found = {**pipenv.develop, **pipenv.default}
            return _requirements([_of_pipenv(name, package) for name, package in found.items()])
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"is not a lock file that can be read: {error}") from None
    return None


def _of_pipenv(name: str, package: _PipenvPackage) -> _Package:
    source: dict[str, Any] = {}
    if package.git:
        source = {"type": "git", "url": package.git, "reference": package.ref}
    elif package.path:
        source = {"path": package.path}
    elif package.file:
        source = {"url": package.file}
    return _Package(name, package.version.removeprefix("=="), markers=package.markers, source=source)


def _requirements(packages: list[_Package]) -> tuple[list[str], list[str]]:
    kept, left = [], []
    for package in packages:
        where = f" ; {package.where()}" if package.where() else ""
        if folder := package.folder():
            if folder != ".":  # the project itself
                left.append(f"{package.name} (it is {folder} on this machine)")
        elif url := package.url():
            kept.append(f"{package.name} @ {url}{where}")
        elif package.version:
            kept.append(f"{package.name}=={package.version}{where}")
        else:
            left.append(f"{package.name} (it has no version)")
    return kept, left
