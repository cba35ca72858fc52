"""What of the suites was selected: targets, stores and features, and the servers that these need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assay.domain.catalogue import Catalogue
from assay.domain.example_profiles import DEFAULT
from assay.domain.object_stores import ObjectStore, Store
from assay.domain.servers import Service
from assay.domain.targets import Backend, Target
from assay.products.registry import STORES
from assay.running.options import Options


@dataclass(frozen=True)
class Selection:
    """The parts of the suite that a run is about.

    Args:
        targets: The selected targets.
        features: Ids of the selected features; None for all.
        required: Names of targets, backends and object stores that have to run.
        stores: The selected stores.
        named: What was asked for by name: targets, backends, stores and their products. It has to run too.
        allow_missing: Whether a run may pass although it did not.
        profile: How many examples are drawn.
    """

    targets: tuple[Target, ...]
    features: frozenset[str] | None
    required: frozenset[str]
    stores: tuple[Store, ...] = STORES
    named: tuple[str, ...] = ()
    allow_missing: bool = False
    profile: str = DEFAULT

    @classmethod
    def of(cls, options: Options, catalogue: Catalogue) -> Selection:
        """What options select.

        Raises:
            UsageError: The catalogue has no such feature or chapter; the message lists what there is.
        """
        features = frozenset(f.id for name in options.feature for f in catalogue.matching(name))
        return cls(
            targets=options.targets,
            features=features or None,
            required=frozenset(options.require),
            stores=options.stores,
            named=() if options.allow_missing else tuple(dict.fromkeys([*options.target, *options.store])),
            allow_missing=options.allow_missing,
            profile=options.profile,
        )

    @property
    def backends(self) -> list[Backend]:
        """The backends of the selected targets."""
        return list(dict.fromkeys(target.backend for target in self.targets))

    @property
    def store_servers(self) -> list[ObjectStore]:
        """The products of the selected stores that need a server."""
        return list(dict.fromkeys(s.product for s in self.stores if s.product.image_key is not None))

    def servers(self, catalogue: Catalogue, suites: Path, paths: Iterable[Path]) -> list[Service]:
        """All that has to be served for the checks of some paths; see :func:`wants_stores`."""
        return [*self.backends, *(self.store_servers if wants_stores(catalogue, self, suites, paths) else ())]

    def servers_of(self, names: Iterable[str]) -> list[Service]:
        """The backends, and the object stores with a server, that the selected ones of these names need."""
        wanted = {*names}
        found: list[Service] = [t.backend for t in self.targets if wanted & {t.id, t.backend.name}]
        served = [s.product for s in self.stores if wanted & {s.id, s.product.name}]
        found += [product for product in served if product.image_key is not None]
        return list(dict.fromkeys(found))

    def has(self, target: Target, store: Store | None = None) -> bool:
        """Whether a target is selected, and the store if there is one."""
        return target in self.targets and (store is None or store in self.stores)


def wants_stores(catalogue: Catalogue, selection: Selection, suites: Path, paths: Iterable[Path]) -> bool:
    """Whether a run can come to checks that need a store: their chapters are folders of the suites.

    Args:
        catalogue: The catalogue.
        selection: What was asked for.
        suites: The folder of the checks.
        paths: The paths of the command line.
    """
    wanted = [f for f in catalogue if selection.features is None or f.id in selection.features]
    folders = {suites / f.chapter for f in wanted if "storage" in f.varies}
    return any(p == folder or p in folder.parents or folder in p.parents for p in paths for folder in folders)
