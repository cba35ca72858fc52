"""What a model's constructor takes is taken in every way to write it: setters and proxies, not columns alone."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.repository._util import model_from_dict

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.ways.models import Crate, Ware
from reference_app.library.ways.services import CrateService

MODELS = (Crate, Ware)
GIVEN: dict[str, Any] = {"motto": "up", "labels": ["oak", "elm"]}


def _expect(reader: Reader) -> None:
    """Compare what the setter and the proxy have written.

    Raises:
        AssertionError: Nothing, or something else.
    """
    [mark] = [row["mark"] for row in reader.rows("library_way_crate")]
    labels = sorted(row["label"] for row in reader.rows("library_way_ware"))
    assert (mark, labels) == ("UP", ["elm", "oak"]), f"written are {mark} and {labels}, both were given"


@proves("repo.model-from-dict")
async def test_model_from_dict() -> None:
    """``model_from_dict`` makes what the class makes of the same arguments."""
    made, model = model_from_dict(Crate, **GIVEN), Crate(**GIVEN)
    shown, expected = [(crate.mark, sorted(crate.labels)) for crate in (made, model)]
    assert shown == expected, f"model_from_dict makes {shown}, the class {expected}"


@proves("svc.each-way-of-change")
@pytest.mark.parametrize("way", ["create", "create_many", "upsert", "upsert_many"])
async def test_new_row(database: Database, reader: Reader, way: str) -> None:
    """Services that write a new row from a dict."""
    data = {"id": 1, "code": "one", **GIVEN}
    async with database.session() as session:
        await getattr(CrateService(session=session), way)([data] if way.endswith("many") else data)
        await session.commit()
    _expect(reader)


@proves("svc.each-way-of-change")
@pytest.mark.parametrize("way", ["update", "update_many", "upsert", "upsert_many"])
async def test_known_row(database: Database, reader: Reader, way: str) -> None:
    """Services that change a row with a dict; what only columns say is written in any case."""
    reader.insert("library_way_crate", {"id": 1, "code": "one", "name": "old", "mark": None})
    data = {"id": 1, "code": "two", **GIVEN}
    async with database.session() as session:
        service = CrateService(session=session)
        if way == "update":
            await service.update({"code": "two", **GIVEN}, item_id=1)
        else:
            await getattr(service, way)([data] if way.endswith("many") else data)
        await session.commit()
    assert [row["code"] for row in reader.rows("library_way_crate")] == ["two"]
    _expect(reader)
