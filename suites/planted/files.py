"""Defects of the chapter on files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from advanced_alchemy._listeners import AsyncFileObjectListener, FileObjectInspector
from advanced_alchemy.extensions.litestar import repository
from advanced_alchemy.extensions.litestar import service as services
from advanced_alchemy.types.file_object import FileObject, FileObjectSessionTracker, StorageRegistry, StoredObject
from advanced_alchemy.types.file_object.backends import obstore as obstore_backend
from advanced_alchemy.types.file_object.backends.obstore import ObstoreBackend
from advanced_alchemy.types.file_object.base import StorageBackend
from litestar import Request
from litestar._kwargs import extractors
from litestar.datastructures import UploadFile
from obstore import store as obstore_stores
from sqlalchemy import select, text

from assay.selftest.planted import breaks, replaced

Repository = repository.SQLAlchemyAsyncRepository
Service = services.SQLAlchemyAsyncRepositoryService


@breaks("files.register-backend", claim="every key means the backend that was registered first")
def first_backend_for_every_key() -> Iterator[None]:
    """Keys are not looked at."""

    def first(self: Any, key: str) -> Any:
        del key
        return next(iter(self._registry.values()))

    with replaced(StorageRegistry, "get_backend", first):
        yield


@breaks("files.s3-backend-options", claim="deleting an object does nothing", store="s3")
def delete_object_does_nothing() -> Iterator[None]:
    """The object stays."""

    def nothing(self: Any, paths: Any) -> None:
        del self, paths

    with replaced(ObstoreBackend, "delete_object", nothing):
        yield


def _described(**changes: Any) -> Iterator[None]:
    def to_dict(self: FileObject) -> dict[str, Any]:
        return {**original(self), **changes}

    with replaced(FileObject, "to_dict", to_dict) as original:
        yield


@breaks("files.stored-object-column", claim="the row does not name the type")
def row_without_type() -> Iterator[None]:
    """The content type is not stored."""
    yield from _described(content_type=None)


@breaks("files.metadata-storage", claim="custom metadata is not stored in the row")
def row_without_metadata() -> Iterator[None]:
    """The metadata is empty."""
    yield from _described(metadata={})


@breaks("files.metadata-storage", claim="the object does not know its size", store="memory")
def size_is_forgotten() -> Iterator[None]:
    """What the store says of the size is not kept."""
    with replaced(FileObject, "size", property(lambda self: self._size, lambda *_: None)):
        yield


@breaks("files.metadata-storage", claim="values that are no text are kept in Python's spelling", store="memory")
def metadata_in_the_spelling_of_python() -> Iterator[None]:
    """True and None instead of true and null."""

    def spelled(metadata: dict[str, Any]) -> dict[str, str]:
        return {key: str(value) for key, value in metadata.items()}

    with replaced(obstore_backend, "_serialize_metadata_for_attributes", spelled):
        yield


@breaks(
    "files.metadata-storage",
    "files.content-type-detection",
    claim="the store is told neither type nor metadata",
    store="memory",
)
def store_is_told_nothing() -> Iterator[None]:
    """Every store is taken for one that keeps bytes only."""
    with replaced(obstore_stores, "LocalStore", object):
        yield


@breaks("files.schema-hides-file-object", claim="the answer shows the file")
def answer_shows_the_file() -> Iterator[None]:
    """Backend and name of the file are in the answer."""

    def to_schema(self: Any, *arguments: Any, **options: Any) -> Any:
        found = original(self, *arguments, **options)
        return {**found.model_dump(), "file": {"backend": "documents"}} if hasattr(found, "model_dump") else found

    with replaced(Service, "to_schema", to_schema) as original:
        yield


def _signed(**always: Any) -> Iterator[None]:
    """Signing has arguments of its own."""

    def sign(self: Any, paths: Any, **options: Any) -> Any:
        wanted = {**options, **always}
        return original(self, wanted.pop("path", paths), **wanted)

    with replaced(ObstoreBackend, "sign", sign) as original:
        yield


@breaks("files.computed-url", claim="the URL is another file's", store="s3")
def url_of_another_file() -> Iterator[None]:
    """The URL leads to an object that does not exist."""
    yield from _signed(path="another.txt")


@breaks("files.sign-download-url", "files.backend.gcs", claim="the URL is another file's", store="gcs")
def signed_url_of_another_file() -> Iterator[None]:
    """The URL leads to the other object."""
    yield from _signed(path="b.txt")


@breaks("files.sign-expiry", claim="the lifetime that was asked for is ignored", store="gcs")
def lifetime_is_ignored() -> Iterator[None]:
    """Every URL is good for two hours."""
    yield from _signed(expires_in=7200)


@breaks("files.sign-tamper", claim="a download URL is good for uploads", store="gcs")
def every_url_uploads() -> Iterator[None]:
    """Whatever was asked for, the URL is for PUT."""
    yield from _signed(for_upload=True)


@breaks("files.load-file-column", claim="a list takes a statement more")
def list_asks_twice() -> Iterator[None]:
    """The list is read after another query."""

    async def twice(self: Any, *arguments: Any, **options: Any) -> Any:
        await self.session.execute(text("SELECT 1"))
        return await original(self, *arguments, **options)

    with replaced(Repository, "_get_many_and_count_window", twice) as original:
        yield


@breaks("files.list", claim="the last document of the page is not listed")
def documents_page_is_one_short() -> Iterator[None]:
    """A page lacks its last row."""

    async def short(self: Any, *arguments: Any, **options: Any) -> Any:
        rows, total = await original(self, *arguments, **options)
        return rows[:-1], total

    with replaced(Repository, "_get_many_and_count_window", short) as original:
        yield


@breaks("files.create-upload", "guide112.documents-multipart-create", claim="the file is never written")
def commit_writes_no_file() -> Iterator[None]:
    """The row is committed and the bytes are forgotten."""

    def nothing(cls: Any, session: Any) -> None:
        del cls, session

    with replaced(AsyncFileObjectListener, "after_commit", classmethod(nothing)):
        yield


@breaks("files.create-without-file", claim="no file reads back as a file")
def no_file_is_a_file() -> Iterator[None]:
    """What is null reads as a file that does not exist."""

    def process(self: Any, value: Any, dialect: Any) -> Any:
        found = original(self, value, dialect)
        return FileObject(backend="documents", filename="none") if found is None else found

    with replaced(StoredObject, "process_result_value", process) as original:
        yield


@breaks("files.create-without-file", "files.update-name-only", claim="a file that was not chosen is a text")
def unchosen_file_is_a_text() -> Iterator[None]:
    """What a browser sends for it is an empty text, as in Litestar 2.18 to 2.21."""
    with replaced(extractors, "make_non_optional_union", lambda _: str):
        yield


@breaks("files.create-upload", claim="only the first piece of a form is read")
def form_is_its_first_piece() -> Iterator[None]:
    """What arrives later is left."""

    async def first(self: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
        async for piece in original(self):
            yield piece
            return

    with replaced(Request, "stream", first) as original:
        yield


@breaks("files.create-upload", claim="a file's name is as it was written, not as it was meant")
def filename_stays_quoted() -> Iterator[None]:
    """The quotes of a name are %22."""

    def init(self: UploadFile, content_type: str, filename: str, *arguments: Any, **options: Any) -> None:
        original(self, content_type, filename.replace('"', "%22"), *arguments, **options)

    with replaced(UploadFile, "__init__", init) as original:
        yield


@breaks("files.get", claim="another document than the one that was asked for")
def get_reads_another_document() -> Iterator[None]:
    """A row with another id is as good as any."""

    async def other(self: Any, item_id: Any, **options: Any) -> Any:
        del options
        query = select(self.model_type).where(self.model_type.id != item_id).limit(1)
        return self.check_not_found((await self.session.execute(query)).scalars().first())

    with replaced(Repository, "get", other):
        yield


@breaks("files.update-name-only", "guide112.documents-multipart-patch", claim="a new name removes the file")
def rename_removes_the_file() -> Iterator[None]:
    """What is not sent is set to null."""

    async def update(self: Any, data: Any, item_id: Any = None, **options: Any) -> Any:
        return await original(self, {"file": None, **data}, item_id=item_id, **options)

    with replaced(Service, "update", update) as original:
        yield


@breaks("files.update-replace-file", claim="the replaced file stays in the store")
def replaced_file_stays() -> Iterator[None]:
    """Nothing is deleted."""

    def nothing(self: Any, obj: Any) -> None:
        del self, obj

    with replaced(FileObjectSessionTracker, "add_pending_delete", nothing):
        yield


@breaks("files.delete", claim="the file of a deleted document stays in the store")
def deleted_file_stays() -> Iterator[None]:
    """Only the row goes."""

    def nothing(instance: Any, mapper: Any, tracker: Any) -> None:
        del instance, mapper, tracker

    with replaced(FileObjectInspector, "process_deleted_instance", staticmethod(nothing)):
        yield


@breaks("files.content-type-detection", claim="the name is not looked at")
def type_is_not_guessed() -> Iterator[None]:
    """Every file without a type is a stream of bytes."""

    def content_type(self: FileObject) -> str:
        return self._content_type or "application/octet-stream"

    with replaced(FileObject, "content_type", property(content_type)):
        yield


@breaks("files.backend.memory", claim="what is saved without a loop loses its last byte", store="memory")
def blocking_save_loses_a_byte() -> Iterator[None]:
    """The call that blocks is not as good as the one that is awaited."""

    def save(self: FileObject, data: Any = None, **options: Any) -> Any:
        content = self._pending_source_content if data is None else data
        return original(self, content[:-1] if isinstance(content, bytes) else data, **options)

    with replaced(FileObject, "save", save) as original:
        yield


def _cut() -> Iterator[None]:
    """Files lose their last byte on the way to the store."""

    async def save(self: FileObject, data: Any = None, **options: Any) -> Any:
        return await original(self, data[:-1] if isinstance(data, bytes) else data, **options)

    with replaced(FileObject, "save_async", save) as original:
        yield


@breaks("files.backend.memory", claim="the last byte is lost", store="memory")
def memory_loses_a_byte() -> Iterator[None]:
    """In memory."""
    yield from _cut()


@breaks("files.backend.local-filesystem", claim="the last byte is lost", store="local")
def local_loses_a_byte() -> Iterator[None]:
    """On the disk."""
    yield from _cut()


@breaks("files.backend.s3", "files.backend.other-object-storage", claim="the last byte is lost", store="s3")
def s3_loses_a_byte() -> Iterator[None]:
    """On S3."""
    yield from _cut()


@breaks("files.backend.azure", claim="the last byte is lost", store="azure")
def azure_loses_a_byte() -> Iterator[None]:
    """On Azure."""
    yield from _cut()


@breaks("files.backend.custom", claim="a backend may leave methods out", store="custom")
def incomplete_backends_are_accepted() -> Iterator[None]:
    """Nothing is abstract."""
    with replaced(StorageBackend, "__abstractmethods__", frozenset()):
        yield
