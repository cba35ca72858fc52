"""One file in a column, and a list of files in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from advanced_alchemy.types import FileObject

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.documents.models import Folder
from suites.library.file_object.keeping import a_file, both_have, committed, folder, have
from suites.library.types.storing import expect_python_type

MODELS = (Folder,)


@proves("file-object.single-and-multiple")
async def test_both_come_back(database: Database, reader: Reader, store: Any) -> None:
    """Another session reads them as files, with their contents."""
    await have(database, Folder(name="a", cover=a_file("c"), pages=[a_file("p"), a_file("q")]))
    await both_have(database, store, "c", "p", "q")
    async with database.session() as session:
        read = await folder(session, "a")
        files = [read.cover, *(read.pages or ())]
        assert [type(one) for one in files] == [FileObject] * 3, f"what comes back are {files}"
        contents = [await one.get_content_async() for one in files if one is not None]
    assert contents == [b"c", b"p", b"q"], f"the contents are {contents}"


@pytest.mark.parametrize("column", ["cover", "pages"], ids=["one", "list"])
@proves("file-object.single-and-multiple")
async def test_type_says_the_class(database: Database, store: Any, column: str) -> None:
    """The type of each column says of which class its values are."""
    given = a_file("c") if column == "cover" else [a_file("p")]
    await have(database, Folder(name="a", **{column: given}))
    async with database.session() as session:
        read = await folder(session, "a")
        expect_python_type(getattr(Folder, column), getattr(read, column))


@proves("file-object.single-and-multiple")
async def test_no_file_is_none(database: Database, reader: Reader, store: Any) -> None:
    """Without a file both columns are NULL, and both come back as None."""
    await have(database, Folder(name="a"))
    row = reader.row("library_doc_folder", name="a")
    assert row is not None
    assert (row["cover"], row["pages"]) in {(None, None), ("null", "null")}, f"the row has {row}"
    async with database.session() as session:
        read = await folder(session, "a")
        assert (read.cover, read.pages) == (None, None), f"what comes back is {read.cover!r}, {read.pages!r}"


@proves("file-object.size-etag-filled")
async def test_row_knows_what_the_store_knows(database: Database, reader: Reader, store: Any) -> None:
    """The file of the row that was saved has its size, etag and time once it is stored."""
    async with database.session() as session:
        added = Folder(name="a", cover=a_file("cover"))
        session.add(added)
        await committed(database, session)
        cover = added.cover
        assert cover is not None
        shown = (cover.size, bool(cover.etag), bool(cover.last_modified), cover.content_type)
    assert shown == (5, True, True, "text/plain"), f"size, etag, time and type are {shown}"


def _append(row: Folder) -> None:
    assert row.pages is not None
    row.pages.append(a_file("r"))


def _extend(row: Folder) -> None:
    assert row.pages is not None
    row.pages.extend([a_file("r"), a_file("s")])


def _insert(row: Folder) -> None:
    assert row.pages is not None
    row.pages.insert(0, a_file("r"))


def _replace(row: Folder) -> None:
    assert row.pages is not None
    row.pages[0] = a_file("r")


def _remove(row: Folder) -> None:
    assert row.pages is not None
    row.pages.remove(row.pages[0])


def _clear(row: Folder) -> None:
    assert row.pages is not None
    row.pages.clear()


def _another_list(row: Folder) -> None:
    assert row.pages is not None
    pages: Any = [row.pages[1], a_file("r")]
    row.pages = pages


CHANGES: dict[str, tuple[Callable[[Folder], None], tuple[str, ...]]] = {
    "append": (_append, ("p", "q", "r")),
    "extend": (_extend, ("p", "q", "r", "s")),
    "insert": (_insert, ("p", "q", "r")),
    "item": (_replace, ("q", "r")),
    "remove": (_remove, ("q",)),
    "clear": (_clear, ()),
    "another-list": (_another_list, ("q", "r")),
}
"""What is done to the list of the files p and q, and which files there are afterwards."""


@proves("file-object.multiple-append")
@pytest.mark.parametrize("change", CHANGES)
async def test_changed_list(database: Database, reader: Reader, store: Any, change: str) -> None:
    """A list that was read and changed is written, its new files are stored and those that left it deleted."""
    await have(database, Folder(name="a", pages=[a_file("p"), a_file("q")]))
    do, expected = CHANGES[change]
    async with database.session() as session:
        do(await folder(session, "a"))
        await committed(database, session)
    await both_have(database, store, *expected)


@proves("file-object.metadata-stored")
async def test_metadata_of_all_kinds(database: Database, reader: Reader, store: Any) -> None:
    """Metadata that are lists, dicts and numbers come back with the row as they were given."""
    given = {"tags": ["important", "review"], "size": {"pages": 3}, "rank": 1, "draft": True, "title": "ä"}
    await have(database, Folder(name="a", cover=a_file("c", metadata=given)))
    await both_have(database, store, "c")
    async with database.session() as session:
        cover = (await folder(session, "a")).cover
    assert cover is not None
    assert cover.metadata == given, f"the metadata are {cover.metadata}"


@proves("file-object.update-metadata")
async def test_updated_metadata_are_written(database: Database, reader: Reader, store: Any) -> None:
    """What update_metadata adds to a file that was read is in the row after the commit."""
    await have(database, Folder(name="a", cover=a_file("c", metadata={"category": "document"})))
    async with database.session() as session:
        cover = (await folder(session, "a")).cover
        assert cover is not None
        cover.update_metadata({"priority": "high"})
        await committed(database, session)
    async with database.session() as session:
        cover = (await folder(session, "a")).cover
    assert cover is not None
    assert cover.metadata == {"category": "document", "priority": "high"}, f"the metadata are {cover.metadata}"
