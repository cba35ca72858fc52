"""What is related to an instance is written with it, or the call is refused: it is not left out."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.ways.models import Crate, Ware
from reference_app.library.ways.repositories import CrateRepository
from reference_app.library.ways.services import CrateService
from suites.library.marks import BOTH, KNOWN
from suites.library.upsert.goods import key, rows

MODELS = (Crate, Ware)


def _given(reader: Reader, known: bool) -> None:
    """A crate with one ware, if the call's is to be known; and another one, which is nobody's business."""
    crates = [(2, "other")] + ([(1, "one")] if known else [])
    reader.insert(
        "library_way_crate", *({"id": number, "code": code, "name": "old", "mark": None} for number, code in crates)
    )
    reader.insert(
        "library_way_ware",
        *({"id": key(number), "label": f"old {code}", "crate_id": number} for number, code in crates),
    )


def _crate(*labels: str, **values: Any) -> Crate:
    """The crate with the number 1, and what is to lie in it."""
    return Crate(id=1, code="one", wares=[Ware(label=label) for label in labels], **values)


def _expect(reader: Reader, *labels: str) -> None:
    """Compare what lies in the crates.

    Raises:
        AssertionError: It is something else.
    """
    wares = reader.rows("library_way_ware")
    lying = sorted(row["label"] for row in wares if row["crate_id"] == 1)
    others = sorted(row["label"] for row in wares if row["crate_id"] != 1)
    assert lying == sorted(labels), f"given were {sorted(labels)}, in the crate are {lying}"
    assert others == ["old other"], f"in the other crate are {others}"


def _columns(reader: Reader) -> list[tuple[Any, ...]]:
    """What the crates have in their columns."""
    return rows(reader, "library_way_crate", "code", "name")


@proves("repo.add")
async def test_add(database: Database, reader: Reader) -> None:
    """``add``."""
    _given(reader, known=False)
    async with database.session() as session:
        await CrateRepository(session=session).add(_crate("new", "more"))
        await session.commit()
    _expect(reader, "new", "more")


@proves("repo.add-many")
async def test_add_many(database: Database, reader: Reader) -> None:
    """``add_many``."""
    _given(reader, known=False)
    async with database.session() as session:
        await CrateRepository(session=session).add_many([_crate("new", "more")])
        await session.commit()
    _expect(reader, "new", "more")


@proves("repo.update-many")
async def test_update_many(database: Database, reader: Reader) -> None:
    """``update_many``."""
    _given(reader, known=True)
    async with database.session() as session:
        await CrateRepository(session=session).update_many([_crate("new", "more", name="name")])
        await session.commit()
    assert _columns(reader) == [("one", "name"), ("other", "old")]
    _expect(reader, "new", "more")


@proves("repo.upsert")
@KNOWN
@pytest.mark.parametrize("by", ["key", "code"])
async def test_upsert(database: Database, reader: Reader, known: bool, by: str) -> None:
    """``upsert``."""
    _given(reader, known)
    async with database.session() as session:
        options: dict[str, Any] = {"match_fields": ["code"]} if by == "code" else {}
        await CrateRepository(session=session).upsert(_crate("new", "more", name="name"), **options)
        await session.commit()
    assert _columns(reader) == [("one", "name"), ("other", "old")]
    _expect(reader, "new", "more")


@proves("upsert.inserts-and-updates")
@KNOWN
@BOTH
@pytest.mark.parametrize("by", ["key", "code"])
async def test_upsert_many(database: Database, reader: Reader, known: bool, by: str, no_merge: bool) -> None:
    """``upsert_many``."""
    _given(reader, known)
    async with database.session() as session:
        fields = ["code"] if by == "code" else None
        await CrateRepository(session=session).upsert_many(
            [_crate("new", "more")], match_fields=fields, no_merge=no_merge
        )
        await session.commit()
    _expect(reader, "new", "more")


@proves("repo.get-or-upsert")
@KNOWN
async def test_get_or_upsert(database: Database, reader: Reader, known: bool) -> None:
    """``get_or_upsert`` of a repository."""
    _given(reader, known)
    async with database.session() as session:
        given: dict[str, Any] = {"id": 1, "code": "one", "wares": [Ware(label="new"), Ware(label="more")]}
        await CrateRepository(session=session).get_or_upsert(match_fields=["code"], **given)
        await session.commit()
    _expect(reader, "new", "more")


@proves("repo.get-and-update")
async def test_get_and_update(database: Database, reader: Reader) -> None:
    """``get_and_update`` of a repository."""
    _given(reader, known=True)
    async with database.session() as session:
        given: dict[str, Any] = {"code": "one", "wares": [Ware(label="new"), Ware(label="more")]}
        await CrateRepository(session=session).get_and_update(match_fields=["code"], **given)
        await session.commit()
    _expect(reader, "new", "more")


@proves("svc.get-or-upsert")
@KNOWN
@pytest.mark.parametrize("kind", ["dicts", "models"])
async def test_get_or_upsert_of_a_service(database: Database, reader: Reader, known: bool, kind: str) -> None:
    """``get_or_upsert`` of a service, which makes a model of what it is given, nested dicts too."""
    _given(reader, known)
    wares = [{"label": "new"}, {"label": "more"}] if kind == "dicts" else [Ware(label="new"), Ware(label="more")]
    async with database.session() as session:
        await CrateService(session=session).get_or_upsert(match_fields=["code"], id=1, code="one", wares=wares)
        await session.commit()
    _expect(reader, "new", "more")


@proves("svc.get-or-upsert")
@pytest.mark.parametrize("kind", ["dicts", "models"])
async def test_get_and_update_of_a_service(database: Database, reader: Reader, kind: str) -> None:
    """``get_and_update`` of a service."""
    _given(reader, known=True)
    wares = [{"label": "new"}, {"label": "more"}] if kind == "dicts" else [Ware(label="new"), Ware(label="more")]
    async with database.session() as session:
        await CrateService(session=session).get_and_update(match_fields=["code"], code="one", wares=wares)
        await session.commit()
    _expect(reader, "new", "more")
