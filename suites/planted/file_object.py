"""Defects of files that rows name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from advanced_alchemy._listeners import AsyncFileObjectListener, FileObjectInspector, SyncFileObjectListener
from advanced_alchemy.config import SQLAlchemyAsyncConfig, SQLAlchemySyncConfig
from advanced_alchemy.repository import SQLAlchemyAsyncRepository as Repository
from advanced_alchemy.types import FileObject
from advanced_alchemy.types.file_object import FileObjectSessionTracker as Tracker
from sqlalchemy import event
from sqlalchemy.orm import Session

from assay.selftest.planted import breaks, replaced


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


async def _nothing_async(*_: Any, **__: Any) -> None:
    """Do nothing."""


@breaks("file-object.single-and-multiple", claim="the files of a list are not stored")
def lists_are_not_stored() -> Iterator[None]:
    """A list of files is passed over."""
    with replaced(FileObjectInspector, "handle_multiple_attribute", staticmethod(_nothing)):
        yield


@breaks(
    "file-object.multiple-append",
    "file-object.replaced-file-deleted",
    claim="files that are replaced stay in the store",
)
def nothing_is_deleted() -> Iterator[None]:
    """No file is marked to be deleted."""
    with replaced(Tracker, "add_pending_delete", _nothing):
        yield


@breaks("file-object.size-etag-filled", claim="the size is not known after the save")
def size_is_unknown() -> Iterator[None]:
    """The size that the store tells is not kept."""
    with replaced(FileObject, "size", property(lambda _: None, _nothing)):
        yield


@breaks("file-object.metadata-stored", "file-object.update-metadata", claim="metadata are not written into the row")
def metadata_are_left_out() -> Iterator[None]:
    """What goes into the row has none."""
    real = FileObject.to_dict
    with replaced(FileObject, "to_dict", lambda self: {**real(self), "metadata": {}}):
        yield


@breaks("file-object.deleted-row-deletes-file", claim="files of deleted rows stay")
def deleted_rows_leave_files() -> Iterator[None]:
    """Deleted objects are passed over."""
    with replaced(FileObjectInspector, "process_deleted_instance", staticmethod(_nothing)):
        yield


@breaks("file-object.rollback-keeps-store", claim="the next commit stores what was rolled back")
def rollbacks_are_not_noticed() -> Iterator[None]:
    """What was to be stored still is."""
    with ExitStack() as stack:
        for listener in (SyncFileObjectListener, AsyncFileObjectListener):
            stack.enter_context(replaced(listener, "after_rollback", staticmethod(_nothing)))
        yield


@breaks(
    "file-object.savepoint-rollback",
    "file-object.async-save-awaited",
    "file-object.failed-save-fails-commit",
    claim="no file is stored",
)
def commits_store_nothing() -> Iterator[None]:
    """The commit does nothing with the files."""
    with replaced(Tracker, "commit", _nothing), replaced(Tracker, "commit_async", _nothing_async):
        yield


@breaks("file-object.bulk-delete-deletes-files", claim="the rows stay")
def bulk_deletes_do_nothing() -> Iterator[None]:
    """Nothing is deleted, neither rows nor files."""
    with replaced(Repository, "delete_many", _nothing_async), replaced(Repository, "delete_where", _nothing_async):
        yield


@breaks("file-object.raise-on-error", claim="the switch is ignored")
def refusals_always_raise() -> Iterator[None]:
    """As if file_object_raise_on_error were on."""
    real = Tracker.__init__
    with replaced(Tracker, "__init__", lambda self, **_: real(self, raise_on_error=True)):
        yield


@breaks("file-object.listener-switch", claim="the switch is ignored")
def listener_is_always_on() -> Iterator[None]:
    """Each configuration listens."""

    def listening(real: Callable[..., Any]) -> Callable[..., Any]:
        def create(self: Any) -> Any:
            self.enable_file_object_listener = True
            return real(self)

        return create

    with ExitStack() as stack:
        for config in (SQLAlchemyAsyncConfig, SQLAlchemySyncConfig):
            real: Any = config.create_session_maker
            stack.enter_context(replaced(config, "create_session_maker", listening(real)))
        yield


@breaks("file-object.listener-needs-config", claim="every session of the process stores files")
def every_session_listens() -> Iterator[None]:
    """The listeners are those of the class Session."""

    def stored(session: Session) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            SyncFileObjectListener.after_commit(session)
        else:
            AsyncFileObjectListener.after_commit(session)

    listeners: dict[str, Callable[..., Any]] = {
        "before_flush": SyncFileObjectListener.before_flush,
        "after_commit": stored,
    }
    for name, listener in listeners.items():
        event.listen(Session, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners.items():
            event.remove(Session, name, listener)
