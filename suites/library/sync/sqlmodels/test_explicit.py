# Generated from suites/library/sqlmodels/test_explicit.py by `python -m tools.twin`; do not edit.
"""What a SQLModel class does not have by itself, and has where it asks for it."""

from __future__ import annotations

import datetime

from advanced_alchemy.base import BigIntAuditBase, orm_registry
from sqlalchemy import inspect
from sqlmodel import Field, SQLModel

from assay.checking import Reader, proves
from reference_app.library.sqlmodels.models import Hero, TimedHero
from reference_app.sync.library.database import Database
from reference_app.sync.library.sqlmodels.services import TimedHeroRepository

MODELS = (TimedHero,)

LONG_AGO = datetime.datetime(2021, 3, 28, 2, 30, tzinfo=datetime.timezone.utc)
SECOND = datetime.timedelta(seconds=1)


class HeroTeamMember(SQLModel, table=True):  # type: ignore[call-arg]  # without the package
    """A class that says nothing of its table."""

    id: int | None = Field(default=None, primary_key=True)


@proves("sqlmodel.explicit-configuration")
def test_plain_class_has_its_own_fields_only() -> None:
    """No times, no slug, no sentinel, no to_dict, and the name of its table is SQLModel's."""
    assert inspect(Hero).columns.keys() == ["id", "name", "secret_name", "age"]  # type: ignore[union-attr]
    assert HeroTeamMember.__table__.name == "heroteammember"  # type: ignore[attr-defined]
    assert not hasattr(Hero, "to_dict")
    assert hasattr(BigIntAuditBase, "to_dict")


@proves("sqlmodel.explicit-configuration")
def test_tables_are_in_the_metadata_of_sqlmodel() -> None:
    """The library's own metadata do not have them: whoever creates all tables has to name both."""
    assert Hero.__table__.metadata is SQLModel.metadata  # type: ignore[attr-defined]
    assert "library_hero" not in orm_registry.metadata.tables


@proves("sqlmodel.explicit-configuration")
def test_times_that_were_asked_for(database: Database, reader: Reader) -> None:
    """Columns with the library's type and names are filled by their defaults, and read in UTC."""
    before = datetime.datetime.now(datetime.timezone.utc)
    with database.session() as session:
        heroes = TimedHeroRepository(session=session)
        heroes.add(TimedHero(id=1, name="New"))
        heroes.add(TimedHero(id=2, name="Old", created_at=LONG_AGO, updated_at=LONG_AGO))
        session.commit()
    with database.session() as session:
        heroes = TimedHeroRepository(session=session)
        new, old = heroes.get(1), heroes.get(2)
        assert new.created_at.utcoffset() == datetime.timedelta(0)
        assert before - SECOND <= new.created_at <= datetime.datetime.now(datetime.timezone.utc) + SECOND
        assert (old.created_at, old.updated_at) == (LONG_AGO, LONG_AGO)
        old.name = "Changed"
        session.commit()
    row = reader.row("library_timed_hero", id=2)
    assert row is not None
    assert (row["name"], row["created_at"]) == ("Changed", LONG_AGO)
    assert row["updated_at"] >= before - SECOND, "the change of the name left updated_at"


@proves("sqlmodel.explicit-configuration")
def test_slug_that_was_asked_for(database: Database) -> None:
    """A column of that name is all that the repository needs to find free slugs, and rows by them."""
    with database.session() as session:
        heroes = TimedHeroRepository(session=session)
        first = heroes.get_available_slug("Rusty Man")
        heroes.add(TimedHero(id=1, name="Rusty Man", slug=first))
        session.commit()
        second = heroes.get_available_slug("Rusty Man")
        found = heroes.get_by_slug("rusty-man")
    assert first == "rusty-man"
    assert second != first
    assert second.startswith("rusty-man-")
    assert found is not None
    assert found.name == "Rusty Man"
