"""The catalogue: what must hold, feature by feature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from packaging.utils import is_normalized_name
from packaging.version import InvalidVersion, Version

from assay.domain.capabilities import capability, store_capability
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.object_stores import Store
from assay.domain.targets import Target
from assay.domain.toml_files import load_toml

Variation = Literal["none", "backend", "driver", "sync-async", "storage"]
REFERENCE_TARGET = "sqlite-aiosqlite"
"""Where a feature that varies over nothing is checked."""
REFERENCE_STORE = "memory"
"""The store on which a feature that varies over stores is checked with every database."""


class Feature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One documented claim.

    Args:
        id: ``chapter.name``.
        page: The documentation page that makes the claim, as the subject's ``pages`` name it; empty for the page that
            the subject names as its documentation.
        section: The section of the page.
        claim: The claim in our own words.
        varies: What the answer can depend on.
        level: ``core`` is promised for every database, ``extended`` where the database can.
        needs: Capabilities without which a target cannot have the feature.
        since: First version of the library that has it; empty if all supported ones do.
        until: First version of the library that no longer has it.
        installed: Distributions that are optional for the library, and that the feature does not work without.
        only_with: Capabilities of the stores that a claim about storage speaks of; on others it is not checked at all.
        every_pair: Check every target with every store. Otherwise every target is checked with the reference store, and
            every store with the reference backend's targets.
        cost: How many times as much a check of it costs as most do, by which processes are shared out.
        formerly: Ids that it had before, so that comparisons and histories go on through a change of its name.
    """

    id: str
    section: str
    claim: str
    varies: tuple[Variation, ...]
    level: Literal["core", "extended"] = "core"
    needs: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    installed: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    every_pair: bool = False
    formerly: tuple[str, ...] = ()
    page: str = ""
    cost: float = 1.0

    @property
    def chapter(self) -> str:
        """The part of the id before the first dot."""
        return self.id.partition(".")[0]

    def offered_by(self, version: str) -> bool:
        """Whether this version of the library has the feature; a release candidate has what its release will.

        Args:
            version: The version; one that is not known has every feature.
        """
        if not version:
            return True
        return (not self.since or _reaches(version, self.since)) and (
            not self.until or not _reaches(version, self.until)
        )

    def targets(self, known: Sequence[Target]) -> list[Target]:
        """Those of the known targets that the feature varies over.

        ``driver`` means every target; without it one primary driver per colour stands for its backend, and without
        ``backend`` the reference backend stands for all.
        """
        if "driver" in self.varies:
            return list(known)
        reference, _, _ = REFERENCE_TARGET.partition("-")
        chosen = []
        for target in known:
            if target.driver not in target.backend.primary_drivers:
                continue
            if "backend" not in self.varies and target.backend.name != reference:
                continue
            if "sync-async" not in self.varies and target.driver != target.backend.primary_drivers[0]:
                continue
            chosen.append(target)
        return chosen

    def stores(self, known: Sequence[Store]) -> list[Store]:
        """Those of the known stores that the feature varies over; none if it does not vary over stores."""
        if "storage" not in self.varies:
            return []
        return [s for s in known if all(s.capability(name).present for name in self.only_with)]

    def places(self, targets: Sequence[Target], stores: Sequence[Store]) -> list[tuple[Target, Store | None]]:
        """Where the feature is checked: its targets, each with the stores that it is checked with there.

        Args:
            targets: The known targets.
            stores: The known stores.
        """
        chosen = self.stores(stores)
        if not chosen:
            return [(target, None) for target in self.targets(targets)]
        reference = next((s for s in chosen if s.id == REFERENCE_STORE), chosen[0])
        backend, _, _ = REFERENCE_TARGET.partition("-")
        return [
            (target, store)
            for target in self.targets(targets)
            for store in chosen
            if self.every_pair
            or store == reference
            or (target.backend.name == backend and target.driver in target.backend.primary_drivers)
        ]


def _reaches(version: str, mark: str) -> bool:
    """Whether a version is at or beyond a mark; its pre-releases are at a release that is one."""
    installed, reached = Version(version), Version(mark)
    if not reached.is_prerelease:
        installed = max(installed, Version(installed.base_version))
    return installed >= reached


