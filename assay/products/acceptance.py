"""What a database or an object store of a plug-in has to be, so that it can stand beside the others."""

from __future__ import annotations

from collections.abc import Iterable

from assay.domain.errors import UsageError
from assay.domain.object_stores import CAPABILITIES, ObjectStore, Store
from assay.domain.targets import Backend, Target
from assay.products.plugins import Plugin
from assay.servers.images import read_images

IMAGES = "images.toml"
"""The file of a plug-in with the images of its services."""


class Acceptance:
    """Says what is wrong with what plug-ins bring, beside what there is already.

    Args:
        backends: Assay's own.
        products: Assay's own.
    """

    def __init__(self, backends: Iterable[Backend], products: Iterable[ObjectStore]) -> None:
        own: tuple[Backend | ObjectStore, ...] = (*(own_backends := tuple(backends)), *products)
        self._capabilities = frozenset(name for one in own_backends for name in one.capabilities)
        self._taken = {"all": "the option --source"}
        self._image_keys = {one.image_key: one.title for one in own if one.image_key is not None}
        for one in own:
            self._take(one)

    def backend_problem(self, plugin: Plugin[Backend]) -> str:
        """What is wrong with a backend of a plug-in, and what mends it; if nothing is, its names are taken."""
        one = plugin.product
        return (
            _lacking(one, "title", "drivers", "admin_dialect", "capabilities")
            or _unknown(one.capabilities, self._capabilities)
            or self._images_problem(plugin)
            or self._taken_name(one)
        )

    def store_problem(self, plugin: Plugin[ObjectStore]) -> str:
        """What is wrong with a store of a plug-in, and what mends it; if nothing is, its names are taken."""
        one = plugin.product
        limits = (name for by_name in one.limits.values() for name in by_name)
        return (
            _lacking(one, "title", "clients", "capabilities")
            or _unknown((*one.capabilities, *limits), CAPABILITIES)
            or self._images_problem(plugin)
            or self._taken_name(one)
        )

    def _images_problem(self, plugin: Plugin[Backend] | Plugin[ObjectStore]) -> str:
        """What is wrong with what it says of images; a product without a table is one that nobody has an image of."""
        key, file = plugin.product.image_key, plugin.file(IMAGES)
        others = {name: owner for name, owner in self._image_keys.items() if owner != str(plugin)}
        if key in others:
            return (
                f"the image {key!r} is that of {others[key]}: give image_key another value, and the image "
                f"a table of that name in an {IMAGES} beside the module"
            )
        if file is not None:
            try:
                tables = read_images(file)
            except UsageError as error:
                return str(error)
            if taken := sorted({*tables} & {*others}):
                return f"{file}: the table [{taken[0]}] is that of {others[taken[0]]}: rename it"
            self._image_keys |= dict.fromkeys(tables, str(plugin))
        if key is not None:
            self._image_keys[key] = str(plugin)
        return ""

    def _taken_name(self, product: Backend | ObjectStore) -> str:
        for name in _names(product):
            if name in self._taken:
                return f"the name {name!r} is taken, by {self._taken[name]}: rename it, or uninstall one of the two"
        self._take(product)
        return ""

    def _take(self, product: Backend | ObjectStore) -> None:
        self._taken |= dict.fromkeys(_names(product), f"{product.title} of {type(product).__module__}")


def _names(product: Backend | ObjectStore) -> list[str]:
    """The names by which options mean a product, or one of its targets or stores."""
    ids = (
        (Target(product, driver).id for driver in product.drivers)
        if isinstance(product, Backend)
        else (Store(product, client).id for client in product.clients)
    )
    return list(dict.fromkeys((product.name, *ids)))


def _lacking(product: object, *attributes: str) -> str:
    missing = [name for name in attributes if not getattr(product, name, None)]
    return f"{type(product).__name__} has no {', '.join(missing)}: define it" if missing else ""


def _unknown(given: Iterable[str], known: Iterable[str]) -> str:
    unknown = sorted({*given} - {*known})
    return f"unknown capability {unknown[0]!r}; known are {', '.join(sorted(known))}" if unknown else ""
