"""A backend of one's own, over a dictionary, as the page invites to write."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterable, Sequence
from pathlib import Path
from typing import Any

from advanced_alchemy.types.file_object import FileObject
from advanced_alchemy.types.file_object.base import PathLike, StorageBackend

from assay.checking import Stored


class DictionaryBackend(StorageBackend):
    """Keeps the bytes in a dictionary."""

    driver = "dictionary"
    protocol = "dictionary"

    def __init__(self, key: str, fs: dict[str, Stored]) -> None:
        super().__init__(key=key, fs=fs)

    def get_content(self, path: PathLike, *, options: dict[str, Any] | None = None) -> bytes:
        """The bytes."""
        try:
            stored: Stored = self.fs[self._to_path(path)]
        except KeyError:
            raise FileNotFoundError(str(path)) from None
        return stored.content

    async def get_content_async(self, path: PathLike, *, options: dict[str, Any] | None = None) -> bytes:
        """The bytes."""
        return self.get_content(path, options=options)

    def save_object(
        self,
        file_object: FileObject,
        data: Any,
        *,
        use_multipart: bool | None = None,
        chunk_size: int = 5 * 1024 * 1024,
        max_concurrency: int = 12,
    ) -> FileObject:
        """Keep the bytes."""
        if isinstance(data, Path):
            content = data.read_bytes()
        else:
            content = bytes(data) if isinstance(data, bytes | bytearray) else b"".join(data)
        metadata = {k: v if isinstance(v, str) else json.dumps(v) for k, v in file_object.metadata.items()}
        self.fs[file_object.path] = Stored(content, file_object.content_type, metadata)
        file_object.size = len(content)
        return file_object

    async def save_object_async(self, file_object: FileObject, data: Any, **options: Any) -> FileObject:
        """Keep the bytes."""
        if isinstance(data, AsyncIterable):
            data = b"".join([chunk async for chunk in data])
        return self.save_object(file_object, data, **options)

    def delete_object(self, paths: PathLike | Sequence[PathLike]) -> None:
        """Forget the bytes."""
        for path in [paths] if isinstance(paths, str | os.PathLike) else paths:
            if self.fs.pop(self._to_path(path), None) is None:
                raise FileNotFoundError(str(path))

    async def delete_object_async(self, paths: PathLike | Sequence[PathLike]) -> None:
        """Forget the bytes."""
        self.delete_object(paths)

    def sign(
        self, paths: PathLike | Sequence[PathLike], *, expires_in: int | None = None, for_upload: bool = False
    ) -> str | list[str]:
        """There are no URLs; said as the library's own backends do."""
        raise NotImplementedError("a dictionary has no URLs")

    async def sign_async(
        self, paths: PathLike | Sequence[PathLike], *, expires_in: int | None = None, for_upload: bool = False
    ) -> str | list[str]:
        """There are no URLs; said as the library's own backends do."""
        return self.sign(paths, expires_in=expires_in, for_upload=for_upload)