class _File(msgspec.Struct, forbid_unknown_fields=True):
    feature: list[Feature] = []
    include: list[str] = []
    """Files with further features, relative to this one; they come after its own, in this order."""


class Catalogue:
    """All features, by id, in the order of the documentation."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self._features = {feature.id: feature for feature in features}

    @classmethod
    def load(cls, path: Path) -> Catalogue:
        """Read a catalogue file, and those that it includes.

        Raises:
            UsageError: One cannot be read, has an unknown key or capability, a duplicate id or a bad version, or an
                included file includes others.
        """
        found = load_toml(path, _File)
        features = {feature.id: (path, feature) for feature in cls._read(path, found, set())}
        for name in found.include:
            file = path.parent / name
            more = load_toml(file, _File)
            if more.include:
                raise UsageError(f"{file}: an included file includes no others; name them in {path}")
            features |= {feature.id: (file, feature) for feature in cls._read(file, more, {*features})}
        if not features:
            raise UsageError(f"{path}: has no feature; add a [[feature]] or include a file that has one")
        cls._check_former(features)
        return cls(feature for _, feature in features.values())

    @classmethod
    def _read(cls, path: Path, found: _File, seen: set[str]) -> list[Feature]:
        """The features of a file, of which none may have one of the ids that were seen before."""
        for feature in found.feature:
            if feature.id in seen:
                raise UsageError(f"{path}: feature {feature.id!r} is listed twice; remove one")
            seen.add(feature.id)
            cls._check_capabilities(f"{path}: feature {feature.id!r}", feature)
            for version in filter(None, (feature.since, feature.until)):
                try:
                    Version(version)
                except InvalidVersion:
                    raise UsageError(f"{path}: feature {feature.id!r}: {version!r} is not a version") from None
            for name in feature.installed:
                if not is_normalized_name(name):
                    raise UsageError(
                        f"{path}: feature {feature.id!r}: installed: {name!r} is not a distribution's name"
                    )
        return found.feature

    @staticmethod
    def _check_capabilities(where: str, feature: Feature) -> None:
        """Refuse capabilities that there are not, and those of databases where only stores are spoken of."""
        try:
            for name in feature.needs:
                capability(name)
            for name in feature.only_with:
                store_capability(name)
        except UsageError as error:
            raise UsageError(f"{where}: {error}") from None
        if feature.only_with and "storage" not in feature.varies:
            raise UsageError(f"{where}: only_with chooses stores, and it does not vary over storage")

    @staticmethod
    def _check_former(features: Mapping[str, tuple[Path, Feature]]) -> None:
        """Refuse ids of before that are still in use, or are claimed twice."""
        claimed: dict[str, str] = {}
        for path, feature in features.values():
            for was in feature.formerly:
                where = f"{path}: feature {feature.id!r}: formerly {was!r}"
                if was in features:
                    raise UsageError(f"{where}: there is such a feature; it is no former id")
                if claimed.setdefault(was, feature.id) != feature.id:
                    raise UsageError(f"{where}: {claimed[was]} claims it too; it can be one feature only")
                if not all(was.partition(".")) or " " in was:
                    raise UsageError(f"{where}: is no id such as 'crud.get'")

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._features.values())

    def __len__(self) -> int:
        return len(self._features)

    def __contains__(self, feature_id: object) -> bool:
        return feature_id in self._features

    def __getitem__(self, feature_id: str) -> Feature:
        return self._features[feature_id]

    def matching(self, name: str) -> list[Feature]:
        """The features that an option value names: an id, or a chapter.

        Raises:
            UsageError: None is called that.
        """
        found = [f for f in self._features.values() if name in (f.id, f.chapter)]
        if not found:
            near = did_you_mean(name, [*self._features, *dict.fromkeys(f.chapter for f in self)])
            how = "name a feature id or a chapter; `assay list features` shows them"
            raise UsageError(f"unknown feature {name!r}{near or ':'} {how}")
        return found
