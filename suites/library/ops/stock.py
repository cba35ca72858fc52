"""What is in stock before a check, and what is there after it."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

from sqlalchemy import select

from assay.checking import Reader
from reference_app.library.database import Database
from reference_app.library.stocks.models import Item, Label, Measure, Shelf

ITEM: Any = Item.__table__
SHELF: Any = Shelf.__table__
LABEL: Any = Label.__table__

ASK: tuple[Any, ...] = ("ask", 1, 2, 4, "old")
BEE: tuple[Any, ...] = ("bee", None, 9, 8, "b")
"""Items: sku, order, amount, weight and note."""

TAKEN = datetime.datetime(2024, 2, 29, 12, 30, 15, tzinfo=datetime.timezone.utc)
MEASURE: dict[str, Any] = {
    "id": uuid.UUID("0190d3a1-0000-7000-8000-000000000001"),
    "taken": TAKEN,
    "day": TAKEN.date(),
    "valid": True,
    "price": decimal.Decimal("19.99"),
    "details": {"a": [1, None, "x"], "b": {"c": "é"}},
}
"""A measure with a value of each type."""


def item(values: tuple[Any, ...]) -> dict[str, Any]:
    """An item by the names that the program has for its columns."""
    return dict(zip(("sku", "order", "amount", "weight", "note"), values, strict=True))


async def stock(database: Database) -> None:
    """Write two items."""
    async with database.session() as session:
        session.add_all([Item(**item(ASK)), Item(**item(BEE))])
        await session.commit()


async def shelves(database: Database) -> None:
    """Write three shelves."""
    async with database.session() as session:
        session.add_all([Shelf(room=room, number=number, label=f"{room}{number}") for room, number in SHELVES])
        await session.commit()


SHELVES = (("N", 1), ("N", 2), ("S", 1))


def items(reader: Reader) -> list[tuple[Any, ...]]:
    """All items, in the order of their skus."""
    found = [(r["sku"], r["order"], r["select"], r["mass"], r["note"]) for r in reader.rows("library_stock_item")]
    return sorted(found, key=lambda values: values[0])


def shelf_labels(reader: Reader) -> dict[tuple[str, int], str | None]:
    """The labels of all shelves by room and number."""
    return {(row["room"], row["number"]): row["label"] for row in reader.rows("library_stock_shelf")}


async def measures(database: Database) -> list[dict[str, Any]]:
    """All measures, as a session reads them: columns of other types are read by the model alone."""
    async with database.session() as session:
        found = (await session.execute(select(Measure).order_by(Measure.id))).scalars().all()
        return [{name: getattr(measure, name) for name in MEASURE} for measure in found]
