"""The forms of the page of 1.12.0: a body model of its own for each handler, with an upload that is optional."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from assay.checking import Bucket, Reader, answer, proves
from suites.files.documents import Documents
from suites.files.test_documents import stored_file

PATH = "/probes/page-documents"


def create(documents: Documents, name: str, filename: str | None = None, content: bytes = b"") -> dict[str, Any]:
    """A document by the page's form, and a bystander with a file of its own."""
    answer(documents.post(name="bystander", filename="b.txt", content=b"bystander", path=f"{PATH}/"), 201)
    made: dict[str, Any] = answer(
        documents.post(name=name, filename=filename, content=content, content_type="text/csv", path=f"{PATH}/"), 201
    )
    return made


def change(documents: Documents, document: str, **sent: Any) -> Any:
    """Change a document by the page's form."""
    parts: list[tuple[str, Any]] = [("name", (None, sent["name"]))] if "name" in sent else []
    if "file" in sent:
        parts.append(("file", sent["file"]))
    response = documents.app.client.patch(f"{PATH}/{document}", files=parts)
    documents.settle()
    return answer(response, 200)


def see(documents: Documents, reader: Reader, document: str, name: str, file: tuple[str, str, str] | None) -> None:
    """Assert what the row, the store and the library have of a document, and that the bystander is as it was."""
    row = reader.row("document", id=UUID(document))
    assert row is not None, "there is no such row"
    assert row["name"] == name
    told = stored_file(reader, document)
    assert (told and (told["filename"], told["content_type"])) == (file and file[:2])
    read = documents.file(document)
    assert (read and read["content"]) == (file and file[2])
    bystander = reader.row("document", name="bystander")
    assert bystander is not None
    assert (documents.file(str(bystander["id"])) or {}).get("content") == "bystander"


@proves("guide112.documents-multipart-create")
def test_create_with_a_file(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """201 with the document; the row has name and type, and the store the bytes."""
    created = create(documents, "report", "r.csv", b"a,b")
    assert created["name"] == "report"
    see(documents, reader, created["id"], "report", ("r.csv", "text/csv", "a,b"))
    assert bucket.content("r.csv") == b"a,b"
    assert bucket.names() == {"r.csv", "b.txt"}


@proves("guide112.documents-multipart-create")
def test_create_without_a_file(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A form without a file makes a document without one."""
    created = create(documents, "bare")
    assert (created["name"], created["file_url"]) == ("bare", None)
    see(documents, reader, created["id"], "bare", None)
    assert bucket.names() == {"b.txt"}


@proves("guide112.documents-multipart-create")
def test_create_without_a_name(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A form without the name is refused, and neither row nor object is left."""
    response = documents.app.client.post(f"{PATH}/", files=[("file", ("r.csv", b"a,b", "text/csv"))])
    documents.settle()
    answer(response, 400)
    assert reader.count("document") == 0
    assert bucket.names() == set()


@proves("guide112.documents-multipart-patch")
def test_patch_of_the_name(documents: Documents, reader: Reader) -> None:
    """Only the name changes, of that document."""
    created = create(documents, "report", "r.csv", b"a,b")
    assert change(documents, created["id"], name="renamed")["name"] == "renamed"
    see(documents, reader, created["id"], "renamed", ("r.csv", "text/csv", "a,b"))


@proves("guide112.documents-multipart-patch")
def test_patch_of_the_file(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """Only the file changes; what it was is gone from the store."""
    created = create(documents, "report", "r.csv", b"a,b")
    assert change(documents, created["id"], file=("n.json", b"{}", "application/json"))["name"] == "report"
    see(documents, reader, created["id"], "report", ("n.json", "application/json", "{}"))
    assert bucket.names() == {"n.json", "b.txt"}


@proves("guide112.documents-multipart-patch")
def test_patch_of_both(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """Name and file change in one request."""
    created = create(documents, "report", "r.csv", b"a,b")
    change(documents, created["id"], name="renamed", file=("n.json", b"{}", "application/json"))
    see(documents, reader, created["id"], "renamed", ("n.json", "application/json", "{}"))
    assert bucket.names() == {"n.json", "b.txt"}


@proves("guide112.documents-multipart-patch")
def test_patch_gives_a_file(documents: Documents, reader: Reader) -> None:
    """A document without a file gets one."""
    created = create(documents, "bare")
    change(documents, created["id"], file=("n.json", b"{}", "application/json"))
    see(documents, reader, created["id"], "bare", ("n.json", "application/json", "{}"))
