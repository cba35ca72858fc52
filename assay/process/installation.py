"""Where this Assay lies: a checkout, or a distribution that is installed."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path

import msgspec

DISTRIBUTION = "alchemy-assay"
"""The name of Assay's distribution."""

_PACKAGE = Path(__file__).resolve().parents[1]
_BUNDLED = _PACKAGE.with_name("alchemy_assay")
"""What a wheel has of the checkout beside the package, in a folder of a name that nothing else has."""


class _DirectUrl(msgspec.Struct):
    """What installers note of a distribution that came from no index (PEP 610)."""

    url: str


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
    distribution = metadata.distribution(DISTRIBUTION)
    noted = distribution.read_text("direct_url.json")
    if noted:
        return f"{DISTRIBUTION}[servers] @ {msgspec.json.decode(noted, type=_DirectUrl).url}"
    return f"{DISTRIBUTION}[servers]=={distribution.version}"
