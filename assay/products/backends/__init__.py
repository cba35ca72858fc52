"""The databases: one file per product, and the registry of them."""

from __future__ import annotations

from collections.abc import Iterable

from assay.domain.errors import UsageError
from assay.domain.targets import Backend, Target
from assay.products.backends.mysql import MySQL
from assay.products.backends.oracle import Oracle
from assay.products.backends.postgres import Postgres
from assay.products.backends.spanner import Spanner
from assay.products.backends.sqlite import SQLite

BACKENDS: tuple[Backend, ...] = (SQLite(), Postgres(), MySQL(), Oracle(), Spanner())
"""All backends, in the order of reports."""

TARGETS: tuple[Target, ...] = tuple(Target(backend, driver) for backend in BACKENDS for driver in backend.drivers)
"""All targets, in the order of reports."""

_BY_NAME = {backend.name: backend for backend in BACKENDS}


def backend(name: str) -> Backend:
    """The backend of that name.

    Raises:
        UsageError: There is none; the message lists those that there are.
    """
    if name not in _BY_NAME:
        raise UsageError(f"unknown backend {name!r}; known are {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def target(id_: str) -> Target:
    """The target of that id.

    Raises:
        UsageError: There is none; the message lists those that there are.
    """
    found = {t.id: t for t in TARGETS}
    if id_ not in found:
        raise UsageError(f"unknown target {id_!r}; known are {', '.join(found)}")
    return found[id_]


def targets(names: Iterable[str] = ()) -> tuple[Target, ...]:
    """The targets that a selection names, in the order of reports, each once.

    Args:
        names: Target ids, and backend names for all targets of a backend; none for all.

    Raises:
        UsageError: A name is neither.
    """
    wanted = list(names)
    ids = [t.id for t in TARGETS]
    for name in wanted:
        if name not in _BY_NAME and name not in ids:
            raise UsageError(
                f"unknown target or backend {name!r}; known backends: {', '.join(_BY_NAME)}; "
                f"known targets: {', '.join(ids)}"
            )
    if not wanted:
        return TARGETS
    return tuple(t for t in TARGETS if t.id in wanted or t.backend.name in wanted)
