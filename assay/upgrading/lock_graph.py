"""Which packages of a lock file are ever installed on this machine: uv writes the markers to what needs a package."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from packaging.utils import canonicalize_name

from assay.upgrading import lock_markers
from assay.upgrading.lock_packages import Package


def reached(packages: Sequence[Package], roots: Collection[Package]) -> list[Package]:
    """The packages that the projects need on this machine, with every extra and group, in some Python.

    Those that are not needed without an extra or group say so: ``only_in``.

    Args:
        packages: All of a lock file.
        roots: The projects; if they need nothing, nobody knows what needs what.
    """
    if not any([*_edges(root, root.optional_dependencies, groups=True)] for root in roots):
        return [*packages]
    with_all, with_none = (_walked(packages, roots, everything) for everything in (True, False))
    found = [package for package in packages if id(package) in with_all]
    for package in found:
        if id(package) not in with_none:
            package.only_in = "an extra or a group"
    return found


def _walked(packages: Sequence[Package], roots: Collection[Package], everything: bool) -> set[int]:
    """The identities of the packages that are needed, in some Python.

    Args:
        packages: All of a lock file.
        roots: The projects.
        everything: Whether every extra and group of the projects has been asked for, or none.
    """
    by_name: dict[str, list[Package]] = {}
    for package in packages:
        by_name.setdefault(canonicalize_name(package.name), []).append(package)
    found: set[int] = set()
    for python in lock_markers.PYTHONS:
        seen: set[tuple[int, frozenset[str]]] = set()
        waiting = [(root, frozenset(root.optional_dependencies if everything else ())) for root in roots]
        while waiting:
            package, extras = waiting.pop()
            if (id(package), extras) in seen:
                continue
            seen.add((id(package), extras))
            found.add(id(package))
            for edge in _edges(package, extras, everything):
                if _holds(str(edge.get("marker", "")), python, everything):
                    needed = by_name.get(canonicalize_name(str(edge.get("name", ""))), [])
                    waiting += [(p, frozenset(edge.get("extra", ()))) for p in needed if _is_meant(p, edge)]
    return found


def _holds(marker: str, python: str, everything: bool) -> bool:
    asked = lock_markers.with_all(marker) if everything else lock_markers.with_none(marker)
    return asked is not None and lock_markers.holds(asked, python)


def _edges(package: Package, extras: Collection[str], groups: bool) -> Iterator[dict[str, Any]]:
    yield from package.dependencies or ()
    for extra in extras:
        yield from package.optional_dependencies.get(extra, ())
    if groups:  # only projects have any
        for group in package.dev_dependencies.values():
            yield from group


def _is_meant(package: Package, edge: dict[str, Any]) -> bool:
    """Whether it is this package of several that have the name."""
    return edge.get("version") in (None, package.version) and edge.get("source") in (None, package.source)
