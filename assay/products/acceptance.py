"""What a database or an object store of a plug-in has to be, so that it can stand beside the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assay.domain.capabilities import Ability, DatabaseCapability, StoreCapability, capability
from assay.domain.errors import UsageError
from assay.domain.object_stores import ObjectStore, Store
from assay.domain.quirks import undefined
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
        self._backends = [*backends]
        own: tuple[Backend | ObjectStore, ...] = (*self._backends, *products)
        self._taken = {"all": "the option --source"}
        self._image_keys = {one.image_key: one.title for one in own if one.image_key is not None}
        for one in own:
            self._take(one)

    def backend_problem(self, plugin: Plugin[Backend]) -> str:
        """What is wrong with a backend of a plug-in, and what mends it; if nothing is, its names are taken."""
        one = plugin.product
        problem = (
            _lacking(one, "title", "drivers", "admin_dialect")
            or _misstated(DatabaseCapability, one.capabilities)
            or undefined(one)
            or self._name_problem(one)
            or self._dialect_problem(one)
            or self._images_problem(plugin)
        )
        if not problem:
            self._accept(plugin)
            self._backends.append(one)
        return problem

    def store_problem(self, plugin: Plugin[ObjectStore]) -> str:
        """What is wrong with a store of a plug-in, and what mends it; if nothing is, its names are taken."""
        one = plugin.product
        problem = (
            _lacking(one, "title", "clients")
            or _misstated(StoreCapability, one.capabilities, *one.limits.values())
            or self._name_problem(one)
            or self._images_problem(plugin)
        )
        if not problem:
            self._accept(plugin)
        return problem

    def _accept(self, plugin: Plugin[Backend] | Plugin[ObjectStore]) -> None:
        file, key = plugin.file(IMAGES), plugin.product.image_key
        self._image_keys |= dict.fromkeys(read_images(file) if file is not None else (), str(plugin))
        self._image_keys |= {key: str(plugin)} if key is not None else {}
        self._take(plugin.product)

    def _take(self, product: Backend | ObjectStore) -> None:
        self._taken |= dict.fromkeys(_names(product), f"{product.title} of {type(product).__module__}")

    def _name_problem(self, product: Backend | ObjectStore) -> str:
        for name in _names(product):
            if name in self._taken:
                return f"the name {name!r} is taken, by {self._taken[name]}: rename it, or uninstall one of the two"
        return ""

    def _dialect_problem(self, one: Backend) -> str:
        """What is wrong if another product has its dialect, and it does not tell its servers from that one's."""
        for other in self._backends:
            shared = [name for name in one.dialects if name in other.dialects]
            if shared and all(_same_method(one, other, name) for name in ("claims", "facts", "refuse_others")):
                return (
                    f"its dialect {shared[0]!r} is {other.title}'s too: define claims(), which says whether a server "
                    f"is one of {one.title}"
                )
        return ""

    def _images_problem(self, plugin: Plugin[Backend] | Plugin[ObjectStore]) -> str:
        """What is wrong with what it says of images; a product without a table is one that nobody has an image of."""
        key, file = plugin.product.image_key, plugin.file(IMAGES)
        others = {name: owner for name, owner in self._image_keys.items() if owner != str(plugin)}
        if key in others:
            return (
                f"the image {key!r} is that of {others[key]}: give image_key another value, and the image "
                f"a table of that name in an {IMAGES} beside the module"
            )
        try:
            tables = read_images(file) if file is not None else {}
        except UsageError as error:
            return str(error)
        if taken := sorted({*tables} & {*others}):
            return f"{file}: the table [{taken[0]}] is that of {others[taken[0]]}: rename it"
        return ""


def _names(product: Backend | ObjectStore) -> list[str]:
    """The names by which options mean a product, or one of its targets or stores."""
    ids = (
        (Target(product, driver).id for driver in product.drivers)
        if isinstance(product, Backend)
        else (Store(product, client).id for client in product.clients)
    )
    return list(dict.fromkeys((product.name, *ids)))


def _same_method(one: Backend, other: Backend, name: str) -> bool:
    return getattr(type(one), name, None) is getattr(type(other), name, None)


def _lacking(product: object, *attributes: str) -> str:
    missing = [name for name in attributes if not getattr(product, name, None)]
    return f"{type(product).__name__} has no {', '.join(missing)}: define it" if missing else ""


def _misstated(kind: type[DatabaseCapability] | type[StoreCapability], *profiles: Mapping[Any, Any]) -> str:
    """What is wrong with the first key or value of a profile that is; a plug-in's types need not have been checked."""
    for key, value in (item for profile in profiles for item in profile.items()):
        if not isinstance(key, kind):
            try:
                near = capability(str(key))
            except UsageError as error:
                return str(error)
            return f"the capability {str(key)!r} is not {kind.__name__}'s: write {type(near).__name__}.{near.name}"
        if not isinstance(value, Ability):
            return f"the capability {key.value!r} is stated as {value!r}: write has(reason) or lacks(reason)"
    return ""
