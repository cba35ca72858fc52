# Generated from suites/library/upsert/test_match_types.py by `python -m tools.twin`; do not edit.
"""``upsert_many``, with a match field of each type of column."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.upserts.models import Sample, Shade
from reference_app.sync.library.database import Database
from reference_app.sync.library.upserts.repositories import SampleRepository
from suites.library.sync.marks import BOTH
from suites.library.sync.upsert.goods import key

MODELS = (Sample,)

UTC = datetime.timezone.utc


def sample(number: int) -> dict[str, Any]:
    """Values of a sample, of which each is another than those of all other numbers below 3."""
    return {
        "name": f"sample {number}",
        "whole": number,
        "weight": decimal.Decimal(number) + decimal.Decimal("0.25"),
        "day": datetime.date(2024, 2, 28 - number),
        "moment": datetime.datetime(2024, 2, 28 - number, 12, 30, tzinfo=UTC),
        "tag": key(number + 70),
        "shade": list(Shade)[number % 2],
        "good": number % 2 == 0,
        "mark": bytes([0, 255, number]),
        "details": {"number": number, "list": [1, None]},
    }


FIELDS = tuple(sample(0))
FEW = ("shade", "good")
"""Columns of which there are two values only."""


@proves("upsert.inserts-and-updates")
@pytest.mark.parametrize("field", FIELDS)
@BOTH
def test_match_field_of_each_type(database: Database, reader: Reader, no_merge: bool, field: str) -> None:
    """The row with the value is updated, that without it is left alone, and what no row has is inserted."""
    with database.session() as session:
        session.add_all([Sample(id=key(n), **sample(n), amount=n) for n in (0, 1)])
        session.commit()
    sent = [1] if field in FEW else [2, 1]
    with database.session() as session:
        data = [Sample(**sample(number), amount=50 + number) for number in sent]
        SampleRepository(session=session).upsert_many(data, match_fields=[field], no_merge=no_merge)
        session.commit()
    found = {row["name"]: (row["id"], row["amount"]) for row in reader.rows("library_up_sample")}
    made = found.pop("sample 2", (None, 52))
    assert found == {"sample 0": (key(0), 0), "sample 1": (key(1), 51)}, f"by {field} the rows are {found}"
    assert made[1] == 52


@proves("upsert.inserts-and-updates")
@pytest.mark.parametrize("field", FIELDS)
def test_rows_of_each_type_are_selected(database: Database, reader: Reader, field: str) -> None:
    """upsert, which takes one item, finds the row by a value of each type, too."""
    with database.session() as session:
        session.add_all([Sample(id=key(n), **sample(n), amount=n) for n in (0, 1)])
        session.commit()
    with database.session() as session:
        repository = SampleRepository(session=session)
        repository.upsert(Sample(**sample(1), amount=51), match_fields=[field])
        session.commit()
    found = {row["name"]: (row["id"], row["amount"]) for row in reader.rows("library_up_sample")}
    assert found == {"sample 0": (key(0), 0), "sample 1": (key(1), 51)}, f"by {field} the rows are {found}"
