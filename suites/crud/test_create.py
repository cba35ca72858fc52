"""POST /authors."""

from __future__ import annotations

import datetime
from uuid import UUID

import pytest

from assay.apps import RunningApp
from assay.checks import answer, proves
from assay.reader import Reader


@proves("crud.create")
@pytest.mark.parametrize("dob", [None, "1890-09-15"], ids=["no-dob", "dob"])
def test_answer_is_the_stored_row(app: RunningApp, reader: Reader, dob: str | None) -> None:
    """201, and the body equals the row that another connection sees."""
    body = answer(app.post("/authors", {"name": "Agatha", "dob": dob}), 201)
    row = reader.row("author", name="Agatha")
    assert row is not None, "the answer was 201, but there is no row"
    assert row["id"] == UUID(body["id"])
    assert row["dob"] == (datetime.date.fromisoformat(dob) if dob else None)
