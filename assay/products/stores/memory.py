"""In memory: obstore's store, or fsspec's process-wide file system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from assay.domain.capabilities import Ability, StoreCapability, has, lacks
from assay.domain.object_stores import FSSPEC, OBSTORE, Bucket, Client, ObjectStore, Opening
from assay.domain.servers import Server

_NO_URL = "what is in a process's memory has no URL"


class _ObstoreBucket(Bucket):
    def __init__(self, name: str) -> None:
        from obstore.store import MemoryStore

        super().__init__(name)
        self._store = MemoryStore()

    def opening(self) -> Opening:
        return Opening(self._store)

    def names(self) -> set[str]:
        return {str(entry["path"]) for page in self._store.list() for entry in page}

    def content(self, name: str) -> bytes | None:
        try:
            return bytes(self._store.get(name).bytes())
        except FileNotFoundError:
            return None

    def attributes(self, name: str) -> dict[str, str]:
        found: Mapping[Any, Any] = self._store.get(name).attributes
        return {str(key).lower(): str(value) for key, value in found.items()}

    def put(self, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        self._store.put(name, content, attributes={"Content-Type": content_type})

    def clear(self) -> None:
        if names := sorted(self.names()):
            self._store.delete(names)


class _FsspecBucket(Bucket):
    def __init__(self, name: str) -> None:
        from fsspec.implementations.memory import MemoryFileSystem

        super().__init__(name)
        self._fs = MemoryFileSystem(skip_instance_cache=True)
        self._prefix = f"/{name}/"

    def opening(self) -> Opening:
        return Opening("memory", {"prefix": self.name})

    def names(self) -> set[str]:
        return {path.removeprefix(self._prefix) for path in self._fs.store if path.startswith(self._prefix)}

    def content(self, name: str) -> bytes | None:
        found = self._fs.store.get(self._prefix + name)
        return None if found is None else bytes(found.getvalue())

    def put(self, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        del content_type
        self._fs.pipe_file(self._prefix + name, content)

    def clear(self) -> None:
        for path in [path for path in self._fs.store if path.startswith(self._prefix)]:
            del self._fs.store[path]


class Memory(ObjectStore):
    """A store in the process's memory."""

    name = "memory"
    title = "memory"
    clients = (OBSTORE, FSSPEC)
    detail = "in the process"
    capabilities: ClassVar[Mapping[StoreCapability, Ability]] = {
        StoreCapability.KEEPS_IN_MEMORY: has("in the memory of the process, until it ends"),
        StoreCapability.SIGNS_DOWNLOADS: lacks(_NO_URL),
        StoreCapability.SIGNS_UPLOADS: lacks(_NO_URL),
        StoreCapability.LIMITS_EXPIRY: lacks(_NO_URL),
        StoreCapability.SIGNATURE_COVERS_HOST: lacks(_NO_URL),
        StoreCapability.SERVES_OVER_HTTP: lacks(_NO_URL),
    }
    limits: ClassVar[Mapping[str, Mapping[StoreCapability, Ability]]] = {
        "fsspec": {
            StoreCapability.MULTIPART_UPLOAD: lacks("the library's fsspec backend hands on the content in one piece"),
            StoreCapability.KEEPS_CONTENT_TYPE: lacks("fsspec's memory file system keeps bytes only"),
            StoreCapability.KEEPS_METADATA: lacks("fsspec's memory file system keeps bytes only"),
        }
    }

    def create_bucket(self, server: Server | None, name: str, client: Client, directory: Path) -> Bucket:
        """See the base class."""
        del server, directory
        return _ObstoreBucket(name) if client == OBSTORE else _FsspecBucket(name)
