"""The documents' application on the check's target and store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from advanced_alchemy.types import storages
from advanced_alchemy.types.file_object.backends.fsspec import FSSpecBackend
from advanced_alchemy.types.file_object.backends.obstore import ObstoreBackend
from advanced_alchemy.types.file_object.base import StorageBackend

from assay.checking import Bucket, HarnessError, Opening, Store, TargetRuntime
from suites.conftest import build
from suites.files.documents import Documents
from suites.files.own_backend import DictionaryBackend

KEY = "documents"
BACKENDS: dict[str, Callable[..., StorageBackend]] = {
    "obstore": ObstoreBackend,
    "fsspec": FSSpecBackend,
    "own": DictionaryBackend,
}

Open = Callable[..., StorageBackend]


def backend_class(store: Store | None) -> Callable[..., StorageBackend]:
    """The library's backend for the client of a store; without a store the one that the documentation begins with.

    Raises:
        HarnessError: There is none for that client.
    """
    client = store.client.name if store is not None else "obstore"
    if client not in BACKENDS:
        raise HarnessError(
            f"{store}: no backend of the library for its client {client!r}: add it to BACKENDS in {__name__}"
        )
    return BACKENDS[client]


@pytest.fixture
def open_backend(store: Store) -> Open:
    """Make the library's backend for a place on the check's store, as an application would."""

    def make(opening: Opening, key: str = KEY, **options: Any) -> StorageBackend:
        return backend_class(store)(key=key, fs=opening.fs, **{**opening.options, **options})

    return make


@pytest.fixture
def backend(bucket: Bucket, open_backend: Open) -> Iterator[StorageBackend]:
    """The backend of the worker's bucket, registered as the application expects it."""
    made = open_backend(bucket.opening())
    storages.register_backend(made)
    yield made
    storages.clear_backends()


@pytest.fixture
def documents(runtime: TargetRuntime, backend: StorageBackend) -> Documents:
    """The application of the page's chapter, with the probes beside it."""
    app = runtime.kept_app("documents", lambda: build(runtime, "reference_app.documents.app", probes="files"))
    return Documents(app, app.call(_tasks))


async def _tasks() -> set[Any]:
    current = asyncio.current_task()
    return {task for task in asyncio.all_tasks() if task is not current}
