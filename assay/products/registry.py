"""The databases and object stores that there are, by name: Assay's own, and those of plug-ins.

Assay's own are named here and not by entry points: those are of the last installation, and a checkout that has moved on
since, or was never installed, would lack a database without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.object_stores import ObjectStore, Store
from assay.domain.servers import Service
from assay.domain.targets import Backend, Target
from assay.products import plugins
from assay.products.acceptance import IMAGES, Acceptance
from assay.products.backends.mysql import MySQL
from assay.products.backends.oracle import Oracle
from assay.products.backends.postgres import Postgres
from assay.products.backends.spanner import Spanner
from assay.products.backends.sqlite import SQLite
from assay.products.plugins import Plugin, RefusedPlugin
from assay.products.stores.azure import Azure
from assay.products.stores.custom import Custom
from assay.products.stores.gcs import GCS
from assay.products.stores.local import Local
from assay.products.stores.memory import Memory
from assay.products.stores.s3 import S3
from assay.servers.images import add_images

T = TypeVar("T")

OWN_BACKENDS: tuple[Backend, ...] = (SQLite(), Postgres(), MySQL(), Oracle(), Spanner())
OWN_PRODUCTS: tuple[ObjectStore, ...] = (Memory(), Local(), S3(), Azure(), GCS(), Custom())


_acceptance = Acceptance(OWN_BACKENDS, OWN_PRODUCTS)
_backend_plugins, _refused_backends = plugins.find(
    plugins.BACKENDS_GROUP,
    Backend,  # type: ignore[type-abstract]
    _acceptance.backend_problem,
)
_store_plugins, _refused_stores = plugins.find(
    plugins.STORES_GROUP,
    ObjectStore,  # type: ignore[type-abstract]
    _acceptance.store_problem,
)

PLUGINS: tuple[Plugin[Backend] | Plugin[ObjectStore], ...] = (*_backend_plugins, *_store_plugins)
"""The plug-ins that are used."""
for _plugin in PLUGINS:
    if (_images := _plugin.file(IMAGES)) is not None:
        add_images(_images)
REFUSED: tuple[RefusedPlugin, ...] = (*_refused_backends, *_refused_stores)
"""The plug-ins that are installed and cannot be used."""

BACKENDS: tuple[Backend, ...] = (*OWN_BACKENDS, *(plugin.product for plugin in _backend_plugins))
"""All backends, in the order of reports."""
TARGETS: tuple[Target, ...] = tuple(Target(one, driver) for one in BACKENDS for driver in one.drivers)
"""All targets, in the order of reports."""
PRODUCTS: tuple[ObjectStore, ...] = (*OWN_PRODUCTS, *(plugin.product for plugin in _store_plugins))
"""All products that keep objects, in the order of reports."""
STORES: tuple[Store, ...] = tuple(Store(one, client) for one in PRODUCTS for client in one.clients)
"""All stores, in the order of reports."""

_BACKENDS = {one.name: one for one in BACKENDS}
_TARGETS = {one.id: one for one in TARGETS}
_PRODUCTS = {one.name: one for one in PRODUCTS}
_STORES = {one.id: one for one in STORES}


def refuse_refused(name: str) -> None:
    """Say why what a plug-in should bring cannot be had, if the name is of such a one.

    Raises:
        UsageError: It is.
    """
    for plugin in REFUSED:
        if name not in {*_BACKENDS, *_PRODUCTS} and (name == plugin.name or name.startswith(f"{plugin.name}-")):
            raise UsageError(f"{name} cannot be had: {plugin.line}")


def _found(kind: str, name: str, known: Mapping[str, T]) -> T:
    if name not in known:
        refuse_refused(name)
        near = did_you_mean(name, known)
        raise UsageError(f"unknown {kind} {name!r}{near or ';'} known are {', '.join(known)}")
    return known[name]


def backend(name: str) -> Backend:
    """The backend of that name.

    Raises:
        UsageError: There is none; the message lists those that there are.
    """
    return _found("backend", name, _BACKENDS)


def target(id_: str) -> Target:
    """The target of that id.

    Raises:
        UsageError: There is none; the message lists those that there are.
    """
    return _found("target", id_, _TARGETS)


def targets(names: Iterable[str] = ()) -> tuple[Target, ...]:
    """The targets that a selection names, in the order of reports, each once.

    Args:
        names: Target ids, and backend names for all targets of a backend; none for all.

    Raises:
        UsageError: A name is neither.
    """
    wanted = list(names)
    for name in wanted:
        if name not in _BACKENDS and name not in _TARGETS:
            refuse_refused(name)
            raise UsageError(
                f"unknown target or backend {name!r}{did_you_mean(name, [*_BACKENDS, *_TARGETS]) or ';'} "
                f"known backends: {', '.join(_BACKENDS)}; known targets: {', '.join(_TARGETS)}"
            )
    if not wanted:
        return TARGETS
    return tuple(t for t in TARGETS if t.id in wanted or t.backend.name in wanted)


def product(name: str) -> ObjectStore | None:
    """The product of that name that keeps objects, if there is one."""
    return _PRODUCTS.get(name)


def store(id_: str) -> Store:
    """The store of that id.

    Raises:
        UsageError: There is none; the message lists those that there are.
    """
    return _found("store", id_, _STORES)


def stores(names: Iterable[str] = ()) -> tuple[Store, ...]:
    """The stores that a selection names, in the order of reports, each once.

    Args:
        names: Store ids, and product names for all stores of a product; none for all.

    Raises:
        UsageError: A name is neither.
    """
    wanted = list(names)
    for name in wanted:
        if name not in _PRODUCTS:
            store(name)
    return tuple(s for s in STORES if not wanted or s.id in wanted or s.product.name in wanted)


def service(name: str) -> Service:
    """The backend or the object store of that name.

    Raises:
        UsageError: There is none; the message lists the backends.
    """
    return product(name) or backend(name)
