"""One package of a lock file, whichever tool wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urldefrag, urlsplit

import msgspec
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

from assay.upgrading import lock_markers

_LOCAL = ("editable", "virtual", "directory", "path")
"""What uv calls a source on this machine."""
_MAIN = {"main", "default"}
"""What poetry and pdm call what is installed without any group."""
_ROOT = "${PROJECT_ROOT}"
"""What pdm calls the folder of the lock file."""


class Package(msgspec.Struct, rename="kebab"):
    """A package in any of the formats; each has some of the fields.

    Args:
        name: Its name.
        version: Its version.
        marker: Where it is installed (PEP 751, pdm).
        markers: The same (poetry, pipenv), by group if these differ.
        resolution_markers: The same (uv): one of them holds.
        groups: The groups that need it (poetry, pdm).
        python_versions: The Pythons that it is for (poetry).
        optional: Whether only an extra needs it (poetry).
        source: Where it comes from (uv, poetry; pipenv is brought to it).
        vcs: Where it comes from (PEP 751), and so the other two.
        directory: A folder.
        archive: A file.
        git: Where it comes from (pdm), and so the four below.
        revision: The commit.
        url: A file.
        path: A folder or file on this machine.
        subdirectory: Where in all that.
        dependencies: What it needs (uv, as a list of tables; the others have no markers there, or none to go by).
        optional_dependencies: The same, by extra.
        dev_dependencies: The same, by group.
        only_in: What part of the file it is in, if that is not the main one, in words.
    """

    name: str
    version: str = ""
    marker: str = ""
    markers: str | dict[str, str] = ""
    resolution_markers: list[str] = []
    groups: list[str] = []
    python_versions: str = ""
    optional: bool = False
    source: dict[str, Any] = {}
    vcs: dict[str, Any] = {}
    directory: dict[str, Any] = {}
    archive: dict[str, Any] = {}
    git: str = ""
    revision: str = ""
    url: str = ""
    path: str = ""
    subdirectory: str = ""
    dependencies: Any = None
    optional_dependencies: dict[str, Any] = {}
    dev_dependencies: dict[str, Any] = {}
    only_in: str = ""

    def _marker(self) -> str:
        """As the file says it: extras and groups may be asked for."""
        poetry = self.markers.values() if isinstance(self.markers, dict) else [self.markers]
        if isinstance(self.markers, dict) and {*self.groups} - {*self.markers}:
            return ""
        return lock_markers.any_of(m for m in (self.marker, *poetry, *self.resolution_markers) if m)

    def where(self) -> str:
        """Where it is installed, with all extras and groups."""
        return lock_markers.with_all(self._marker())

    def where_exactly(self) -> str:
        """The same, with the Pythons that it is for: what is not for a Python is not installed there."""
        return lock_markers.all_of([self.where(), lock_markers.of_pythons(self.python_versions)])

    def where_always(self) -> str | None:
        """Where it is installed without any extra or group; None if nowhere."""
        if self.optional or self.only_in or (self.groups and not _MAIN & {*self.groups}):
            return None
        marker = lock_markers.with_none(self._marker())
        return None if marker is None else lock_markers.all_of([marker, lock_markers.of_pythons(self.python_versions)])

    def condition(self) -> str:
        """What has to be asked for, in words."""
        group = f"the group {self.groups[0]}" if self.groups and not _MAIN & {*self.groups} else ""
        return self.only_in or group or self._marker() or "an extra"

    def _folder(self) -> str:
        """The folder or file on this machine that it is; empty if it is none."""
        kinds = [str(self.source[kind]) for kind in _LOCAL if kind in self.source]
        if self.source.get("type") in ("directory", "file"):
            kinds.append(str(self.source.get("url", "")))
        kinds += [str(found["path"]) for found in (self.vcs, self.directory, self.archive) if found.get("path")]
        kinds += [self.path] if self.path else []
        return next(iter(kinds), "").replace(_ROOT, ".")

    def is_project(self, folder: Path) -> bool:
        """Whether it is the very project that lies beside the lock file."""
        return bool(self._folder()) and (folder / self._folder()).resolve() == folder.resolve()

    def requirement(self, folder: Path) -> tuple[str, str]:
        """The requirement for it without a marker, empty if there is none, and what is to be said of it.

        Args:
            folder: Where the lock file lies.
        """
        if place := self._folder():
            file = (folder / place).resolve()
            if is_distribution(file.name) and file.is_file():
                return f"{self.name} @ {file.as_uri()}", ""
            if is_distribution(file.name) and self.version:
                pin = f"{self.name}=={self.version}"
                return pin, f"{self.name}: {place} is not on this machine: taken as {pin}"
            return "", f"{self.name} (it is {place} on this machine)"
        if address := self._address():
            return f"{self.name} @ {address}", ""
        return (f"{self.name}=={self.version}", "") if self.version else ("", f"{self.name} (it has no version)")

    def _address(self) -> str:
        """The address that it comes from; empty if that is an index."""
        source = self.source
        if git := source.get("git"):  # ...?subdirectory=libs%2Fone&tag=v1#commit
            address, commit = urldefrag(str(git))
            asked = parse_qs(urlsplit(address).query)
            return _of_git(address.partition("?")[0], commit, asked.get("subdirectory", [""])[0])
        if source.get("type") == "git":
            revision = source.get("resolved_reference") or source.get("reference")
            return _of_git(str(source.get("url")), str(revision or ""), str(source.get("subdirectory") or ""))
        if vcs := self.vcs:
            kind = str(vcs.get("type", "git"))
            return _of_git(str(vcs.get("url")), str(vcs.get("commit-id")), str(vcs.get("subdirectory") or ""), kind)
        if self.git:
            return _of_git(self.git, self.revision, self.subdirectory)
        if "registry" in source or source.get("type") == "legacy":
            return ""
        for found in (source, self.archive, {"url": self.url, "subdirectory": self.subdirectory}):
            if found.get("url"):
                return f"{found['url']}{_fragment(str(found.get('subdirectory') or ''))}"
        return ""


def _of_git(address: str, commit: str, subdirectory: str, kind: str = "git") -> str:
    if "://" not in address and ":" in address:  # git@host.example:owner/name
        address = f"ssh://{address.replace(':', '/', 1)}"
    prefix = "" if address.startswith(f"{kind}+") else f"{kind}+"
    at = f"@{commit}" if commit else ""
    return f"{prefix}{address}{at}{_fragment(subdirectory)}"


def _fragment(subdirectory: str) -> str:
    return f"#subdirectory={subdirectory}" if subdirectory else ""


def is_distribution(name: str) -> bool:
    """Whether a file has the name of a distribution: those of other archives say neither name nor version."""
    return bool(name_and_version(name)[0])


def name_and_version(file: str) -> tuple[str, str]:
    """What the name of a wheel or source distribution says; empty if it is none."""
    try:
        if file.endswith(".whl"):
            wheel = parse_wheel_filename(file)
            return wheel[0], str(wheel[1])
        name, version = parse_sdist_filename(file)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return "", ""
    return name, str(version)
