"""What can be in a file and what it can be called."""

from __future__ import annotations

import hashlib
import random
from uuid import UUID

import pytest
from advanced_alchemy.types import FileObject

from assay.checking import Bucket, Reader, answer, proves
from suites.files.documents import Documents
from suites.files.test_documents import stored_file

BACKENDS = (
    "files.backend.memory",
    "files.backend.local-filesystem",
    "files.backend.s3",
    "files.backend.azure",
    "files.backend.custom",
    "files.backend.other-object-storage",
)
MIB = 1024 * 1024
NAMES = {
    "spaces": "my  report (1).txt",
    "unicode": "Überblick 日本 🎉.txt",
    "slashes": "2026/may/report.txt",
    "percent": "100%41.txt",
    "query": "a?b#c&d=e+f.txt",
    "dots": "a..b...txt",
    "parent": "../outside.txt",
    "1000-characters": "x" * 996 + ".txt",
}


def digest(content: bytes | None) -> str:
    """SHA-256 of a content, with its length; what is missing has none."""
    return "missing" if content is None else f"{len(content)} bytes {hashlib.sha256(content).hexdigest()}"


def sent_and_stored(documents: Documents, bucket: Bucket, size: int) -> tuple[str, str]:
    """Upload random bytes; digests of what was sent and of what the store has."""
    content = random.Random(size).randbytes(size)
    documents.create("data.bin", content)
    return digest(content), digest(bucket.content("data.bin"))


@pytest.mark.parametrize("size", [0, 1, MIB], ids=["0-B", "1-B", "1-MiB"])
@proves(*BACKENDS)
def test_size(documents: Documents, bucket: Bucket, size: int) -> None:
    """The store has exactly the bytes that were sent."""
    sent, stored = sent_and_stored(documents, bucket, size)
    assert stored == sent, f"sent: {sent}; stored: {stored}"


@pytest.mark.parametrize("size", [5 * MIB + 1, 64 * MIB], ids=["5-MiB+1", "64-MiB"])
@proves(*BACKENDS, needs=("multipart-upload",))
def test_large(documents: Documents, bucket: Bucket, size: int) -> None:
    """Contents that clients send in parts arrive whole."""
    sent, stored = sent_and_stored(documents, bucket, size)
    assert stored == sent, f"sent: {sent}; stored: {stored}"


@proves(*BACKENDS)
def test_full_cycle(documents: Documents, bucket: Bucket) -> None:
    """Upload, read, replace, read, delete: the store follows."""
    created = documents.create("a.txt", b"first")
    assert bucket.content("a.txt") == b"first", f"the store has {bucket.content('a.txt')!r}"
    file = documents.file(created["id"])
    assert file is not None, "the document has no file"
    assert file["content"] == "first", f"the library reads {file['content']!r}"
    answer(documents.patch(created["id"], filename="b.txt", content=b"second"), 200)
    assert bucket.names() == {"b.txt"}, f"after the replacement the store has {bucket.names()}"
    file = documents.file(created["id"])
    assert file is not None, "the document has no file"
    assert file["content"] == "second", f"the library reads {file['content']!r}"
    answer(documents.delete(created["id"]), 204)
    assert bucket.names() == set(), f"after the deletion the store has {bucket.names()}"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@proves(*BACKENDS)
def test_name(documents: Documents, reader: Reader, bucket: Bucket, name: str) -> None:
    """A file is stored under its name, or refused without a row; never lost, and never outside of the bucket."""
    response = documents.post(filename=name, content=b"hello")
    if response.status_code >= 400:
        assert reader.count("document") == 0, f"{name!r} was refused, and a row stored"
        assert bucket.names() == set(), f"{name!r} was refused, and {bucket.names()} stored"
        return
    assert bucket.names() == {name}, f"answered with {response.status_code}; the store has {bucket.names()}"
    assert bucket.content(name) == b"hello", f"the store has {bucket.content(name)!r}"
    file = documents.file(response.json()["id"])
    assert file is not None, "the document has no file"
    assert file["filename"] == name, f"the file is called {file['filename']!r}"


