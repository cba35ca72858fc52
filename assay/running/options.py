"""The values of a run's options, parsed and held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.example_profiles import DEFAULT, PROFILES
from assay.domain.object_stores import Store
from assay.domain.servers import SOURCES
from assay.domain.targets import Backend, Target
from assay.pool.user_servers import owner_of, parse_database_url
from assay.products.registry import STORES, TARGETS, refuse_refused, service
from assay.products.registry import stores as find_stores
from assay.products.registry import targets as find_targets
from assay.running.option_table import ALL
from assay.running.suite_files import suite_folder


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was asked for, checked: no name is unknown, and no option takes away what another one asks for.

    Args:
        target: Names of targets and backends; all if empty.
        store: Names of object stores and their products; all if empty.
        feature: Ids of features and chapters, which only a catalogue knows; all if empty.
        require: Names of targets, backends, stores and their products that have to run.
        allow_missing: Whether a run may pass without what is asked for by name.
        profile: How many examples are drawn, one of :data:`assay.domain.example_profiles.PROFILES`.
        sources: Where servers have to come from, by backend name; ``all`` for every other.
        database_urls: The user's own servers.
        server_versions: Versions of servers in containers, by backend name.
        attempt_absent: Whether to try what a profile says a backend cannot do.
        ledger: Files with known issues of the user's own.
        servers_from: Where another process has published its servers.
        report_dir: Where the report goes.
        baseline: The run that the report is compared with on its first screen.
        suite_dir: The folder of the checks.

    Raises:
        UsageError: Something is unknown or malformed, or two options contradict each other; one line.
    """

    target: tuple[str, ...] = ()
    store: tuple[str, ...] = ()
    feature: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    allow_missing: bool = False
    profile: str = DEFAULT
    sources: Mapping[str, str] = field(default_factory=dict)
    database_urls: tuple[str, ...] = field(default=(), repr=False)
    server_versions: Mapping[str, str] = field(default_factory=dict)
    attempt_absent: bool = False
    ledger: tuple[str, ...] = ()
    servers_from: Path | None = None
    report_dir: Path | None = None
    baseline: Path | None = None
    suite_dir: Path = field(default_factory=suite_folder)

    def __post_init__(self) -> None:
        chosen, kept = self.targets, self.stores
        for name in self.require:
            _check_required(name, chosen, kept)
        if self.profile not in PROFILES:
            near = did_you_mean(self.profile, PROFILES) or ";"
            raise UsageError(f"--profile: unknown profile {self.profile!r}{near} known are {', '.join(PROFILES)}")
        self._check_sources()
        self._check_versions()
        self._check_servers_from()
        candidates = [parse_database_url(url) for url in self.database_urls]
        # Of the others, the server itself says whose it is: see check_owners.
        self._check_database_urls(found[0][0] for found in candidates if len(found) == 1)

    @classmethod
    def parse(
        cls,
        *,
        target: Iterable[str] = (),
        store: Iterable[str] = (),
        feature: Iterable[str] = (),
        require: Iterable[str] = (),
        allow_missing: bool = False,
        profile: str | None = None,
        source: Iterable[str] = (),
        database_url: Iterable[str] = (),
        server_version: Iterable[str] = (),
        attempt_absent: bool = False,
        ledger: Iterable[str] = (),
        servers_from: str | None = None,
        report_dir: str | Path | None = None,
        baseline: str | Path | None = None,
        suite_dir: str | None = None,
    ) -> Options:
        """The options from their texts, as pytest and click give them.

        Raises:
            UsageError: See :class:`Options`.
        """
        return cls(
            target=split_names("target", target),
            store=split_names("store", store),
            feature=split_names("feature", feature),
            require=split_names("require", require),
            allow_missing=allow_missing,
            profile=profile or DEFAULT,
            sources=_sources(source),
            database_urls=tuple(database_url),
            server_versions=_versions(server_version),
            attempt_absent=attempt_absent,
            ledger=tuple(ledger),
            servers_from=Path(servers_from) if servers_from else None,
            report_dir=Path(report_dir) if report_dir else None,
            baseline=Path(baseline) if baseline else None,
            suite_dir=suite_folder(suite_dir),
        )

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets that are asked for, in the order of reports."""
        return find_targets(self.target)

    @property
    def stores(self) -> tuple[Store, ...]:
        """The stores that are asked for, in the order of reports."""
        return find_stores(self.store)

    def on(self, names: Iterable[str]) -> Options:
        """The same, on further targets.

        Raises:
            UsageError: One is unknown.
        """
        return replace(self, target=(*self.target, *split_names("target", names)))

    def with_versions(self, versions: Mapping[str, str]) -> Options:
        """The same, with versions of servers that go before those of the options.

        Raises:
            UsageError: A backend is unknown or has no versions, or its server is to come from elsewhere.
        """
        return replace(self, server_versions={**self.server_versions, **versions})

    def check_owners(self) -> None:
        """Hold against the other options the user's servers that first have to be asked whose they are.

        Raises:
            UsageError: One of them contradicts another option, or says of itself what nobody expects.
        """
        self._check_database_urls(owner_of(url)[0] for url in self.database_urls)

    def _check_sources(self) -> None:
        for name, source in self.sources.items():
            if name != ALL:
                service(name)
            if source not in SOURCES:
                near = did_you_mean(source, SOURCES) or ";"
                raise UsageError(f"unknown source {source!r} for {name}{near} known are {', '.join(SOURCES)}")

    def _check_versions(self) -> None:
        for name, version in self.server_versions.items():
            given = f"--server-version {name}={version}"
            if service(name).image_key is None:
                raise UsageError(f"{given}: {name} runs in this Python, and has its version")
            source = self.sources.get(name, self.sources.get(ALL, "container"))
            if source != "container":
                raise UsageError(f"{given}: only containers have versions, not --source {source}")

    def _check_servers_from(self) -> None:
        for name, given in (
            ("server-version", self.server_versions),
            ("database-url", self.database_urls),
            ("source", self.sources),
        ):
            if self.servers_from and given:
                raise UsageError(f"--{name} is for servers that are yet to start; give it to `assay servers`, not here")

    def _check_database_urls(self, backends: Iterable[Backend]) -> None:
        seen = set()
        for backend in backends:
            name = backend.name
            if name in seen:
                raise UsageError(f"--database-url: two URLs for {backend.title}; give one")
            seen.add(name)
            if self.sources.get(name, self.sources.get(ALL, "url")) != "url":
                forced = f"{name}={self.sources[name]}" if name in self.sources else self.sources[ALL]
                raise UsageError(f"--source {forced}: {name} has a --database-url, which it would leave unused")
            if name in self.server_versions:
                raise UsageError(
                    f"--server-version {name}={self.server_versions[name]}: only containers have versions, "
                    f"and {name} has a --database-url"
                )


Names = Literal["target", "store", "feature", "require"]


def split_names(name: Names, values: Iterable[str]) -> tuple[str, ...]:
    """The names that an option is given, which can be repeated and takes lists with commas.

    Raises:
        UsageError: A value names nothing, as an unset variable does: it is not taken for all.
    """
    found: list[str] = []
    for value in values:
        names = [part.strip() for part in value.split(",") if part.strip()]
        if not names:
            raise UsageError(f"--{name} is given {value!r}, which names nothing: leave the option away")
        found += names
    return tuple(found)


def _sources(values: Iterable[str]) -> dict[str, str]:
    """Forced sources: ``BACKEND=SOURCE``, or ``SOURCE`` for all backends."""
    found = {}
    for value in values:
        name, equals, source = value.partition("=")
        found[name if equals else ALL] = source if equals else name
    return found


def _versions(values: Iterable[str]) -> dict[str, str]:
    """Versions of servers: ``BACKEND=VERSION``."""
    found: dict[str, str] = {}
    for value in values:
        name, _, version = (part.strip() for part in value.partition("="))
        if not name or not re.fullmatch(r"[\w][\w.-]{0,127}", version):
            raise UsageError(f"--server-version {value!r}: write it as BACKEND=VERSION such as postgres=15")
        if name in found:
            raise UsageError(f"--server-version {name} is given twice")
        found[name] = version
    return found


def _check_required(name: str, targets: Iterable[Target], stores: Iterable[Store]) -> None:
    """Refuse what cannot be required, as it does not exist or was left out."""
    if any(name in {s.id, s.product.name} for s in STORES):
        if not any(name in {s.id, s.product.name} for s in stores):
            raise UsageError(f"--require {name}: it is not selected by --store")
        return
    if not any(name in {t.id, t.backend.name} for t in TARGETS):
        refuse_refused(name)
        known = dict.fromkeys([t.backend.name for t in TARGETS] + [t.id for t in TARGETS] + [s.id for s in STORES])
        near = did_you_mean(name, known) or ";"
        raise UsageError(
            f"--require {name}: unknown target, backend or store {name!r}{near} known are {', '.join(known)}"
        )
    if not any(name in {t.id, t.backend.name} for t in targets):
        one = any(name == t.id for t in TARGETS)
        raise UsageError(f"--require {name}: {'it is not' if one else 'none of its targets is'} selected by --target")
