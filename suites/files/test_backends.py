"""Backends: how they are registered, what they are given, and what happens when they fail."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from advanced_alchemy.exceptions import ImproperConfigurationError
from advanced_alchemy.types import FileObject, storages
from advanced_alchemy.types.file_object.backends.obstore import ObstoreBackend
from advanced_alchemy.types.file_object.base import StorageBackend
from obstore.exceptions import PermissionDeniedError

from assay.checking import Bucket, Reader, Store, answer, proves
from suites.files.documents import Documents
from suites.files.own_backend import DictionaryBackend
from suites.files.test_contents import BACKENDS


@proves("files.register-backend")
def test_registered_under_its_key(backend: StorageBackend, bucket: Bucket) -> None:
    """A FileObject that names the key is stored through that backend."""
    assert storages.is_registered("documents"), f"registered are {storages.registered_backends()}"
    FileObject(backend="documents", filename="a.txt", content=b"hello").save()
    assert bucket.content("a.txt") == b"hello", f"the store has {bucket.names()}"


@proves("files.register-backend")
def test_two_backends(backend: StorageBackend, bucket: Bucket) -> None:
    """What is stored through one key is not in the store of the other."""
    storages.register_backend("memory:///", key="other")
    FileObject(backend="documents", filename="mine.txt", content=b"mine").save()
    FileObject(backend="other", filename="theirs.txt", content=b"theirs").save()
    assert bucket.names() == {"mine.txt"}, f"the store has {bucket.names()}"
    assert FileObject(backend="other", filename="theirs.txt").get_content() == b"theirs", "the other lost its file"


@proves("files.register-backend")
def test_unknown_key(backend: StorageBackend) -> None:
    """A key that nobody registered is refused when it is used, by name."""
    seen = refusal(ImproperConfigurationError, FileObject(backend="nobody", filename="a.txt", content=b"hello").save)
    assert seen is not None, "a file was stored through a backend that nobody registered"
    assert "nobody" in seen, f"the error does not name the key: {seen}"


def refusal(kind: type[Exception], call: Callable[[], Any]) -> str | None:
    """The text of the exception that a call ends with; None if it ends without one."""
    try:
        call()
    except kind as error:
        return str(error)
    return None


@proves("files.s3-backend-options", needs=("serves-over-http",))
def test_page_arguments(bucket: Bucket) -> None:
    """The page's arguments, against a server that speaks plain HTTP as the page's does: a file is stored."""
    options = _options(bucket)
    options.pop("client_options")
    options.pop("aws_region")
    backend = ObstoreBackend(key="local", fs=f"s3://{bucket.name}/", **options)
    FileObject(backend=backend, filename="a.txt", content=b"hello").save()
    assert bucket.content("a.txt") == b"hello", f"the store has {bucket.names()}"


@proves("files.s3-backend-options", needs=("serves-over-http",))
def test_plain_http_has_to_be_allowed(bucket: Bucket) -> None:
    """With client_options={"allow_http": True} beside the page's arguments a file is stored, read and deleted."""
    backend = ObstoreBackend(key="local", fs=f"s3://{bucket.name}/", **_options(bucket))
    FileObject(backend=backend, filename="a.txt", content=b"hello").save()
    assert bucket.content("a.txt") == b"hello", f"the store has {bucket.names()}"
    file = FileObject(backend=backend, filename="a.txt")
    assert file.get_content() == b"hello", "other bytes are read"
    file.delete()
    assert bucket.names() == set(), f"the store has {bucket.names()}"


@proves("files.s3-backend-options", needs=("serves-over-http",))
def test_wrong_credentials(bucket: Bucket) -> None:
    """A wrong secret is refused, and nothing is stored."""
    backend = ObstoreBackend(
        key="local", fs=f"s3://{bucket.name}/", **{**_options(bucket), "aws_secret_access_key": "wrong"}
    )
    seen = refusal(PermissionDeniedError, FileObject(backend=backend, filename="a.txt", content=b"hello").save)
    assert seen is not None, "a file was stored with a wrong secret"
    assert bucket.names() == set(), f"the store has {bucket.names()}"


def _options(bucket: Bucket) -> dict[str, Any]:
    """The arguments of the page, for this server."""
    return dict(bucket.opening().options)


@proves("files.create-upload")
def test_a_failing_store_fails_the_request(
    documents: Documents, reader: Reader, bucket: Bucket, open_backend: Callable[..., StorageBackend]
) -> None:
    """Where the bytes cannot be stored the answer is an error, and there is no row."""
    tried: list[str] = []
    storages.register_backend(failing(open_backend(bucket.opening()), tried))
    response = documents.post(filename="a.txt", content=b"hello")
    rows = reader.count("document")
    assert tried, f"the store was not asked to take anything, and {response.status_code} answered"
    assert response.status_code >= 500, f"nothing was stored, and {response.status_code} answered; rows: {rows}"
    assert rows == 0, f"{response.status_code} is answered, and {rows} rows are left"


