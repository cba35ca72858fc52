"""Bool: true, false and neither."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from assay.checking import Reader, proves
from reference_app.library.columns_since_1_11.models import Switch
from reference_app.library.database import Database
from suites.library.types.storing import committed, names, refusal, store, value_of

MODELS = (Switch,)


@proves("types.bool-oracle")
@pytest.mark.parametrize("on", [True, False, None], ids=["true", "false", "none"])
async def test_value_comes_back(database: Database, reader: Reader, on: bool | None) -> None:
    """As the same object, in the next session as for another client."""
    await store(database, Switch(name="it", on=on))
    assert await value_of(database, Switch.on, "it") is on
    row = reader.row("library_switch", name="it")
    assert row is not None
    assert row["is_on"] == on, f"stored is {row['is_on']!r}"
    assert (row["is_on"] is None) == (on is None)


@proves("types.bool-oracle")
async def test_values_find_and_sort_rows(database: Database) -> None:
    """As a condition of its own, negated, compared and sorted by."""
    await store(database, *(Switch(name=str(on), on=on) for on in (True, None, False)))
    conditions: dict[str, tuple[Any, list[str]]] = {
        "itself": (Switch.on, ["True"]),
        "not": (sa.not_(Switch.on), ["False"]),
        "equal": (Switch.on == True, ["True"]),  # noqa: E712 - SQL
        "unequal": (Switch.on != True, ["False"]),  # noqa: E712 - SQL
        "none": (Switch.on.is_(None), ["None"]),
        "in": (Switch.on.in_([True, False]), ["False", "True"]),
    }
    found = {
        name: await names(database, sa.select(Switch.name).where(condition).order_by(Switch.name))
        for name, (condition, _) in conditions.items()
    }
    assert found == {name: expected for name, (_, expected) in conditions.items()}, found
    ordered = await names(database, sa.select(Switch.name).where(Switch.on.is_not(None)).order_by(Switch.on))
    assert ordered == ["False", "True"], ordered


@proves("types.bool-oracle")
@pytest.mark.parametrize("on", [True, False, None], ids=["true", "false", "none"])
@pytest.mark.parametrize("negated", [False, True], ids=["is", "is-not"])
async def test_is_and_is_not(database: Database, on: bool | None, negated: bool) -> None:
    """IS and IS NOT tell the three apart, as they do with the boolean type."""
    await store(database, *(Switch(name=str(each), on=each) for each in (True, None, False)))
    condition = Switch.on.is_not(on) if negated else Switch.on.is_(on)
    statement = sa.select(Switch.name).where(condition).order_by(Switch.name)
    refused = await committed(database, lambda session: session.execute(statement))
    assert refused == "", f"{condition} is refused: {refused}"
    found = await names(database, statement)
    assert found == [name for name in ("False", "None", "True") if (name == str(on)) is not negated], found


@proves("types.bool-oracle")
@pytest.mark.parametrize("on", [2, "yes", ""], ids=["2", "yes", "empty"])
async def test_what_is_neither_is_refused(database: Database, reader: Reader, on: Any) -> None:
    """Only true, false, 1 and 0 are taken."""
    assert await refusal(database, Switch(name="it", on=on)), f"{on!r} was taken for a truth"
    assert reader.count("library_switch") == 0
