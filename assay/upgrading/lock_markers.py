"""The markers of lock files: they ask for extras and groups, which nobody has asked for when a file is only read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import combinations

from packaging.markers import Marker
from packaging.specifiers import InvalidSpecifier, SpecifierSet

PYTHONS = tuple(f"3.{minor}.99" for minor in range(10, 21))
"""A late patch version of each Python that a file can be read for, and of some to come."""
_QUOTED = r"(?:'[^']*'|\"[^\"]*\")"
_EXTRA = re.compile(
    rf"(?<![\w'\"])(?:"
    rf"extra\s*(?P<is>==|!=)\s*{_QUOTED}|{_QUOTED}\s*(?P<was>==|!=)\s*extra\b"
    rf"|{_QUOTED}\s+(?P<in>not\s+in|in)\s+(?:extras|dependency_groups)\b)"
)
"""What asks for an extra or a group: ``extra == "pg"`` (poetry), ``"pg" in extras`` (PEP 751)."""
_TRUE, _FALSE = "python_version >= '0'", "python_version < '0'"
_NOWHERE = "<empty>"
"""What poetry writes for a group in which a package is not installed."""


def with_all(marker: str) -> str:
    """A marker where every extra and group has been asked for: what they lock is locked."""
    return _short(_EXTRA.sub(_TRUE, marker.replace(_NOWHERE, _FALSE)))


def with_none(marker: str) -> str | None:
    """A marker where no extra and no group has been asked for; None if then it holds nowhere."""

    def answer(found: re.Match[str]) -> str:
        asked = found["is"] or found["was"] or found["in"]
        return _TRUE if asked.startswith(("!=", "not")) else _FALSE

    changed = _EXTRA.sub(answer, marker.replace(_NOWHERE, _FALSE))
    return _short(changed) if changed == marker or _pythons(changed) else None


def any_of(markers: Iterable[str]) -> str:
    """One marker that holds where one of them does; empty if one of them always does."""
    options = [*dict.fromkeys(markers)]
    if not all(options):
        return ""
    return options[0] if len(options) == 1 else " or ".join(f"({marker})" for marker in options)


def all_of(markers: Iterable[str]) -> str:
    """One marker that holds where all of them do."""
    needed = [*dict.fromkeys(marker for marker in markers if marker)]
    return needed[0] if len(needed) == 1 else " and ".join(f"({marker})" for marker in needed)


def of_pythons(versions: str) -> str:
    """The Pythons that a package is for, such as ``>=3.8,<3.13``, as a marker; empty if that cannot be told."""
    try:
        specifiers = SpecifierSet(versions if versions != "*" else "")
    except InvalidSpecifier:
        return ""
    return all_of(f"python_full_version {s.operator} '{s.version}'" for s in sorted(specifiers, key=str))


def overlap(markers: Iterable[str]) -> bool:
    """Whether two of the markers hold for the same Python on this machine."""
    return any(one & other for one, other in combinations([_pythons(marker) for marker in markers], 2))


def _short(marker: str) -> str:
    """A marker without what is always true in it, where that is easy: people read it."""
    if _TRUE not in marker or "(" in marker or re.search(r"\bor\b", marker):
        return marker
    return " and ".join(part for part in re.split(r"\s+and\s+", marker.strip()) if part != _TRUE)


def holds(marker: str, python: str) -> bool:
    """Whether a marker holds for a Python on this machine."""
    return not marker or _parsed(marker).evaluate(environment(python))


def _pythons(marker: str) -> set[str]:
    """For which Pythons a marker holds on this machine."""
    return {python for python in PYTHONS if holds(marker, python)}


@cache
def _parsed(marker: str) -> Marker:
    return Marker(marker)


def environment(python: str) -> dict[str, str]:
    """What markers ask of a Python on this machine."""
    return {"python_full_version": python, "python_version": python.rpartition(".")[0], "extra": ""}
