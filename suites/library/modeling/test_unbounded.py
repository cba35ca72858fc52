"""Texts of no stated length."""

from __future__ import annotations

from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.unbounded.models import BasicPost

MODELS = (BasicPost,)


@proves("modeling.undeclared-string-length")
async def test_text_of_any_length(database: Database, reader: Reader) -> None:
    """The page's model has a table, and its texts are kept whole."""
    content = "Überlänge " * 1000
    async with database.session() as session:
        session.add(BasicPost(title="One", content=content))
        await session.commit()
    async with database.session() as session:
        found = (await session.scalars(select(BasicPost))).one()
        assert (found.title, found.content, found.published, found.published_at) == ("One", content, False, None)
    row = reader.row("library_basic_post", title="One")
    assert row is not None
    assert row["content"] == content
