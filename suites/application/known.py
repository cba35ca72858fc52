"""What the command ``assay app`` asks of this package: an application's facts, or why it cannot be read."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from .facts import VOCABULARY, Evidence, facts_of
from .finding import Failure
from .inventory import Inventory
from .loading import SECONDS, read_inventory, request_of

DEFAULTS = Path(__file__).with_name("applies_to.toml")
"""To what the known issues of a feature apply that do not say it themselves."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of an application.

    Args:
        failure: Why it could not be read, in one line; empty if it could.
        application: As ``module:name``.
        facts: Its facts, each with where it has it.
        versions: The versions of its environment, by canonical name, and ``python``.
        dialects: The dialect with driver of each engine, such as ``postgresql+asyncpg``, and whether it is async.
        summary: What it has, in a few words each, by what it is.
        replaced: How the settings of its databases were replaced, a line each.
        refused: What it wanted to reach and was refused, a line each.
        inventory: All of it, for programs.
    """

    failure: str = ""
    application: str = ""
    facts: Mapping[str, tuple[Evidence, ...]] = {}
    versions: dict[str, str] = {}
    dialects: tuple[tuple[str, bool], ...] = ()
    summary: dict[str, str] = {}
    replaced: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    inventory: dict[str, Any] = {}


def read(application: str, directory: str, python: str = "", seconds: float = 0) -> Reading:
    """Read an application in a process of its own.

    Args:
        application: ``module:app``, or empty for what Litestar would take.
        directory: Its directory.
        python: The Python of its environment; the present one by default.
        seconds: How long it may take.
    """
    found = read_inventory(
        request_of(application, directory), python=python or sys.executable, seconds=seconds or SECONDS
    )
    return Reading(failure=str(found)) if isinstance(found, Failure) else _reading(found)


def _reading(found: Inventory) -> Reading:
    engines = found.engines
    own = [route for route in found.routes if route.own]
    counts = {
        "configurations": len(found.configurations),
        "models": len(found.models),
        "services": sum(one.kind == "service" for one in found.services),
        "repositories": sum(one.kind == "repository" for one in found.services),
        "routes": len(own),
        "session backends": sum(one.kind == "session-backend" for one in found.keepers),
        "stores": sum(one.kind == "store" for one in found.keepers),
        "file storages": sum(one.kind == "file-storage" for one in found.keepers),
        "migrations": sum(c.migrations.versions for c in found.configurations if c.migrations is not None),
    }
    return Reading(
        application=found.application,
        facts=facts_of(found),
        versions={**found.versions, "python": found.python},
        dialects=tuple(dict.fromkeys((f"{one.backend}+{one.driver}", one.is_async) for one in engines)),
        summary={name: str(number) for name, number in counts.items()},
        replaced=tuple(
            f"{one.url}{f' (made at {one.place})' if one.place.file else ''}: "
            + (f"exchanged for {one.own}" if one.own else "no engine of it may connect; nothing was connected")
            for one in engines
        ),
        refused=tuple(f"{one.what}{f' ({one.place})' if one.place.file else ''}" for one in found.refusals),
        inventory=msgspec.to_builtins(found),
    )


__all__ = ["DEFAULTS", "VOCABULARY", "Reading", "read"]
