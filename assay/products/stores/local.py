"""The local file system."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from assay.domain.capabilities import Ability, StoreCapability, has, lacks
from assay.domain.object_stores import FSSPEC, OBSTORE, PAGES, ROOM, Bucket, Client, ObjectStore, Opening
from assay.domain.servers import Server

_NO_URL = "a file has no URL that others could use"
_BYTES_ONLY = "a file has bytes and times, and no attributes"


class _Directory(Bucket):
    def __init__(self, name: str, root: Path, client: Client) -> None:
        super().__init__(name)
        self._root = root
        self._client = client
        root.mkdir(parents=True)

    def opening(self) -> Opening:
        if self._client == FSSPEC:
            return Opening("file", {"prefix": str(self._root)})
        return Opening(f"file://{self._root}/")

    def names(self) -> set[str]:
        return {str(path.relative_to(self._root)) for path in self._root.rglob("*") if path.is_file()}

    def content(self, name: str) -> bytes | None:
        path = self._root / name
        return path.read_bytes() if path.is_file() else None

    def put(self, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
        del content_type
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def try_write(self) -> None:
        try:
            self.put(ROOM, secrets.token_bytes(PAGES))
        finally:
            (self._root / ROOM).unlink(missing_ok=True)

    def clear(self) -> None:
        for path in self._root.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def remove(self) -> None:
        """Remove the directory itself."""
        shutil.rmtree(self._root, ignore_errors=True)


class Local(ObjectStore):
    """Files below a directory."""

    name = "local"
    title = "the local file system"
    clients = (OBSTORE, FSSPEC)
    detail = "a directory of the run"
    capabilities: ClassVar[Mapping[StoreCapability, Ability]] = {
        StoreCapability.KEEPS_IN_FILES: has("as files below the configured directory"),
        StoreCapability.KEEPS_CONTENT_TYPE: lacks(_BYTES_ONLY),
        StoreCapability.KEEPS_METADATA: lacks(_BYTES_ONLY),
        StoreCapability.SIGNS_DOWNLOADS: lacks(_NO_URL),
        StoreCapability.SIGNS_UPLOADS: lacks(_NO_URL),
        StoreCapability.LIMITS_EXPIRY: lacks(_NO_URL),
        StoreCapability.SIGNATURE_COVERS_HOST: lacks(_NO_URL),
        StoreCapability.SERVES_OVER_HTTP: lacks(_NO_URL),
    }

    limits: ClassVar[Mapping[str, Mapping[StoreCapability, Ability]]] = {
        "fsspec": {
            StoreCapability.MULTIPART_UPLOAD: lacks("the library's fsspec backend hands on the content in one piece"),
        }
    }

    def create_bucket(self, server: Server | None, name: str, client: Client, directory: Path) -> Bucket:
        """See the base class."""
        del server
        return _Directory(name, directory / name, client)