@proves("files.create-default-filename")
def test_no_filename(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A file part whose filename is empty is stored as uploaded_file."""
    boundary = "b0undary"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\nreport\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename=""\r\n'
        f"Content-Type: text/plain\r\n\r\nhello\r\n--{boundary}--\r\n"
    )
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    created = answer(documents.app.client.post("/documents/", content=body.encode(), headers=headers), 201)
    documents.settle()
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    assert row["filename"] == "uploaded_file", f"the row names {row['filename']}"
    assert bucket.content("uploaded_file") == b"hello", f"the store has {bucket.names()}"


@pytest.mark.parametrize(
    ("filename", "given", "expected"),
    [
        ("photo.png", None, "image/png"),
        ("data.unknown-extension", None, "application/octet-stream"),
        ("nothing", None, "application/octet-stream"),
        ("photo.png", "application/x-own", "application/x-own"),
    ],
    ids=["known", "unknown", "none", "explicit"],
)
@proves("files.content-type-detection")
def test_type_in_the_row(documents: Documents, reader: Reader, filename: str, given: str | None, expected: str) -> None:
    """From the name, unless it was given."""
    body = {"filename": filename, "content": "hello", "content_type": given}
    created = answer(documents.app.post("/probes/files/with-metadata", body), 201)
    documents.settle()
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    assert row["content_type"] == expected, f"{filename} is stored as {row['content_type']}"


@proves("files.content-type-detection", needs=("keeps-content-type",))
def test_type_in_the_store(documents: Documents, bucket: Bucket) -> None:
    """The store knows the type too."""
    documents.create("photo.png", b"hello", content_type="image/png")
    assert bucket.names() == {"photo.png"}, f"the store has {bucket.names()}"
    seen = bucket.attributes("photo.png").get("content-type")
    assert seen == "image/png", f"the store has the type {seen}"


@proves("files.content-type-detection")
def test_type_of_an_untyped_upload(documents: Documents, reader: Reader) -> None:
    """An upload whose client names no type gets the type of its name."""
    boundary = "b0undary"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\nreport\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="photo.png"\r\n\r\n'
        f"hello\r\n--{boundary}--\r\n"
    )
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    created = answer(documents.app.client.post("/documents/", content=body.encode(), headers=headers), 201)
    documents.settle()
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    assert row["content_type"] == "image/png", f"photo.png without a type is stored as {row['content_type']}"


@proves("files.metadata-storage", needs=("keeps-metadata",))
def test_metadata_in_the_store(documents: Documents, bucket: Bucket) -> None:
    """Custom metadata is kept with the object; what is no text in some spelling of it."""
    body = {"filename": "a.txt", "content": "hello", "metadata": {"author": "Agatha", "tags": ["a", "b"]}}
    answer(documents.app.post("/probes/files/with-metadata", body), 201)
    documents.settle()
    assert bucket.names() == {"a.txt"}, f"the store has {bucket.names()}"
    seen = bucket.attributes("a.txt")
    assert seen.get("author") == "Agatha", f"the object has {seen}"
    assert "a" in seen.get("tags", ""), f"the object has {seen}"


@proves("files.schema-hides-file-object")
def test_answer_has_three_keys(documents: Documents, reader: Reader) -> None:
    """The answer is id, name and file_url; nothing of the file shows."""
    created = documents.create("a.txt", b"hello")
    assert set(created) == {"id", "name", "file_url"}, f"the answer has {sorted(created)}"
    assert reader.row("document", id=UUID(created["id"])) is not None, "there is no row"


@proves("files.schema-hides-file-object")
def test_openapi(documents: Documents) -> None:
    """The OpenAPI document is made, and shows the URL but not the file."""
    schemas = answer(documents.app.get("/schema/openapi.json"), 200)["components"]["schemas"]
    shown = next((s for name, s in schemas.items() if name.rpartition("_")[2] == "Document"), None)
    assert shown is not None, f"there is no schema Document: {sorted(schemas)}"
    assert {"id", "name"} <= set(shown["properties"]), f"the schema has {sorted(shown['properties'])}"


@proves("files.validation-size")
def test_size_is_validated() -> None:
    """A size that cannot be is refused, as the class documents."""
    try:
        file = FileObject(backend="documents", filename="a.txt", size=-1)
    except ValueError:
        return
    raise AssertionError(f"a file of {file.size} bytes is accepted")


@proves("files.validation-type")
def test_type_is_validated() -> None:
    """A content type that is none is refused."""
    try:
        file = FileObject(backend="documents", filename="a.txt", content_type="no type at all")
    except ValueError:
        return
    raise AssertionError(f"a file of type {file.content_type!r} is accepted")
