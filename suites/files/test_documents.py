"""The five verbs on documents, with what is in the row and what is in the store."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from sqlalchemy import JSON

from assay.checking import Bucket, Reader, answer, proves
from suites.files.documents import Documents


def stored_file(reader: Reader, document: str) -> dict[str, Any] | None:
    """What the row says of its file."""
    row = reader.row("document", id=UUID(document))
    assert row is not None, f"there is no row of document {document}"
    value = row["file"]
    found: dict[str, Any] | None = json.loads(value) if isinstance(value, str | bytes) else value
    return found


@proves("files.stored-object-column")
def test_row_has_the_metadata_and_the_store_the_bytes(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """The row names file, type and backend and holds no content; the store holds the bytes."""
    created = documents.create("a.txt", b"hello", content_type="text/plain")
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    seen = {key: row.get(key) for key in ("filename", "content_type", "backend")}
    expected = {"filename": "a.txt", "content_type": "text/plain", "backend": "documents"}
    assert seen == expected, f"the row says {seen}, not {expected}"
    assert "hello" not in json.dumps(row), f"the row holds the content: {row}"
    assert bucket.content("a.txt") == b"hello", f"the store has {bucket.content('a.txt')!r} as a.txt"


@proves("files.stored-object-column")
def test_library_reads_what_was_stored(documents: Documents) -> None:
    """Loaded from the row, the file gives back the bytes."""
    created = documents.create("a.bin", bytes(range(256)))
    file = documents.file(created["id"])
    assert file is not None, "the document is read without a file"
    assert file["content"].encode("latin-1") == bytes(range(256)), f"{file['content']!r} is read"
    assert file["filename"] == "a.bin", f"the file is called {file['filename']}"


@proves("files.create-upload")
def test_upload(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """201 with the document; the row names the file and the store has its bytes."""
    created = documents.create("a.txt", b"hello", name="first")
    assert created["name"] == "first", f"the document is answered as {created}"
    row = reader.row("document", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["name"] == "first", f"the row is called {row['name']}"
    assert bucket.names() == {"a.txt"}, f"the store has {bucket.names()}"
    assert bucket.content("a.txt") == b"hello", f"the store has {bucket.content('a.txt')!r}"


@proves("files.create-upload")
def test_a_failing_handler_leaves_nothing(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A handler that fails after the flush leaves neither row nor object."""
    response = documents.post(filename="a.txt", content=b"hello", path="/probes/files/fail-afterwards")
    assert response.status_code == 500, f"the handler raises, and is answered with {response.status_code}"
    assert reader.count("document") == 0, f"{reader.count('document')} rows are left"
    assert bucket.names() == set(), f"objects are left: {bucket.names()}"


@proves("files.create-upload")
def test_two_documents_of_one_filename(documents: Documents, bucket: Bucket) -> None:
    """Two documents whose files have one name keep their own bytes."""
    first = documents.create("a.txt", b"first", name="first")
    second = documents.create("a.txt", b"second", name="second")
    seen = [(documents.file(d["id"]) or {}).get("content") for d in (first, second)]
    assert seen == ["first", "second"], f"the two documents read {seen}"


