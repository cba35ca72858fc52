"""Which container image serves a backend: the official one, or the offline build of it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec

from assay.domain.decoded import known
from assay.domain.errors import AssayError, ServerUnavailable
from assay.domain.toml_files import load_toml


class ImageVersion(msgspec.Struct, frozen=True):
    """One table of another version of a service, such as ``[postgres.versions.15]``.

    Args:
        image: The official image, pinned by tag.
        offline: Name of the offline build; empty if there is none.
    """

    image: str
    offline: str = ""


class ImageEntry(msgspec.Struct, frozen=True):
    """One table of an ``images.toml``.

    Args:
        image: The official image, pinned by tag.
        version: The version that its server reports, or a prefix of it.
        port: The port that the server listens on in the container.
        offline: Name of the offline build; empty if there is none.
        offline_version: The version that the server of the offline build reports, or a prefix of it.
        offline_port: The port of the offline build; 0 if it is the same.
        npm: The npm package that holds the same server; empty if there is none.
        versions: Other versions that can be had, by what their server reports.
    """

    image: str
    version: str = ""
    port: int = 0
    offline: str = ""
    offline_version: str = ""
    offline_port: int = 0
    npm: str = ""
    versions: dict[str, ImageVersion] = {}

    def of(self, version: str) -> ImageEntry:
        """The entry of a version: the pinned one's, one that the file names, or a tag of the official image.

        Args:
            version: Such as ``15``, ``16.4`` or ``16.4-alpine``; the server has to report the number.
        """
        if version in (self.version, self.offline_version):
            return self
        named = self.versions.get(version, ImageVersion(f"{self.image.rpartition(':')[0]}:{version}"))
        found = re.match(r"\d+(\.\d+)*", version)
        # Where the pinned one promises nothing, the server does not tell.
        number = found[0] if found and self.version else ""
        return msgspec.structs.replace(
            self, image=named.image, version=number, offline=named.offline, offline_version=number
        )


_ENTRIES = known(dict[str, ImageEntry])
_OWN = Path(__file__).with_name("images.toml")
_ADDED: list[Path] = []


def own_images() -> Path:
    """The file with the images of Assay's own services; ``ASSAY_IMAGES`` names another one."""
    return Path(os.environ.get("ASSAY_IMAGES") or _OWN)


def read_images(file: Path) -> dict[str, ImageEntry]:
    """The tables of a file, by service.

    Raises:
        UsageError: The file is missing or faulty.
    """
    return load_toml(file, _ENTRIES)


def add_images(file: Path) -> None:
    """Take the images of a plug-in's services too, behind Assay's own."""
    if file not in _ADDED:
        _ADDED.append(file)


def image_entry(key: str, version: str = "") -> ImageEntry:
    """The entry of a service.

    Args:
        key: Its table in an ``images.toml``.
        version: Another version than the one that the file pins.

    Raises:
        ServerUnavailable: There is no such table.
        UsageError: A file is missing or faulty.
    """
    files = (own_images(), *_ADDED)
    for file in files:
        entries = read_images(file)
        if key in entries:
            return entries[key].of(version) if version else entries[key]
    raise ServerUnavailable(f"no image is known for {key}: {' and '.join(map(str, files))} have no table [{key}]")


def pinned_versions(key: str) -> tuple[str, ...]:
    """What servers report that run from the pinned images of a service; nothing if that is not known."""
    try:
        entry = image_entry(key)
    except AssayError:
        return ()
    return entry.version, entry.offline_version
