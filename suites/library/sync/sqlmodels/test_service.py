# Generated from suites/library/sqlmodels/test_service.py by `python -m tools.twin`; do not edit.
"""Services of SQLModel classes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from advanced_alchemy.exceptions import AdvancedAlchemyError
from advanced_alchemy.filters import LimitOffset, OrderBy
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError

from assay.checking import Reader, proves
from reference_app.library.sqlmodels.models import Hero, HeroCreate, HeroShown
from reference_app.sync.library.database import Database
from reference_app.sync.library.sqlmodels.services import HeroService
from suites.library.sync.sqlmodels.heroes import HEROES, given, see

MODELS = (Hero,)


class HeroModel(BaseModel):
    """What a client sees, as Pydantic has it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    age: int | None


class HeroStruct(msgspec.Struct):
    """What a client sees, as msgspec has it."""

    id: int
    name: str
    age: int | None


SHOWN: dict[str, Any] = {"sqlmodel": HeroShown, "pydantic": HeroModel, "msgspec": HeroStruct}
NEW = {"id": 9, "name": "Tarantula", "secret_name": "Natalia", "age": 0}


@proves("sqlmodel.service-create-dict")
@pytest.mark.parametrize("kind", SHOWN)
def test_created_hero_is_converted(database: Database, reader: Reader, kind: str) -> None:
    """A dict becomes a row, and the object that comes back a schema of each kind."""
    with database.session() as session:
        heroes: Any = HeroService(session=session)
        hero = heroes.create(dict(NEW))
        session.commit()
        shown: Any = heroes.to_schema(hero, schema_type=SHOWN[kind])
    assert type(hero) is Hero
    assert type(shown) is SHOWN[kind]
    assert (shown.id, shown.name, shown.age) == (9, "Tarantula", 0)
    assert not hasattr(shown, "secret_name")
    see(reader, [NEW])


@proves("sqlmodel.service-create-dict")
@pytest.mark.parametrize("sent", [HeroCreate(**NEW), Hero(**NEW)], ids=["schema", "model"])
def test_created_of_other_kinds(database: Database, reader: Reader, sent: Any) -> None:
    """A SQLModel class without a table is a schema as any, and one with a table is the row itself."""
    with database.session() as session:
        HeroService(session=session).create(sent if type(sent) is HeroCreate else Hero(**NEW))
        session.commit()
    see(reader, [NEW])


@proves("sqlmodel.service-create-dict")
@pytest.mark.parametrize("kind", SHOWN)
def test_page_of_heroes(database: Database, reader: Reader, kind: str) -> None:
    """Rows become a page of schemas, in their order, with the total."""
    given(reader)
    page = LimitOffset(2, 0)
    with database.session() as session:
        heroes = HeroService(session=session)
        found, total = heroes.list_and_count(page, OrderBy("id", "desc"))
        shown: Any = heroes.to_schema(found, total, [page], schema_type=SHOWN[kind])
    assert (shown.total, shown.limit, shown.offset) == (3, 2, 0)
    assert [(type(item), item.id, item.age) for item in shown.items] == [(SHOWN[kind], 3, 48), (SHOWN[kind], 2, 17)]


@proves("sqlmodel.service-create-dict")
def test_created_in_one_call(database: Database, reader: Reader) -> None:
    """Dicts become rows, and a dict of which a field is missing takes its default."""
    with database.session() as session:
        HeroService(session=session).create_many([dict(HEROES[1]), {k: v for k, v in HEROES[0].items() if v}])
        session.commit()
    see(reader, HEROES[:2])


@proves("sqlmodel.service-update-dict")
@pytest.mark.parametrize(
    "sent",
    [{"name": "New"}, {"age": None}, {"name": "New", "secret_name": "None", "age": 0}],
    ids=["one", "null", "all"],
)
def test_update_with_a_dict(database: Database, reader: Reader, sent: dict[str, Any]) -> None:
    """The row of item_id has what was sent, and what it had; other rows are as they were."""
    given(reader)
    refusal = ""
    with database.session() as session:
        try:
            HeroService(session=session).update(dict(sent), item_id=2)
            session.commit()
        except (AdvancedAlchemyError, SQLAlchemyError) as error:
            refusal = type(error).__name__
    assert not refusal, f"an update with a dict was refused with {refusal}"
    see(reader, [HEROES[0], {**HEROES[1], **sent}, HEROES[2]])


@proves("sqlmodel.service-update-dict")
def test_update_with_a_dict_that_has_the_key(database: Database, reader: Reader) -> None:
    """So it is where the dict names the row."""
    given(reader)
    refusal = ""
    with database.session() as session:
        try:
            HeroService(session=session).update({"id": 3, "name": "New"})
            session.commit()
        except (AdvancedAlchemyError, SQLAlchemyError) as error:
            refusal = type(error).__name__
    assert not refusal, f"an update with a dict was refused with {refusal}"
    see(reader, [*HEROES[:2], {**HEROES[2], "name": "New"}])
