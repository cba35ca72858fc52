"""A backend of one's own, as the page invites to write: the checks bring it, over this dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from assay.domain.object_stores import OWN, Bucket, Client, ObjectStore, Opening
from assay.domain.servers import Server
from assay.domain.targets import Capability

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
    capabilities: ClassVar[Mapping[str, Capability]] = {
        "keeps-objects": Capability(True, "in a dictionary, until the process ends"),
        "keeps-content-type": Capability(True, "the dictionary keeps the type beside the bytes"),
        "keeps-metadata": Capability(True, "the dictionary keeps the metadata beside the bytes"),
        "multipart-upload": Capability(True, "whatever comes is put together in memory"),
        "signs-downloads": Capability(False, _NO_URL),
        "signs-uploads": Capability(False, _NO_URL),
        "limits-expiry": Capability(False, _NO_URL),
        "signature-covers-host": Capability(False, _NO_URL),
        "serves-over-http": Capability(False, _NO_URL),
    }

    def create_bucket(self, server: Server | None, name: str, client: Client, directory: Path) -> Bucket:
        """See the base class."""
        del server, client, directory
        return _Dictionary(name)
