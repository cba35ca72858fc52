"""From which version on nothing of several version ranges is left: the release that mended what they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

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
    found = [f"{name} {max(versions)}" for name, versions in ends.items() if count and len(versions) == count]
    return found[0] if len(found) == 1 else ""


def _excluded(spec: str) -> list[Version]:
    """The versions before which a range has to end; none of what is no range, as in a file of another Assay."""
    try:
        return [Version(part.version) for part in SpecifierSet(spec) if part.operator == "<"]
    except InvalidSpecifier:
        return []
