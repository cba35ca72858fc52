"""A backend of one's own, as the page invites to write: the checks bring it, over this dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from assay.domain.capabilities import Ability, StoreCapability, has, lacks
from assay.domain.object_stores import OWN, Bucket, Client, ObjectStore, Opening
from assay.domain.servers import Server

_NO_URL = "the dictionary has no URL; the backend says so as the library's own do"


@dataclass
class Stored:
    """An object in the dictionary."""

    content: bytes
    content_type: str = "application/octet-stream"
    metadata: dict[str, str] = field(default_factory=dict)


class _Dictionary(Bucket):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._objects: dict[str, Stored] = {}

    def opening(self) -> Opening:
        return Opening(self._objects)

    def names(self) -> set[str]:
        return set(self._objects)

    def content(self, name: str) -> bytes | None:
        found = self._objects.get(name)
        return None if found is None else found.content

    def attributes(self, name: str) -> dict[str, str]:
        found = self._objects[name]
        return {"content-type": found.content_type, **found.metadata}

    def put(self, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        self._objects[name] = Stored(content, content_type)

    def clear(self) -> None:
        self._objects.clear()


class Custom(ObjectStore):
    """A dictionary behind a backend that an application wrote."""

    name = "custom"
    title = "a backend of one's own"
    clients = (OWN,)
    detail = "in the process"
    capabilities: ClassVar[Mapping[StoreCapability, Ability]] = {
        StoreCapability.OWN_BACKEND: has("the checks bring the backend, over a dictionary"),
        StoreCapability.SIGNS_DOWNLOADS: lacks(_NO_URL),
        StoreCapability.SIGNS_UPLOADS: lacks(_NO_URL),
        StoreCapability.LIMITS_EXPIRY: lacks(_NO_URL),
        StoreCapability.SIGNATURE_COVERS_HOST: lacks(_NO_URL),
        StoreCapability.SERVES_OVER_HTTP: lacks(_NO_URL),
    }

    def create_bucket(self, server: Server | None, name: str, client: Client, directory: Path) -> Bucket:
        """See the base class."""
        del server, client, directory
        return _Dictionary(name)
