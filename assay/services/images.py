"""Which container image serves a backend: the official one, or the offline build of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from assay.errors import ServerUnavailable
from assay.tomlfile import load_toml


class ImageEntry(msgspec.Struct, frozen=True):
    """One table of ``docker/images.toml``.

    Args:
        image: The official image, pinned by tag.
        version: The version that its server reports, or a prefix of it.
        port: The port that the server listens on in the container.
        offline: Name of the offline build; empty if there is none.
        offline_version: The version that the server of the offline build reports, or a prefix of it.
        offline_port: The port of the offline build; 0 if it is the same.
        npm: The npm package that holds the same server; empty if there is none.
    """

    image: str
    version: str = ""
    port: int = 0
    offline: str = ""
    offline_version: str = ""
    offline_port: int = 0
    npm: str = ""


@dataclass(frozen=True)
class Image:
    """An image that is present on this host.

    Args:
        reference: Its name.
        digest: Its repository digest, or its id if it never had a repository.
        version: What its server must report; empty if nothing is promised.
        offline: Whether it is the offline build.
    """

    reference: str
    digest: str
    version: str
    offline: bool

    @property
    def detail(self) -> str:
        """How people shall read it."""
        return f"container {self.reference}{' (offline build)' if self.offline else ''}"


def images_file() -> Path:
    """``docker/images.toml`` of the checkout; ``ASSAY_IMAGES`` names another one."""
    override = os.environ.get("ASSAY_IMAGES")
    return Path(override) if override else Path(__file__).parents[2] / "docker" / "images.toml"


def image_entry(key: str) -> ImageEntry:
    """The entry of a service.

    Raises:
        ServerUnavailable: There is no such file or entry.
        UsageError: The file is faulty.
    """
    file = images_file()
    if not file.exists():
        raise ServerUnavailable(f"there is no {file}: run in a checkout, or name one with ASSAY_IMAGES")
    entries = load_toml(file, dict[str, ImageEntry])
    if key not in entries:
        raise ServerUnavailable(f"{file} has no image for {key}")
    return entries[key]
