"""``SlugKey``."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.topics.models import Genre, Topic
from suites.library.refusals import refusal

MODELS = (Topic, Genre)


def unique_columns(table: Table) -> set[tuple[str, ...]]:
    """What is unique in a table, whether by a constraint or by an index."""
    constraints = {tuple(c.columns.keys()) for c in table.constraints if isinstance(c, UniqueConstraint)}
    return constraints | {tuple(index.columns.keys()) for index in table.indexes if index.unique}


@proves("mixins.slug-unique")
async def test_slug_is_a_unique_column(database: Database, reader: Reader) -> None:
    """It is not nullable, and the table of each model says that it is unique."""
    del database
    for name in ("library_topic", "library_genre"):
        assert not reader.columns(name)["slug"]["nullable"]
        assert ("slug",) in unique_columns(reader.table(name)), f"the slugs of {name} are not unique"


@proves("mixins.slug-unique", needs=("keeps-constraint-names", "unique-constraints"))
async def test_constraint_is_named_after_its_table(database: Database) -> None:
    """Each table has a constraint of its own name."""
    del database
    names = {
        model.__table__.name: {c.name for c in model.__table__.constraints if isinstance(c, UniqueConstraint)}  # type: ignore[attr-defined]
        for model in MODELS
    }
    assert names == {"library_topic": {"uq_library_topic_slug"}, "library_genre": {"uq_library_genre_slug"}}


@proves("mixins.slug-unique")
async def test_second_of_the_same_slug_is_refused(database: Database, reader: Reader) -> None:
    """The first stays as it is."""
    async with database.session() as session:
        session.add(Topic(name="Steam", slug="steam"))
        await session.commit()
    async with database.session() as session:
        session.add(Topic(name="Other", slug="steam"))
        assert await refusal(IntegrityError, session.commit) is not None
    assert [(row["name"], row["slug"]) for row in reader.rows("library_topic")] == [("Steam", "steam")]


@proves("mixins.slug-unique")
async def test_slug_of_another_table_is_free(database: Database, reader: Reader) -> None:
    """It is unique in its own table."""
    async with database.session() as session:
        session.add_all([Topic(name="Steam", slug="steam"), Genre(name="Steam", slug="steam")])
        await session.commit()
    assert [row["slug"] for row in reader.rows("library_topic")] == ["steam"]
    assert [row["slug"] for row in reader.rows("library_genre")] == ["steam"]


@proves("mixins.slug-unique")
async def test_missing_slug_is_refused(database: Database, reader: Reader) -> None:
    """A slug is not made by itself."""
    async with database.session() as session:
        session.add(Topic(name="Steam"))
        assert await refusal(DBAPIError, session.commit) is not None
    assert reader.count("library_topic") == 0


@proves("mixins.slug-length")
async def test_slug_of_100_characters(database: Database, reader: Reader) -> None:
    """It is stored as it is."""
    slugs = [f"{start}{'s' * 99}" for start in "ab"]
    async with database.session() as session:
        session.add_all([Topic(name=slug[0], slug=slug) for slug in slugs])
        await session.commit()
    assert sorted(row["slug"] for row in reader.rows("library_topic")) == slugs


@proves("mixins.slug-length", needs=("enforces-string-length",))
async def test_slug_of_101_characters(database: Database, reader: Reader) -> None:
    """It is refused, and not cut."""
    async with database.session() as session:
        session.add(Topic(name="Long", slug="s" * 101))
        assert await refusal(DBAPIError, session.commit) is not None
    assert reader.count("library_topic") == 0
