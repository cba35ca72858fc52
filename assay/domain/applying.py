"""Which known issues apply to an application, by the facts that it has.

What an issue applies to is a list of conditions, one of which has to hold. A condition is a fact, or several joined by
`` & ``, all of which have to hold: ``calls:upsert_many & column:renamed``. Facts may have wildcards:
``argument:*.load``. Where it is known of what the facts are, they have to be of the same: of one model, column, route,
call and configuration.
The words are the suite's; this module knows one of them, :data:`PAGE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec

from assay.domain.ledger import Entry
from assay.domain.toml_files import load_toml

PAGE = "page"
"""What applies to no application, but to those who follow the documentation's example as it stands."""
_SERVER = "server"
_AND = " & "

Facts = Mapping[str, Sequence[Any]]
"""The facts of an application, each with where it has it."""


class Applies(str, Enum):
    """What is known of an issue and an application."""

    HITS = "hits"
    NOT_USED = "not used"
    OTHER_VERSIONS = "other versions"
    OTHER_TARGETS = "other targets"
    PAGE_ONLY = "page only"
    UNKNOWN = "unknown"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    features: dict[str, tuple[str, ...]]


class Defaults:
    """To what the issues of a feature apply that do not say it themselves.

    Args:
        of: Conditions by feature, or by a beginning of features that ends with ``.*``.
    """

    def __init__(self, of: Mapping[str, Sequence[str]]) -> None:
        self.of = {name: tuple(conditions) for name, conditions in of.items()}

    @classmethod
    def load(cls, path: Path) -> Defaults:
        """Read a file of them.

        Raises:
            UsageError: It cannot be read.
        """
        return cls(load_toml(path, _File).features)

    def conditions_of(self, entry: Entry) -> tuple[str, ...]:
        """The conditions of an issue: its own, or those of its features; none if nobody knows."""
        if entry.applies_to:
            return entry.applies_to
        found = [conditions for feature in entry.features if (conditions := self._of_feature(feature)) is not None]
        if len(found) < len(entry.features):
            return ()
        return tuple(dict.fromkeys(condition for conditions in found for condition in conditions))

    def _of_feature(self, feature: str) -> tuple[str, ...] | None:
        if feature in self.of:
            return self.of[feature]
        patterns = [name for name in self.of if name.endswith("*") and fnmatchcase(feature, name)]
        return self.of[max(patterns, key=len)] if patterns else None


def evidence(conditions: Iterable[str], facts: Facts) -> list[str]:
    """Where an application has what one of the conditions asks for; empty if it has not.

    Of a condition of several facts it is where the first is, with one place of each of the others.
    A place may have ``about``: pairs of a kind of thing and its name, such as ``("model", "Author")``.
    """
    found: dict[str, None] = {}
    for condition in conditions:
        first, *others = (_places(part, facts) for part in condition.split(_AND))
        told = False
        for place in first:
            chosen = _joined(others, _about(place))
            if chosen is not None:
                others_told = dict.fromkeys(str(one) for one in chosen if not told and str(one) != str(place))
                found["".join([str(place), *(f", with {one}" for one in others_told)])] = None
                told = True
    return [*found]


def _places(pattern: str, facts: Facts) -> list[Any]:
    return [place for fact, places in facts.items() if fnmatchcase(fact, pattern) for place in places]


_About = Mapping[str, frozenset[str]]


def _about(place: Any) -> _About:
    found: dict[str, set[str]] = {}
    for kind, name in getattr(place, "about", ()):
        found.setdefault(kind, set()).add(name)
    return {kind: frozenset(names) for kind, names in found.items()}


def _joined(others: Sequence[Sequence[Any]], about: _About) -> list[Any] | None:
    """One place of each of the others, all of the same things; None if there are none."""
    if not others:
        return []
    for place in others[0]:
        of_place = _about(place)
        both = {kind: names & of_place.get(kind, names) for kind, names in {**of_place, **about}.items()}
        if all(both.values()) and (rest := _joined(others[1:], both)) is not None:
            return [place, *rest]
    return None


def fits_but_for_server(entry: Entry, versions: Mapping[str, str]) -> bool:
    """Whether an issue is one of these versions; a server may be of any."""
    if _SERVER not in entry.versions:
        return entry.fits(versions)
    of_libraries = {name: spec for name, spec in entry.versions.items() if name != _SERVER}
    return msgspec.structs.replace(entry, versions=of_libraries).fits(versions)


def applies(
    entry: Entry, conditions: Sequence[str], facts: Facts, versions: Mapping[str, str], *, on_targets: bool
) -> Applies:
    """What is known of an issue and an application.

    Args:
        entry: The issue.
        conditions: What it applies to.
        facts: The application's.
        versions: Of its environment.
        on_targets: Whether it is an issue on any target that the application runs on, or is to run on.
    """
    if not fits_but_for_server(entry, versions):
        return Applies.OTHER_VERSIONS
    if not on_targets:
        return Applies.OTHER_TARGETS
    if not conditions:
        return Applies.UNKNOWN
    if evidence(conditions, facts):
        return Applies.HITS
    return Applies.PAGE_ONLY if PAGE in conditions else Applies.NOT_USED
