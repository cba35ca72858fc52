"""``model_to_dict``."""

from __future__ import annotations

from advanced_alchemy import base
from sqlalchemy import String, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assay.checking import proves
from reference_app.library.database import Database
from reference_app.library.shapes.models import Edition, Publisher

MODELS = (Publisher, Edition)


class PlainBase(DeclarativeBase):
    """A base that has nothing of the library."""


class Plain(PlainBase):
    """A model on it."""

    __tablename__ = "library_plain_thing"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    size: Mapped[int | None] = mapped_column("size_in_pages", default=None)


@proves("modeling.model-to-dict")
async def test_model_of_the_library() -> None:
    """It is what the model itself says."""
    publisher = Publisher(name="Collins")
    assert base.model_to_dict(publisher) == {"name": "Collins"}
    assert base.model_to_dict(publisher, exclude={"name"}) == {}


@proves("modeling.model-to-dict")
async def test_model_that_has_nothing_of_it() -> None:
    """Its columns by the names of the attributes, without what was excluded."""
    plain = Plain(key="a", size=None)
    assert base.model_to_dict(plain) == {"key": "a", "size": None}
    assert base.model_to_dict(plain, exclude={"size"}) == {"key": "a"}
    assert base.model_to_dict(Plain(key="b")) == {"key": "b"}


@proves("modeling.model-to-dict")
async def test_what_was_not_loaded(database: Database) -> None:
    """It is left out, and no reason for a query."""
    async with database.session() as session:
        publisher = Publisher(name="Collins")
        session.add(publisher)
        await session.commit()
        session.expire(publisher, ["name"])
        assert base.model_to_dict(publisher).keys() == {"id"}
        assert "name" in inspect(publisher).unloaded