@proves("files.create-without-file")
def test_without_a_file(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A name is enough: 201, no URL, nothing in the store, and the document reads back without a file."""
    created = answer(documents.post(name="bare"), 201)
    assert created["file_url"] is None, f"a document without a file has the URL {created['file_url']}"
    assert bucket.names() == set(), f"the store has {bucket.names()}"
    assert stored_file(reader, created["id"]) is None, "the row has a file"
    assert documents.file(created["id"]) is None, "the document reads back with a file"


@proves("files.create-without-file")
def test_without_a_file_can_be_listed_and_found(documents: Documents) -> None:
    """A document without a file can be read and listed."""
    created = answer(documents.post(name="bare"), 201)
    assert answer(documents.get(created["id"]), 200) == created, "it reads back as another one"
    assert answer(documents.app.get("/documents/"), 200)["items"] == [created], "it is listed as another one"


@proves("files.get")
def test_get(documents: Documents) -> None:
    """The document that was created, and no other."""
    first = documents.create("a.txt", name="first")
    documents.create("b.txt", name="second")
    read = answer(documents.get(first["id"]), 200)
    assert (read["id"], read["name"]) == (first["id"], "first"), f"{first['id']} reads as {read}"


@proves("files.get")
def test_get_unknown(documents: Documents) -> None:
    """404."""
    answer(documents.get(str(uuid.uuid4())), 404)


@proves("files.list")
def test_list(documents: Documents, reader: Reader) -> None:
    """Paging, ids and name search select documents; the total counts what was selected; a page of 0 is refused."""
    file = {"filename": "a.txt", "content_type": "text/plain", "backend": "documents", "metadata": {}}
    ids = [uuid.uuid4() for _ in range(25)]
    value = file if isinstance(reader.table("document").c.file.type, JSON) else json.dumps(file)
    reader.insert("document", *({"id": i, "name": f"Report {n:02}", "file": value} for n, i in enumerate(ids)))
    pages = [answer(documents.app.get("/documents/", currentPage=p, pageSize=10), 200) for p in (1, 2, 3)]
    assert [len(p["items"]) for p in pages] == [10, 10, 5], f"pages of {[len(p['items']) for p in pages]}"
    assert {p["total"] for p in pages} == {25}, f"totals {[p['total'] for p in pages]}"
    listed = {i["id"] for p in pages for i in p["items"]}
    assert listed == {str(i) for i in ids}, "the pages do not hold every document once"
    assert all("file_url" in item for p in pages for item in p["items"]), "items without file_url"
    chosen = answer(documents.app.get("/documents/", ids=[str(i) for i in ids[:3]]), 200)
    assert {i["id"] for i in chosen["items"]} == {str(i) for i in ids[:3]}, f"ids select {chosen['items']}"
    found = answer(documents.app.get("/documents/", searchString="rEPORT 1"), 200)
    assert found["total"] == 10, f"ten names contain 'report 1'; the total is {found['total']}"
    answer(documents.app.get("/documents/", pageSize=0), 400)


@proves("files.update-name-only")
def test_rename(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """The name changes; row and store keep the file."""
    created = documents.create("a.txt", b"hello")
    before = stored_file(reader, created["id"])
    changed = answer(documents.patch(created["id"], name="renamed"), 200)
    assert changed["name"] == "renamed", f"it is answered as {changed['name']}"
    row = reader.row("document", id=UUID(created["id"]))
    assert row is not None, "the row is gone"
    assert row["name"] == "renamed", f"the row is called {row['name']}"
    assert stored_file(reader, created["id"]) == before, f"the file was {before}, and is {row['file']}"
    assert bucket.content("a.txt") == b"hello", f"the store has {bucket.content('a.txt')!r}"


@proves("files.update-replace-file")
def test_replace(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """The row names the new file, the store has it, and the old one is gone."""
    created = documents.create("a.txt", b"old")
    answer(documents.patch(created["id"], filename="b.txt", content=b"new"), 200)
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    assert row["filename"] == "b.txt", f"the row names {row['filename']}"
    assert bucket.content("b.txt") == b"new", f"the store has {bucket.content('b.txt')!r} as b.txt"
    assert bucket.names() == {"b.txt"}, f"the store has {bucket.names()}"


@proves("files.update-replace-file")
def test_replace_by_the_same_name(documents: Documents, bucket: Bucket) -> None:
    """Other bytes under the same name: the store has them."""
    created = documents.create("a.txt", b"old")
    answer(documents.patch(created["id"], filename="a.txt", content=b"new"), 200)
    seen = bucket.content("a.txt")
    assert seen == b"new", f"after the replacement the store has {seen!r} as a.txt"


@proves("files.delete")
def test_delete(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """204; the row and the object are gone, others stay."""
    created = documents.create("a.txt")
    kept = documents.create("b.txt")
    answer(documents.delete(created["id"]), 204)
    left = {str(row["id"]) for row in reader.rows("document")}
    assert left == {kept["id"]}, f"rows left: {left}"
    assert bucket.names() == {"b.txt"}, f"the store has {bucket.names()}"


@proves("files.delete")
def test_delete_unknown(documents: Documents) -> None:
    """404."""
    answer(documents.delete(str(uuid.uuid4())), 404)


@proves("files.delete")
def test_delete_without_its_object(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """An object that is gone already does not keep the document from being deleted."""
    created = documents.create("a.txt")
    bucket.clear()
    answer(documents.delete(created["id"]), 204)
    assert reader.count("document") == 0, "the row is still there"


@proves("files.delete")
def test_a_delete_that_fails_keeps_both(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A handler that fails after the delete was flushed keeps row and object."""
    created = documents.create("a.txt", b"hello")
    response = documents.post(path=f"/probes/files/delete-and-fail/{created['id']}")
    assert response.status_code == 500, f"the handler raises, and is answered with {response.status_code}"
    assert reader.count("document") == 1, "the row is gone"
    assert bucket.content("a.txt") == b"hello", f"the store has {bucket.content('a.txt')!r}"


@proves("files.metadata-storage")
def test_metadata(documents: Documents, reader: Reader) -> None:
    """Custom metadata, nested too, reads back equal from the row."""
    wanted = {"author": "Agatha", "tags": ["a", "b"], "nested": {"n": 1, "none": None}}
    body = {"filename": "a.txt", "content": "hello", "metadata": wanted}
    created = answer(documents.app.post("/probes/files/with-metadata", body), 201)
    documents.settle()
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    assert row["metadata"] == wanted, f"the row has the metadata {row['metadata']}"
    file = documents.file(created["id"])
    assert file is not None, "the document reads back without a file"
    assert file["metadata"] == wanted, f"the library reads the metadata {file['metadata']}"


@proves("files.metadata-storage")
def test_size_and_times(documents: Documents, reader: Reader) -> None:
    """The row has the size, the etag and the time of the stored object."""
    created = documents.create("a.txt", b"hello")
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    missing = [key for key in ("size", "etag", "last_modified") if row.get(key) is None]
    assert not missing, f"the row has no {', '.join(missing)}"
    assert row["size"] == 5, f"the size is {row['size']}"


@proves("files.create-upload")
def test_concurrent_uploads_of_one_name(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """Four at once: the object is one of them, whole."""
    contents = [bytes([65 + n]) * 20_000 for n in range(4)]

    def upload(content: bytes) -> int:
        return documents._send("POST", "/documents/", "same", "a.bin", content, None).status_code

    with ThreadPoolExecutor(4) as clients:
        statuses = list(clients.map(upload, contents))
    documents.settle()
    created = statuses.count(201)
    assert created >= 1, f"none of four was created: {statuses}"
    assert reader.count("document") == created, f"{created} were answered with 201; rows: {reader.count('document')}"
    seen = bucket.content("a.bin")
    assert seen in contents, f"the object is none of those that were sent: {len(seen or b'')} bytes"


@proves("files.create-upload")
def test_fields_are_a_form(documents: Documents, reader: Reader) -> None:
    """The page's own handler takes the multipart form of its client: 201, and the row has a file."""
    response = documents.post(name="x", filename="a.txt", content=b"hello", path="/probes/files/page")
    body = answer(response, 201)
    assert stored_file(reader, body["id"]) is not None, "the document is stored without its file"
