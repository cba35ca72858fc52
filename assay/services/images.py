"""Which container image serves a backend: the official one, or the offline build of it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from assay.errors import HarnessError, ServerUnavailable

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class ImageEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """One table of ``docker/images.toml``.

    Args:
        image: The official image, pinned by tag.
        version: The version that its server reports, or a prefix of it.
        port: The port that the server listens on in the container.
        offline: Name of the offline build; empty if there is none.
        offline_version: The version that the server of the offline build reports, or a prefix of it.
    """

    image: str
    version: str = ""
    port: int = 0
    offline: str = ""
    offline_version: str = ""


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
        HarnessError: The file is faulty.
    """
    file = images_file()
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ServerUnavailable(f"there is no {file}: run in a checkout, or name one with ASSAY_IMAGES") from None
    except tomllib.TOMLDecodeError as error:
        raise HarnessError(f"{file}: {error}") from None
    if key not in tables:
        raise ServerUnavailable(f"{file} has no image for {key}")
    try:
        return msgspec.convert(tables[key], ImageEntry)
    except msgspec.ValidationError as error:
        raise HarnessError(f"{file}: [{key}]: {error}") from None
