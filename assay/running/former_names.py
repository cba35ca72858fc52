"""Names that checks and features had before: declared where they are now, and kept in the golden list.

A declaration is a pair of the name of now and one of before: of a function with all its parameters, as
``crud/test_get.py::test_it``, or of a feature. The golden list keeps those of which it has seen the name of before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from assay.domain import golden
from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.golden import Pair
from assay.running.check import check_name

Former = Pair
"""The name of now, and one of before."""

_CHECK = re.compile(r"[^\s:\[]+\.py::[^\s:\[]+(\[.*\])?")


def function(check: str) -> str:
    """The name of a check without its parameters."""
    return check.partition("[")[0]


def declared(items: Iterable[pytest.Item], suites: Path, catalogue: Catalogue) -> set[Former]:
    """What checks and features say that they were called.

    Args:
        items: What was collected below that folder.
        suites: The folder of the checks.
        catalogue: The catalogue.

    Raises:
        pytest.UsageError: A name of before is none, is still in use, or is claimed twice.
    """
    found: dict[str, str] = {}
    current: set[str] = set()
    unread: set[str] = set()
    for item in items:
        if (marker := item.get_closest_marker("proves")) is None:  # a stand-in: its module cannot be imported
            unread.add(item.path.relative_to(suites).as_posix())
            continue
        name = check_name(item.path, suites, getattr(item, "originalname", None) or item.name, "")
        if name in current:
            continue
        current.add(name)
        for was in _names(name, marker.kwargs.get("formerly", ())):
            if found.setdefault(was, name) != name:
                raise pytest.UsageError(
                    f"{name}: formerly {was!r}: {found[was]} claims it too; it can be one check only"
                )
    for was, name in found.items():
        if function(was) in current and (function(was) == name or "[" not in was):
            raise pytest.UsageError(f"{name}: formerly {was!r}: there is such a check; it is no former name")
    features = {(feature.id, was) for feature in catalogue for was in feature.formerly}
    recorded = golden.former(suites / "golden.txt") if unread else ()
    kept = {(name, was) for name, was in recorded if any(name.startswith((f"{p}::", f"{p}/")) for p in unread)}
    return {(name, was) for was, name in found.items()} | features | kept


def _names(name: str, given: object) -> Iterator[str]:
    """The names of before that a check gives.

    Raises:
        pytest.UsageError: They are no names of checks.
    """
    if not isinstance(given, tuple | list):
        raise pytest.UsageError(f"{name}: formerly has to be a tuple of names, not {given!r}")
    for was in given:
        if not isinstance(was, str) or not _CHECK.fullmatch(was):
            raise pytest.UsageError(f"{name}: formerly {was!r}: is no check such as 'crud/test_get.py::test_it'")
        yield was


def of_checks(checks: Iterable[str], known: Iterable[Former]) -> dict[str, tuple[str, ...]]:
    """By check, the names that it had.

    Args:
        checks: The checks, with their parameters.
        known: The names of now and before.
    """
    by_name: dict[str, list[str]] = {}
    for name, was in sorted(known):
        if "::" in name:
            by_name.setdefault(name, []).append(was)
    found = {}
    for check in dict.fromkeys(checks):
        name = function(check)
        if name in by_name:
            own = check[len(name) :]
            found[check] = tuple(was if "[" in was else f"{was}{own}" for was in by_name[name])
    return found


def refuse_unknown(declared: Iterable[Former], pairs: Iterable[Pair], recorded: Iterable[Former]) -> None:
    """Refuse names of before that the golden list never had.

    Args:
        declared: What is to be recorded.
        pairs: The features and checks of the golden list as it was.
        recorded: The names of before in it.

    Raises:
        UsageError: It never had one.
    """
    known = {was for _, was in recorded}
    for feature, check in pairs:
        known |= {feature, check, function(check)}
    for name, was in sorted(declared):
        if was not in known:
            raise UsageError(f"{name}: formerly {was!r}: the golden list never had it; mend the name, or take it away")


def drift(declared: set[Former], recorded: set[Former]) -> list[str]:
    """How the declarations differ from those in the golden list, one line for each difference."""
    lines = [f"not in the golden list: {name} was {was}; run `assay golden`" for name, was in declared - recorded]
    lines += [f"in the golden list only: {name} was {was}; run `assay golden`" for name, was in recorded - declared]
    return sorted(lines)
