"""What a FileObject and its backend do by themselves, without a row, a session or a request."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from advanced_alchemy.types import FileObject
from advanced_alchemy.types.file_object.base import StorageBackend
from anyio.from_thread import BlockingPortal, start_blocking_portal

from assay.checking import Bucket, proves
from suites.files.test_contents import BACKENDS, digest

CONTENT = bytes(range(256)) * 4
SECONDS = 60.0
"""How far the clock of a store may be from ours."""


class Plain:
    """The calls that block."""

    def save(self, file: FileObject, data: Any = None) -> FileObject:
        """Store it."""
        return file.save(data)

    def content(self, file: FileObject) -> bytes:
        """Read it."""
        return file.get_content()

    def delete(self, file: FileObject) -> None:
        """Remove it."""
        file.delete()


class Awaited:
    """The calls that are awaited.

    Args:
        portal: The event loop that they run in: clients keep connections that belong to one.
    """

    def __init__(self, portal: BlockingPortal) -> None:
        self._portal = portal

    def save(self, file: FileObject, data: Any = None) -> FileObject:
        """Store it."""
        return self._portal.call(file.save_async, data)

    def content(self, file: FileObject) -> bytes:
        """Read it."""
        content: bytes = self._portal.call(file.get_content_async)
        return content

    def delete(self, file: FileObject) -> None:
        """Remove it."""
        self._portal.call(file.delete_async)


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """An event loop."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, portal: BlockingPortal) -> Plain | Awaited:
    """The calls in one colour."""
    return Plain() if request.param == "sync" else Awaited(portal)


Calls = Plain | Awaited

KINDS: dict[str, Any] = {
    "text": "Agatha",
    "empty-text": "",
    "number": 7,
    "fraction": 1.5,
    "negative": -3,
    "true": True,
    "false": False,
    "null": None,
    "list": ["a", "b"],
    "empty-list": [],
    "object": {"n": 1, "inner": {"none": None, "list": [1, "x", False]}},
    "empty-object": {},
}
"""A value of each kind that JSON has."""

KIND = pytest.mark.parametrize("value", KINDS.values(), ids=KINDS)


@proves("files.metadata-storage")
@KIND
def test_metadata_of_every_kind(backend: StorageBackend, bucket: Bucket, calls: Calls, value: Any) -> None:
    """A file with such metadata is stored, and has them after that as before, and so does what is made of its dict."""
    file = FileObject(backend=backend, filename="a.txt", content=CONTENT, metadata={"kind": value})
    saved = calls.save(file)
    assert bucket.names() == {"a.txt"}, f"the store has {bucket.names()}"
    assert bucket.content("a.txt") == CONTENT, f"the store has {digest(bucket.content('a.txt'))}"
    assert saved.metadata == {"kind": value}, f"after saving the metadata are {saved.metadata}"
    described = json.loads(json.dumps(file.to_dict()))
    assert described["metadata"] == {"kind": value}, f"the dict has the metadata {described['metadata']}"
    again = FileObject(**{**described, "backend": backend})
    assert again.metadata == {"kind": value}, f"read back from the dict the metadata are {again.metadata}"
    assert calls.content(again) == CONTENT, "read back from the dict the file has other bytes"


@proves("files.metadata-storage", needs=("keeps-metadata",))
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "empty-text"])
def test_metadata_of_every_kind_in_the_store(backend: StorageBackend, bucket: Bucket, calls: Calls, kind: str) -> None:
    """The object has text as it is, and whatever else in the spelling of JSON."""
    value = KINDS[kind]
    calls.save(FileObject(backend=backend, filename="a.txt", content=CONTENT, metadata={"kind": value}))
    seen = bucket.attributes("a.txt")
    assert "kind" in seen, f"the object has {seen}"
    if isinstance(value, str):
        assert seen["kind"] == value, f"the object has {seen['kind']!r}"
        return
    try:
        spelled = json.loads(seen["kind"])
    except ValueError:
        raise AssertionError(f"{value!r} is kept as {seen['kind']!r}, which is no JSON") from None
    assert (spelled, type(spelled)) == (value, type(value)), f"{value!r} is kept as {seen['kind']!r}"


@proves("files.content-type-detection")
@pytest.mark.parametrize(
    ("filename", "given", "expected"),
    [
        ("photo.png", None, "image/png"),
        ("PHOTO.PNG", None, "image/png"),
        ("page.html", None, "text/html"),
        ("data.unknown-extension", None, "application/octet-stream"),
        ("nothing", None, "application/octet-stream"),
        ("photo.png", "application/x-own", "application/x-own"),
    ],
    ids=["known", "upper-case", "text", "unknown", "none", "explicit"],
)
def test_type_of_the_object(
    backend: StorageBackend, calls: Calls, filename: str, given: str | None, expected: str
) -> None:
    """From the name unless it was given, before and after saving, and in its dict."""
    file = FileObject(backend=backend, filename=filename, content=CONTENT, content_type=given)
    before = file.content_type
    calls.save(file)
    seen = (before, file.content_type, file.to_dict()["content_type"])
    assert seen == (expected,) * 3, f"before saving, after it and in the dict the type is {seen}"


