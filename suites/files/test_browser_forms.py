"""The documents' form as a browser sends it."""

from __future__ import annotations

from uuid import UUID

import pytest

from assay.checking import Bucket, Reader, answer, proves
from suites.asgi import ask
from suites.files.documents import Documents
from suites.files.test_documents import stored_file
from suites.forms import MULTIPART


@proves("files.create-without-file")
def test_no_file_was_chosen(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A form whose file control was left alone makes a document without a file."""
    created = answer(documents.submit(MULTIPART["no-file-chosen"]), 201)
    assert created["name"] == "report", f"the document is answered as {created}"
    assert created["file_url"] is None, f"a document without a file has the URL {created['file_url']}"
    assert stored_file(reader, created["id"]) is None, "the row has a file"
    assert bucket.names() == set(), f"the store has {bucket.names()}"


@proves("files.create-without-file")
def test_none_of_several_files_was_chosen(documents: Documents) -> None:
    """The same form, to a handler whose form takes several files: there are none."""
    response = documents.submit(MULTIPART["no-file-chosen"], path="/probes/files/several")
    assert response.status_code == 201, (
        f"none of several files was chosen, answered {response.status_code}: {response.text[:300]}"
    )
    assert response.json() == [], f"none of several files was chosen, the handler sees {response.json()}"


@proves("files.create-upload")
def test_several_files(documents: Documents) -> None:
    """A form with two files, to a handler whose form takes several: both, in order."""
    seen = answer(documents.submit(MULTIPART["two-files"], path="/probes/files/several"), 201)
    assert seen == [["a.txt", "one"], ["b.txt", "two"]], f"a.txt and b.txt were chosen, the handler sees {seen}"


@proves("files.create-without-file", needs=("empty-string-is-not-null",))
def test_empty_text(documents: Documents, reader: Reader) -> None:
    """A text control that was left empty is an empty text."""
    created = answer(documents.submit(MULTIPART["empty-text"]), 201)
    row = reader.row("document", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["name"] == "", f"an empty text was sent, the row has {row['name']!r}"


@proves("files.create-without-file")
def test_form_of_nothing(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A form of which nothing is sent lacks the name: it is refused, and nothing is stored."""
    answer(documents.submit(MULTIPART["nothing"]), 400)
    assert reader.count("document") == 0, "the form was refused, and a row stored"
    assert bucket.names() == set(), f"the form was refused, and {bucket.names()} stored"


@proves("files.create-without-file")
@pytest.mark.parametrize(("form", "name"), [("text-of-lines", "a\r\nb\r\nc\r\nd"), ("checkboxes", "report")])
def test_text(documents: Documents, reader: Reader, form: str, name: str) -> None:
    """The text is stored as it was sent, and a control that the form does not know hurts nobody."""
    created = answer(documents.submit(MULTIPART[form]), 201)
    row = reader.row("document", id=UUID(created["id"]))
    assert row is not None, "the answer was 201, but there is no row"
    assert row["name"] == name, f"{name!r} was sent, the row has {row['name']!r}"


FILES = {
    "file": ("a.txt", "text/plain", b"hello"),
    "empty-file": ("empty.txt", "text/plain", b""),
    "file-of-no-known-type": ("a.zzz", "application/octet-stream", b"hello"),
    "awkward-filename": ('a "quoted" Über 😀 % ;.txt', "text/plain", b"hello"),
    "nearly-a-boundary": (
        "a.bin",
        "application/octet-stream",
        b"a\nb\rc\r\n------WebKitFormBoundaryzAx9Y2XLWldRMFe\r\n\r\n--",
    ),
    "blob": ("blob", "application/octet-stream", b"hello"),
}


@proves("files.create-upload")
@pytest.mark.parametrize("form", FILES)
def test_file_was_chosen(documents: Documents, reader: Reader, bucket: Bucket, form: str) -> None:
    """Row and store have the file that was chosen: its name, its type and its bytes."""
    name, content_type, content = FILES[form]
    created = answer(documents.submit(MULTIPART[form]), 201)
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    assert (row["filename"], row["content_type"]) == (name, content_type), f"the row says {row}"
    seen = bucket.content(name)
    assert seen == content, f"{content!r} was sent, the store has {seen!r} among {bucket.names()}"


@proves("files.create-upload")
@pytest.mark.parametrize("size", [1, 37, 64])
def test_form_in_pieces(documents: Documents, bucket: Bucket, size: int) -> None:
    """However the body arrives, the file is the one that was sent."""
    form = MULTIPART["nearly-a-boundary"]
    headers = {"content-type": form.content_type}
    answered = documents.app.call(ask, documents.app, "POST", "/documents/", headers=headers, pieces=form.pieces(size))
    documents.settle()
    assert answered.status == 201, f"in pieces of {size} bytes: {answered.status} {answered.body[:300]!r}"
    assert answered.json()["name"] == "report", f"in pieces of {size} bytes the name is {answered.json()['name']!r}"
    content = FILES["nearly-a-boundary"][2]
    seen = bucket.content("a.bin")
    assert seen == content, f"{content!r} was sent in pieces of {size} bytes, the store has {seen!r}"


@proves("files.update-name-only")
def test_change_without_a_file(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """PATCH with a form whose file control was left alone renames the document, and keeps its file."""
    created = documents.create("a.txt", b"hello", name="first")
    before = stored_file(reader, created["id"])
    changed = answer(documents.submit(MULTIPART["no-file-chosen"], created["id"]), 200)
    assert changed["name"] == "report", f"it is answered as {changed['name']}"
    assert stored_file(reader, created["id"]) == before, "the row has another file than before"
    assert bucket.content("a.txt") == b"hello", f"the store has {bucket.content('a.txt')!r}"


@proves("files.update-name-only")
def test_change_of_nothing(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """PATCH with a form of which nothing is sent changes nothing."""
    created = documents.create("a.txt", b"hello", name="first")
    before = reader.row("document", id=UUID(created["id"]))
    changed = answer(documents.submit(MULTIPART["nothing"], created["id"]), 200)
    assert changed["name"] == "first", f"nothing was sent, it is answered as {changed['name']}"
    assert reader.row("document", id=UUID(created["id"])) == before, "nothing was sent, and the row has changed"
    assert bucket.names() == {"a.txt"}, f"nothing was sent, and the store has {bucket.names()}"


@proves("files.update-replace-file")
def test_change_by_an_empty_file(documents: Documents, reader: Reader, bucket: Bucket) -> None:
    """A file without content is a file: it takes the place of the one before."""
    created = documents.create("a.txt", b"hello")
    answer(documents.submit(MULTIPART["empty-file"], created["id"]), 200)
    row = stored_file(reader, created["id"])
    assert row is not None, "the row has no file"
    assert row["filename"] == "empty.txt", f"the row names {row['filename']}"
    assert bucket.content("empty.txt") == b"", f"the store has {bucket.content('empty.txt')!r} as empty.txt"
