"""What was asked for: targets, features, and where things are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.object_stores import Store
from assay.domain.targets import Target
from assay.pool.user_servers import owner_of
from assay.process.installation import root
from assay.products.registry import STORES, TARGETS, refuse_refused
from assay.products.registry import stores as find_stores
from assay.products.registry import targets as find_targets


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
    """

    targets: tuple[Target, ...]
    features: frozenset[str] | None
    required: frozenset[str]
    stores: tuple[Store, ...] = STORES
    named: tuple[str, ...] = ()
    allow_missing: bool = False

    def servers_of(self, names: Iterable[str]) -> list[str]:
        """Names of the backends and object stores with a server that the selected ones of these names need."""
        wanted = {*names}
        found = [t.backend.name for t in self.targets if wanted & {t.id, t.backend.name}]
        served = [s for s in self.stores if s.product.image_key is not None]
        found += [s.product.name for s in served if wanted & {s.id, s.product.name}]
        return list(dict.fromkeys(found))

    @property
    def backends(self) -> list[str]:
        """Names of the backends of the selected targets."""
        return list(dict.fromkeys(target.backend.name for target in self.targets))

    @property
    def services(self) -> list[str]:
        """Names of the object stores of the selected stores that need a server."""
        return list(dict.fromkeys(s.product.name for s in self.stores if s.product.image_key is not None))

    def has(self, target: Target, store: Store | None = None) -> bool:
        """Whether a target is selected, and the store if there is one."""
        return target in self.targets and (store is None or store in self.stores)


def split(values: Iterable[str]) -> list[str]:
    """Values of an option that can be repeated and take comma-separated lists.

    Raises:
        UsageError: One names nothing, as an unset variable does: it is not taken for all.
    """
    found = []
    for value in values:
        names = [part.strip() for part in value.split(",") if part.strip()]
        if not names:
            raise UsageError(
                f"an option that takes names is given {value!r}, which names nothing: leave the option away"
            )
        found += names
    return found


def choose(
    catalogue: Catalogue,
    targets: Sequence[str],
    features: Sequence[str],
    required: Sequence[str],
    stores: Sequence[str] = (),
    *,
    allow_missing: bool = False,
) -> Selection:
    """Resolve option values.

    Args:
        catalogue: The catalogue.
        targets: Names of targets or backends; all if empty.
        features: Ids of features or chapters; all if empty.
        required: Names of targets, backends, stores and their products.
        stores: Names of stores or their products; all if empty.
        allow_missing: Whether a run may pass without what is asked for by name.

    Raises:
        UsageError: One is unknown; the message lists what there is.
    """
    chosen = find_targets(split(targets))
    ids: set[str] = set()
    for name in split(features):
        ids.update(f.id for f in catalogue.matching(name))
    needed = split(required)
    kept = find_stores(split(stores))
    for name in needed:
        _check_required(name, chosen, kept)
    named = () if allow_missing else tuple(dict.fromkeys([*split(targets), *split(stores)]))
    return Selection(chosen, frozenset(ids) if ids else None, frozenset(needed), kept, named, allow_missing)


def _check_required(name: str, targets: Iterable[Target], stores: Iterable[Store]) -> None:
    """Refuse what cannot be required, as it does not exist or was left out."""
    if any(name in {s.id, s.product.name} for s in STORES):
        if not any(name in {s.id, s.product.name} for s in stores):
            raise UsageError(f"--require {name}: it is not selected by --store")
        return
    if not any(name in {t.id, t.backend.name} for t in TARGETS):
        refuse_refused(name)
        known = dict.fromkeys([t.backend.name for t in TARGETS] + [t.id for t in TARGETS] + [s.id for s in STORES])
        raise UsageError(f"--require {name}: unknown target, backend or store {name!r}; known are {', '.join(known)}")
    if not any(name in {t.id, t.backend.name} for t in targets):
        one = any(name == t.id for t in TARGETS)
        raise UsageError(f"--require {name}: {'it is not' if one else 'none of its targets is'} selected by --target")


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


def as_named(suites: Path, paths: Iterable[Path]) -> Path:
    """The folder of the checks as pytest will spell it, which leaves symbolic links in a path as they are.

    Args:
        suites: The folder, without symbolic links.
        paths: The paths of the command line, absolute.

    Raises:
        UsageError: A path leads into it, but past it, or two spell it differently.
    """
    found = set()
    for path in paths:
        real = path.resolve()
        if real in suites.parents:
            found.add(path / suites.relative_to(real))
        elif real.is_relative_to(suites):
            spelled = next((p for p in (path, *path.parents) if p.resolve() == suites), None)
            if spelled is None:
                raise UsageError(f"{path}: a link into the suites; name {real}")
            found.add(spelled)
    if len(found) > 1:
        raise UsageError(f"{' and '.join(map(str, sorted(found)))} are one folder; name it in one way")
    return found.pop() if found else suites


def check_servers(
    servers_from: str | None, sources: Mapping[str, str], urls: Iterable[str], versions: Mapping[str, str]
) -> None:
    """Refuse options of which one would silently take away what another asks for.

    Args:
        servers_from: The value of ``--servers-from``.
        sources: Forced sources by backend name, ``all`` for every other.
        urls: The values of ``--database-url``.
        versions: Versions of servers by backend name.

    Raises:
        UsageError: They contradict each other.
    """
    urls = list(urls)
    for name, given in (("--server-version", versions), ("--database-url", urls), ("--source", sources)):
        if servers_from and given:
            raise UsageError(f"{name} is for servers that are yet to start; give it to `assay servers`, not here")
    for backend in (owner_of(url)[0].name for url in urls):
        if sources.get(backend, sources.get("all", "url")) != "url":
            forced = f"{backend}={sources[backend]}" if backend in sources else sources["all"]
            raise UsageError(f"--source {forced}: {backend} has a --database-url, which it would leave unused")
        if backend in versions:
            raise UsageError(
                f"--server-version {backend}={versions[backend]}: only containers have versions, "
                f"and {backend} has a --database-url"
            )


def repository_file(name: str) -> Path:
    """A file of the suites that come with Assay."""
    return root() / "suites" / name
