"""Defects of lists of files that are watched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advanced_alchemy.types import MutableList

from assay.selftest.planted import breaks, replaced


@breaks("file-object.multiple-append", claim="files of a list that is turned round are taken for removed")
def turned_files_are_removed() -> Iterator[None]:
    """Each is noted as one that has left the list."""
    reverse: Any = MutableList.reverse

    def changed(self: Any) -> None:
        self._pending_removed.update(self)
        reverse(self)

    with replaced(MutableList, "reverse", changed):
        yield


@breaks("file-object.multiple-append", claim="files that are popped from a list stay in the store")
def popped_files_stay() -> Iterator[None]:
    """They leave the list without a note."""

    def changed(self: Any, *position: int) -> Any:
        result = list.pop(self, *position)
        self.changed()
        return result

    with replaced(MutableList, "pop", changed):
        yield
