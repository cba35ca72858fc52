"""The manifest: what a run ran on, as the servers and the distributions themselves say it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib import metadata
from typing import Any

from packaging.utils import canonicalize_name

from assay import environment_variables
from assay.targets import ServerFacts, Target

RELEVANT = (
    "alchemy-assay",
    "advanced-alchemy",
    "litestar",
    "SQLAlchemy",
    "alembic",
    "pydantic",
    "msgspec",
    "httpx",
    "anyio",
    "PyMySQL",
    "greenlet",
    "click",
    "obstore",
    "fsspec",
    "s3fs",
    "adlfs",
    "pytest",
)


def distribution_versions(targets: Iterable[Target]) -> dict[str, str]:
    """Versions of every distribution that can change a verdict, by name; those not installed are left out."""
    names = {str(canonicalize_name(name)): name for target in targets if (name := target.driver.distribution)}
    names = {str(canonicalize_name(name)): name for name in RELEVANT} | names
    found = {}
    for name in names.values():
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def comparable_versions(target: Target, facts: ServerFacts | None) -> dict[str, str]:
    """What version ranges in the ledger are compared with, by canonical distribution name, ``python`` and ``server``.

    Args:
        target: The target whose driver is among them.
        facts: What its server says of itself.
    """
    found: dict[str, str] = {str(canonicalize_name(k)): v for k, v in distribution_versions([target]).items()}
    found["python"] = platform.python_version()
    if facts is not None and facts.version:
        found["server"] = facts.version
    return found


def describe_run(run_id: str, targets: Iterable[Target], selection: dict[str, Any]) -> dict[str, Any]:
    """The manifest as it is known when a run starts.

    Args:
        run_id: Id of the run.
        targets: The targets that exist.
        selection: What of them and of the checks was asked for.
    """
    return {
        "run": run_id,
        "started": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "implementation": sys.implementation.name,
        "distributions": distribution_versions(targets),
        "environment": {"kept_away": [*environment_variables.keep_away()], "named": [*environment_variables.named()]},
        "time_zone": datetime.now().astimezone().strftime("%Z %z"),
        "selection": selection,
        "servers": {},
    }