def failing(backend: StorageBackend, tried: list[str]) -> StorageBackend:
    """The backend, on a store that takes nothing: what its client reports as OSError.

    Args:
        backend: The backend.
        tried: Where it is noted that the store was asked to.
    """

    def refuse(*_: Any, **__: Any) -> Any:
        tried.append("save")
        raise OSError("the store is full")

    async def refuse_async(*_: Any, **__: Any) -> Any:
        tried.append("save")
        raise OSError("the store is full")

    backend.save_object = refuse  # type: ignore[method-assign]
    backend.save_object_async = refuse_async  # type: ignore[method-assign]
    return backend


@proves(*BACKENDS)
def test_what_cannot_be_signed_says_so(backend: StorageBackend, store: Store) -> None:
    """A store without URLs raises NotImplementedError with a reason, for downloads as for uploads."""
    file = FileObject(backend=backend, filename="a.txt")
    for for_upload, capability in ((False, "signs-downloads"), (True, "signs-uploads")):
        if store.capability(capability).present:
            assert "://" in file.sign(for_upload=for_upload), "what is signed is no URL"
            continue
        seen = refusal(NotImplementedError, partial(file.sign, for_upload=for_upload))
        assert seen is not None, "a store without URLs gives one"
        assert seen, "the exception has no text"


@proves("files.computed-url")
def test_page_schema(documents: Documents) -> None:
    """The page's schema, as written, answers for a document with a file on any store."""
    created = documents.create("a.txt", b"hello")
    answer(documents.app.get(f"/probes/files/page/{created['id']}"), 200)


@proves("files.computed-url")
def test_no_url_without_a_file(documents: Documents) -> None:
    """A document without a file has file_url null."""
    created = answer(documents.post(name="bare"), 201)
    seen = answer(documents.app.get(f"/probes/files/page/{created['id']}"), 200)
    assert seen["file_url"] is None, f"a document without a file has the URL {seen['file_url']}"


@proves("files.computed-url", needs=("signs-downloads",))
def test_url_gives_the_file(documents: Documents, bucket: Bucket) -> None:
    """Any HTTP client gets the bytes from file_url."""
    created = documents.create("a.txt", b"hello")
    url = answer(documents.get(created["id"]), 200)["file_url"]
    assert url, "there is no URL"
    response = bucket.send("GET", url)
    assert (response.status_code, response.content) == (200, b"hello"), f"{response.status_code} {response.text[:200]}"


@proves("files.load-file-column")
def test_load_takes_the_column(documents: Documents, sql: Callable[[], Any]) -> None:
    """The service starts with load=[DocumentModel.file], and lists three documents with one statement."""
    for name in ("a.txt", "b.txt", "c.txt"):
        documents.create(name)
    with sql() as statements:
        listed = answer(documents.app.get("/documents/"), 200)
    assert listed["total"] == 3, f"three documents are listed as {listed['total']}"
    selects = [s for s in statements if s.lstrip().upper().startswith("SELECT")]
    assert len(selects) == 1, f"{len(selects)} statements for one list: {selects}"


@pytest.mark.parametrize("missing", sorted(StorageBackend.__abstractmethods__))
@proves("files.backend.custom")
def test_a_backend_needs_every_method(missing: str) -> None:
    """A backend of one's own that leaves out a method cannot be made, and the error names it."""
    members = {name: getattr(DictionaryBackend, name) for name in StorageBackend.__abstractmethods__ if name != missing}
    incomplete = type("Incomplete", (StorageBackend,), members)
    seen = refusal(TypeError, lambda: incomplete("key", {}))
    assert seen is not None, f"a backend without {missing} is accepted"
    assert missing in seen, f"the error does not name {missing}: {seen}"


@proves(*BACKENDS, "files.backend.gcs")
def test_credentials_do_not_show(
    backend: StorageBackend, bucket: Bucket, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """No credential is in what the library prints, logs or raises."""
    caplog.set_level(logging.DEBUG)
    file = FileObject(backend=backend, filename="missing.txt")
    shown = [repr(file), repr(backend), str(file.to_dict())]
    if store.capability("signs-downloads").present:
        shown.append(file.sign())
    if store.capability("keeps-objects").present:
        try:
            content = file.get_content()
        except Exception as error:  # noqa: BLE001 - whatever it is, its text is what counts
            shown += [str(error), repr(error)]
        else:
            raise AssertionError(f"a file that does not exist is read as {content!r}")
    shown.append(caplog.text)
    found = [text[:200] for text in shown for secret in bucket.secrets if secret in text]
    assert not found, f"a credential shows in {len(found)} of {len(shown)} texts"
