"""What version ranges say of releases: the one that mended what they speak of, and which of two is the earlier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_NO_RELEASES = {"server", "python"}
"""What ranges speak of, too, and that mends nothing of a library."""


def mended_in(ranges: Iterable[Mapping[str, str]]) -> str:
    """The distribution and the version that ends all of them, such as ``advanced-alchemy 1.7``; empty if none does.

    Args:
        ranges: Version ranges by distribution, one mapping for each known issue of one fault. All have to end with a
            version of one distribution that is excluded: where one goes on, the fault does, in another form.
    """
    ends: dict[str, list[Version]] = {}
    count = 0
    for one in ranges:
        count += 1
        for name, spec in one.items():
            bounds = _excluded(spec)
            if name not in _NO_RELEASES and bounds:
                ends.setdefault(name, []).append(min(bounds))
    found = [f"{name} {_short(max(versions))}" for name, versions in ends.items() if count and len(versions) == count]
    return found[0] if len(found) == 1 else ""


def goes_on(one: Mapping[str, str], others: Iterable[Mapping[str, str]]) -> bool:
    """Whether another range begins where one ends: then the fault did not end there, and has another form since.

    Args:
        one: Version ranges of a known issue, by distribution.
        others: Those of the others of its fault.
    """
    ends = {(name, min(bounds)) for name, spec in one.items() if (bounds := _excluded(spec))}
    begins = {(name, version) for other in others for name, spec in other.items() for version in _included(spec)}
    return bool(ends & begins)


def precedes(version: str, other: str) -> bool:
    """Whether a version comes before another; also where either is none, so that nothing is known of them."""
    try:
        return Version(version) < Version(other)
    except InvalidVersion:
        return True


def _short(version: Version) -> str:
    """A version without the zeros that say nothing: 1.7 of 1.7.0."""
    plain = str(version)
    return plain.removesuffix(".0") if plain.count(".") > 1 else plain


def _included(spec: str) -> list[Version]:
    """The versions with which a range begins."""
    try:
        return [Version(part.version) for part in SpecifierSet(spec) if part.operator == ">="]
    except InvalidSpecifier:
        return []


def _excluded(spec: str) -> list[Version]:
    """The versions before which a range has to end; none of what is no range, as in a file of another Assay."""
    try:
        return [Version(part.version) for part in SpecifierSet(spec) if part.operator == "<"]
    except InvalidSpecifier:
        return []
