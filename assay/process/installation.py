"""Where this Assay lies: a checkout, or a distribution that is installed."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

DISTRIBUTION = "alchemy-assay"
"""The name of Assay's distribution."""

_PACKAGE = Path(__file__).resolve().parents[1]
_BUNDLED = _PACKAGE.with_name("alchemy_assay")
"""What a wheel has of the checkout beside the package, in a folder of a name that nothing else has."""


class _DirectUrl(msgspec.Struct):
    """What installers note of a distribution that came from no index (PEP 610)."""

    url: str
    dir_info: dict[str, bool] = {}


_read_direct_url = msgspec.json.Decoder(_DirectUrl).decode


def is_checkout() -> bool:
    """Whether this is a checkout, and not a distribution that is installed."""
    return not _BUNDLED.is_dir()


def root() -> Path:
    """The directory of ``suites``, ``reference_app`` and ``docs``: the checkout, or its copy in a wheel."""
    return _PACKAGE.parent if is_checkout() else _BUNDLED


@cache
def requirement() -> str:
    """What installs this very Assay elsewhere, as pip takes it: its checkout, its file, or its version."""
    if is_checkout():
        return str(root())
    return requirement_of(DISTRIBUTION, "[servers]")


def requirement_of(name: str, extras: str = "") -> str:
    """What installs the same distribution elsewhere, as pip takes it: its folder, its file, or its version.

    Args:
        name: A distribution that is installed.
        extras: Its extras, in brackets.
    """
    distribution = metadata.distribution(name)
    noted = distribution.read_text("direct_url.json")
    if not noted:
        return f"{name}{extras}=={distribution.version}"
    direct = _read_direct_url(noted)
    editable = direct.url.startswith("file:") and direct.dir_info.get("editable", False)
    return f"-e {unquote(urlsplit(direct.url).path)}{extras}" if editable else f"{name}{extras} @ {direct.url}"
