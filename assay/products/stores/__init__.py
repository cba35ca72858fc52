"""The object stores: one file per product, and the registry of them."""

from __future__ import annotations

from collections.abc import Iterable

from assay.domain.errors import UsageError
from assay.domain.object_stores import ObjectStore, Store
from assay.products.stores.azure import Azure
from assay.products.stores.custom import Custom
from assay.products.stores.gcs import GCS
from assay.products.stores.local import Local
from assay.products.stores.memory import Memory
from assay.products.stores.s3 import S3

PRODUCTS: tuple[ObjectStore, ...] = (Memory(), Local(), S3(), Azure(), GCS(), Custom())
"""All products, in the order of reports."""

STORES: tuple[Store, ...] = tuple(Store(product, client) for product in PRODUCTS for client in product.clients)
"""All stores, in the order of reports."""

_BY_NAME = {product.name: product for product in PRODUCTS}


def product(name: str) -> ObjectStore | None:
    """The product of that name, if there is one."""
    return _BY_NAME.get(name)


def store(id_: str) -> Store:
    """The store of that id.

    Raises:
        UsageError: There is none; the message lists those that there are.
    """
    found = {s.id: s for s in STORES}
    if id_ not in found:
        raise UsageError(f"unknown store {id_!r}; known are {', '.join(found)}")
    return found[id_]


def stores(names: Iterable[str] = ()) -> tuple[Store, ...]:
    """The stores that a selection names, in the order of reports, each once.

    Args:
        names: Store ids, and product names for all stores of a product; none for all.

    Raises:
        UsageError: A name is neither.
    """
    wanted = list(names)
    for name in wanted:
        if name not in _BY_NAME:
            store(name)
    return tuple(s for s in STORES if not wanted or s.id in wanted or s.product.name in wanted)
