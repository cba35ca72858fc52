"""The manifest: what a run ran on, as the servers and the distributions themselves say it."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from functools import cache
from importlib.metadata import distributions
from typing import Any

import msgspec
from packaging.utils import canonicalize_name

from assay.domain.servers import ServerFacts
from assay.domain.targets import Target
from assay.process import environment_variables
from assay.process.installation import DISTRIBUTION
from assay.results.context import Asked

_FILES = ("METADATA", "PKG-INFO", "")
"""Where a distribution says its name and version; the last of those that are one file."""
_NAME = re.compile(r"^Name: *(.+?)\s*$", re.MULTILINE | re.IGNORECASE)
_VERSION = re.compile(r"^Version: *(.+?)\s*$", re.MULTILINE | re.IGNORECASE)

ALWAYS = (DISTRIBUTION, "pytest")
"""Distributions that every run names."""


@cache
def _installed() -> dict[str, str]:
    """The version of every distribution, by canonical name."""
    found: dict[str, str] = {}
    for distribution in distributions():
        # The email parser of importlib.metadata reads the whole description, of every distribution in every process.
        texts = filter(None, map(distribution.read_text, _FILES))
        head = next(texts, "").partition("\n\n")[0]
        if (name := _NAME.search(head)) and (version := _VERSION.search(head)):
            found.setdefault(str(canonicalize_name(name[1])), version[1])
    return found


def distribution_versions(targets: Iterable[Target], also: Iterable[str] = ()) -> dict[str, str]:
    """Versions of every distribution that can change a verdict, by name; those not installed are left out.

    Args:
        targets: The targets whose drivers are among them.
        also: Further names.
    """
    names = {str(canonicalize_name(name)): name for target in targets if (name := target.driver.distribution)}
    names = {str(canonicalize_name(name)): name for name in (*also, *ALWAYS)} | names
    return {shown: _installed()[name] for name, shown in names.items() if name in _installed()}


def comparable_versions(facts: ServerFacts | None) -> dict[str, str]:
    """What the ledger's conditions are compared with: everything installed, by canonical name, python and server.

    Args:
        facts: What the server says of itself.
    """
    found = {**_installed(), "python": platform.python_version()}
    if facts is not None and facts.version:
        found["server"] = facts.version
    return found


def describe_run(run_id: str, targets: Iterable[Target], asked: Asked, also: Iterable[str] = ()) -> dict[str, Any]:
    """The manifest as it is known when a run starts.

    Args:
        run_id: Id of the run.
        targets: The targets that exist.
        asked: What of them and of the checks was asked for.
        also: Distributions to name beside those that every run names.
    """
    return {
        "run": run_id,
        "started": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "implementation": sys.implementation.name,
        "distributions": distribution_versions(targets, also),
        "environment": {"kept_away": [*environment_variables.keep_away()], "named": [*environment_variables.named()]},
        "time_zone": datetime.now().astimezone().strftime("%Z %z"),
        "selection": msgspec.to_builtins(asked),
        "servers": {},
    }
