"""The store of the folders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from advanced_alchemy.types import storages
from advanced_alchemy.types.file_object.backends.obstore import ObstoreBackend

from reference_app.library.documents.models import FILES


@pytest.fixture
def store() -> Iterator[Any]:
    """The store, with nothing in it."""
    backend = ObstoreBackend(key=FILES, fs="memory:///")
    storages.register_backend(backend)
    yield backend.fs
    storages.clear_backends()
