"""Which packages of a lock file are ever installed on this machine: uv writes the markers to what needs a package."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from packaging.utils import canonicalize_name

from assay import lockmarkers
from assay.lockpackages import Package


def reached(packages: Sequence[Package], roots: Collection[Package]) -> list[Package]:
    """The packages that the projects need on this machine, with every extra and group, in some Python.

    Args:
        packages: All of a lock file.
        roots: The projects; if they need nothing, nobody knows what needs what.
    """
    if not any([*_edges(root, root.optional_dependencies)] for root in roots):
        return [*packages]
    by_name: dict[str, list[Package]] = {}
    for package in packages:
        by_name.setdefault(canonicalize_name(package.name), []).append(package)
    found: set[int] = set()
    for python in lockmarkers.PYTHONS:
        seen: set[tuple[int, frozenset[str]]] = set()
        waiting: list[tuple[Package, frozenset[str]]] = [
            (root, frozenset(root.optional_dependencies)) for root in roots
        ]
        while waiting:
            package, extras = waiting.pop()
            if (id(package), extras) in seen:
                continue
            seen.add((id(package), extras))
            found.add(id(package))
            for edge in _edges(package, extras):
                marker = lockmarkers.with_all(str(edge.get("marker", "")))
                if lockmarkers.holds(marker, python):
                    needed = by_name.get(canonicalize_name(str(edge.get("name", ""))), [])
                    waiting += [(p, frozenset(edge.get("extra", ()))) for p in needed if _is_meant(p, edge)]
    return [package for package in packages if id(package) in found]


def _edges(package: Package, extras: Collection[str]) -> Iterator[dict[str, Any]]:
    yield from package.dependencies or ()
    for extra in extras:
        yield from package.optional_dependencies.get(extra, ())
    for group in package.dev_dependencies.values():  # only projects have any
        yield from group


def _is_meant(package: Package, edge: dict[str, Any]) -> bool:
    """Whether it is this package of several that have the name."""
    return edge.get("version") in (None, package.version) and edge.get("source") in (None, package.source)
