# Generated from suites/library/modeling/test_unbounded.py by `python -m tools.twin`; do not edit.
"""Texts of no stated length."""

from __future__ import annotations

from sqlalchemy import select

from assay.checking import Reader, proves
from reference_app.library.unbounded.models import BasicPost
from reference_app.sync.library.database import Database

MODELS = (BasicPost,)


@proves("modeling.undeclared-string-length")
def test_text_of_any_length(database: Database, reader: Reader) -> None:
    """The page's model has a table, and its texts are kept whole."""
    content = "Überlänge " * 1000
    with database.session() as session:
        session.add(BasicPost(title="One", content=content))
        session.commit()
    with database.session() as session:
        found = (session.scalars(select(BasicPost))).one()
        assert (found.title, found.content, found.published, found.published_at) == ("One", content, False, None)
    row = reader.row("library_basic_post", title="One")
    assert row is not None
    assert row["content"] == content