@proves("files.content-type-detection", needs=("keeps-content-type",))
@pytest.mark.parametrize(
    ("given", "expected"), [(None, "image/png"), ("application/x-own", "application/x-own")], ids=["name", "explicit"]
)
def test_type_of_the_object_in_the_store(
    backend: StorageBackend, bucket: Bucket, calls: Calls, given: str | None, expected: str
) -> None:
    """The store has the same type."""
    calls.save(FileObject(backend=backend, filename="photo.png", content=CONTENT, content_type=given))
    seen = bucket.attributes("photo.png").get("content-type")
    assert seen == expected, f"the store has the type {seen}"


@proves("files.metadata-storage")
@pytest.mark.parametrize("size", [0, 1, 1024, 100_001])
def test_size_time_and_tag(backend: StorageBackend, calls: Calls, size: int) -> None:
    """After saving the file knows its size, when it was stored, and a tag of this content."""
    earliest = time.time() - SECONDS
    file = calls.save(FileObject(backend=backend, filename="a.bin", content=b"x" * size))
    assert file.size == size, f"{size} bytes were saved, and the size is {file.size}"
    # a backend of one's own need not know more than the page shows
    if file.last_modified is not None:
        assert earliest <= file.last_modified <= time.time() + SECONDS, f"it was stored at {file.last_modified}"
    described = {key: file.to_dict()[key] for key in ("filename", "size", "last_modified", "etag")}
    own = {"filename": "a.bin", "size": size, "last_modified": file.last_modified, "etag": file.etag}
    assert described == own, f"the dict says {described}, the file {own}"


@proves("files.metadata-storage", needs=("keeps-objects",))
def test_tag_changes_with_the_content(backend: StorageBackend, calls: Calls) -> None:
    """Other bytes have another tag, where the store gives any."""
    tags = [
        calls.save(FileObject(backend=backend, filename=f"{n}.bin", content=content)).etag
        for n, content in enumerate((b"one", b"another"))
    ]
    assert tags == [None, None] or (None not in tags and tags[0] != tags[1]), f"the tags are {tags}"


def _bytes(_: Path) -> dict[str, Any]:
    return {"content": CONTENT}


def _handle(_: Path) -> dict[str, Any]:
    return {"content": io.BytesIO(CONTENT)}


def _path(directory: Path) -> dict[str, Any]:
    (directory / "source.bin").write_bytes(CONTENT)
    return {"source_path": directory / "source.bin"}


SOURCES: dict[str, Callable[[Path], dict[str, Any]]] = {"bytes": _bytes, "file": _handle, "path": _path}


@proves(*BACKENDS, needs=("keeps-objects",))
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_life_of_an_object(
    backend: StorageBackend,
    bucket: Bucket,
    calls: Calls,
    tmp_path: Path,
    source: Callable[[Path], dict[str, Any]],
) -> None:
    """Saved it is in the store, read it has its bytes, deleted it is gone, and others stay."""
    bucket.put("other.bin", b"other")
    file = FileObject(backend=backend, filename="a.bin", **source(tmp_path))
    assert file.has_pending_data, "a file with a content has nothing to save"
    calls.save(file)
    assert not file.has_pending_data, "a file that was saved has something to save"
    assert bucket.names() == {"a.bin", "other.bin"}, f"the store has {bucket.names()}"
    assert bucket.content("a.bin") == CONTENT, f"the store has {digest(bucket.content('a.bin'))}"
    assert file.size == len(CONTENT), f"{len(CONTENT)} bytes were saved, and the size is {file.size}"
    assert calls.content(file) == CONTENT, "other bytes are read than were saved"
    calls.delete(file)
    assert bucket.names() == {"other.bin"}, f"after the deletion the store has {bucket.names()}"


@proves(*BACKENDS, needs=("keeps-objects",))
def test_saved_again(backend: StorageBackend, bucket: Bucket, calls: Calls) -> None:
    """Other bytes under the same name take the place of the first, and the size follows."""
    calls.save(FileObject(backend=backend, filename="a.bin", content=CONTENT))
    file = calls.save(FileObject(backend=backend, filename="a.bin"), b"second")
    assert bucket.content("a.bin") == b"second", f"the store has {digest(bucket.content('a.bin'))}"
    assert (file.size, calls.content(file)) == (6, b"second"), f"the size is {file.size}"


@proves(*BACKENDS, needs=("keeps-objects",))
def test_name_in_the_store(backend: StorageBackend, bucket: Bucket, calls: Calls) -> None:
    """to_filename is the name under which it is stored and read, and the one in its dict."""
    file = calls.save(FileObject(backend=backend, filename="mine.txt", to_filename="other.txt", content=CONTENT))
    assert bucket.names() == {"other.txt"}, f"the store has {bucket.names()}"
    seen = (file.filename, file.path, file.to_dict()["filename"])
    assert seen == ("other.txt",) * 3, f"filename, path and dict say {seen}"
    assert calls.content(file) == CONTENT, "other bytes are read than were saved"


@proves(*BACKENDS, needs=("keeps-objects",))
def test_what_is_not_there_cannot_be_read(backend: StorageBackend, calls: Calls) -> None:
    """Reading a file that the store does not have raises FileNotFoundError."""
    try:
        content = calls.content(FileObject(backend=backend, filename="missing.bin"))
    except FileNotFoundError:
        return
    raise AssertionError(f"the store has no such file, and {content!r} is read")
