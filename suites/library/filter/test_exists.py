"""``ExistsFilter`` and ``NotExistsFilter``."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.filters import CollectionFilter, ExistsFilter, FilterGroup, NotExistsFilter
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.filtering.models import Remark, Talk
from suites.library.filter.asking import deleted, kept, outcome
from suites.library.filter.seeding import Rows, remarks, stored, talks

MODELS = (Talk, Remark)

ROWS: Rows = {
    "a": {"title": "sql", "seats": 10},
    "b": {"title": "http", "seats": 20},
    "c": {"title": "sql", "seats": 30},
}
SAID = {"a": [("good", 5), ("long", 0)], "b": [("long", 5)]}
OF_THE_TALK = Remark.talk_id == Talk.id


def seed(reader: Reader) -> None:
    """Three talks, of which one has a good remark, and one no remark at all."""
    talks(reader, ROWS)
    remarks(reader, SAID)


@proves("filter.exists")
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([OF_THE_TALK], ["a", "b"]),
        ([OF_THE_TALK, Remark.text == "good"], ["a"]),
        ([OF_THE_TALK, Remark.text == "long"], ["a", "b"]),
        ([OF_THE_TALK, Remark.text == "long", Remark.likes > 0], ["b"]),
        ([OF_THE_TALK, Remark.text == "bad"], []),
        ([and_(OF_THE_TALK, or_(Remark.text == "good", Remark.likes == 5))], ["a", "b"]),
        ([Talk.remarks.any(Remark.text == "good")], ["a"]),
    ],
    ids=["any", "one", "two", "same-remark", "none", "or-within", "relationship"],
)
async def test_condition_that_names_the_join(
    database: Database, reader: Reader, values: Any, expected: list[str]
) -> None:
    """If the condition says whose the related rows are, rows are kept by their own, and by the inverse the others."""
    seed(reader)
    assert await kept(database, ExistsFilter(values)) == expected
    assert await kept(database, NotExistsFilter(values)) == sorted({*ROWS} - {*expected})


@proves("filter.exists")
async def test_condition_as_documented(database: Database, reader: Reader) -> None:
    """The documented condition speaks of the related table alone: kept are rows with a related row that fulfils it."""
    seed(reader)
    found = await kept(database, ExistsFilter([Remark.text == "good"]))
    assert found == ["a"], f"a good remark have {found}, and not a only"


@proves("filter.exists")
async def test_inverse_condition_as_documented(database: Database, reader: Reader) -> None:
    """Kept are rows without a related row that fulfils the condition."""
    seed(reader)
    found = await kept(database, NotExistsFilter([Remark.text == "good"]))
    assert found == ["b", "c"], f"no good remark have {found}, and not b and c"


@proves("filter.exists")
async def test_either_condition_as_documented(database: Database, reader: Reader) -> None:
    """With the operator "or" it is enough that one of the conditions holds, for the rows of one talk."""
    seed(reader)
    found = await kept(database, ExistsFilter([Remark.text == "good", Remark.text == "bad"], operator="or"))
    assert found == ["a"], f"a good or bad remark have {found}, and not a only"


@proves("filter.exists")
async def test_operator_joins_the_conditions(database: Database, reader: Reader) -> None:
    """By default all have to hold of one related row, and with "or" one of them."""
    seed(reader)
    good, liked = and_(OF_THE_TALK, Remark.text == "good"), and_(OF_THE_TALK, Remark.text == "long", Remark.likes == 5)
    assert await kept(database, ExistsFilter([good, liked])) == []
    assert await kept(database, ExistsFilter([good, liked], operator="and")) == []
    assert await kept(database, ExistsFilter([good, liked], operator="or")) == ["a", "b"]
    assert await kept(database, NotExistsFilter([good, liked], operator="or")) == ["c"]
    assert await kept(database, NotExistsFilter([good, liked])) == ["a", "b", "c"]


@proves("filter.exists")
@pytest.mark.parametrize("operator", ["AND", "&", ""], ids=["capitals", "sign", "empty"])
async def test_an_unknown_operator_is_refused(database: Database, reader: Reader, operator: Any) -> None:
    """What is neither and nor or must not be taken for the wider one."""
    seed(reader)
    condition = [OF_THE_TALK, Remark.text == "bad"]
    seen = await outcome(database, ExistsFilter(condition, operator=operator))
    assert not seen.startswith("found"), f"EXISTS by {operator!r} has {seen}"


@proves("filter.exists")
async def test_no_conditions(database: Database, reader: Reader) -> None:
    """Nothing exists for which no condition was named."""
    seed(reader)
    before = stored(reader)
    assert await kept(database, ExistsFilter([])) == []
    assert await kept(database, NotExistsFilter([])) == ["a", "b", "c"]
    assert await deleted(database, ExistsFilter([])) == []
    assert stored(reader) == before


@proves("filter.exists")
async def test_without_related_rows(database: Database, reader: Reader) -> None:
    """Where no related row is nothing exists."""
    talks(reader, ROWS)
    assert await kept(database, ExistsFilter([OF_THE_TALK])) == []
    assert await kept(database, NotExistsFilter([OF_THE_TALK])) == ["a", "b", "c"]


@proves("filter.exists")
async def test_together_with_other_filters(database: Database, reader: Reader) -> None:
    """Beside others, twice, and in a group."""
    seed(reader)
    any_, good = ExistsFilter([OF_THE_TALK]), ExistsFilter([OF_THE_TALK, Remark.text == "good"])
    assert await kept(database, any_, CollectionFilter("seats", [20, 30])) == ["b"]
    assert await kept(database, any_, NotExistsFilter([OF_THE_TALK, Remark.text == "good"])) == ["b"]
    assert await kept(database, FilterGroup(or_, [good, CollectionFilter("seats", [30])])) == ["a", "c"]


@proves("filter.exists")
async def test_deleting_rows_without_related_ones(database: Database, reader: Reader) -> None:
    """Only rows that have no remark are deleted."""
    seed(reader)
    before = stored(reader)
    assert await deleted(database, NotExistsFilter([OF_THE_TALK])) == ["c"]
    assert stored(reader) == {label: before[label] for label in ("a", "b")}


@proves("filter.exists-same-table")
@pytest.mark.parametrize(
    ("values", "operator", "expected"),
    [
        ([Talk.title == "sql"], "and", ["a", "c"]),
        ([Talk.title == "sql", Talk.seats == 30], "and", ["c"]),
        ([Talk.title == "http", Talk.seats == 30], "or", ["b", "c"]),
        ([Talk.title == "ftp"], "and", []),
    ],
    ids=["one", "and", "or", "none"],
)
async def test_condition_on_the_row_itself(
    database: Database, reader: Reader, values: Any, operator: Any, expected: list[str]
) -> None:
    """Kept are the rows of which the condition holds."""
    talks(reader, ROWS)
    assert await kept(database, ExistsFilter(values, operator=operator)) == expected
    assert await kept(database, NotExistsFilter(values, operator=operator)) == sorted({*ROWS} - {*expected})


@proves("filter.exists-same-table")
async def test_another_row_of_the_table(database: Database, reader: Reader) -> None:
    """By an alias rows are kept that have a twin."""
    talks(reader, ROWS)
    other = aliased(Talk)
    twin = [other.title == Talk.title, other.id != Talk.id]
    assert await kept(database, ExistsFilter(twin)) == ["a", "c"]
    assert await kept(database, NotExistsFilter(twin)) == ["b"]


@proves("filter.exists-same-table")
async def test_in_a_statement_of_ones_own(database: Database, reader: Reader) -> None:
    """The clause alone serves in a statement too."""
    talks(reader, ROWS)
    clause = ExistsFilter([Talk.title == "sql"]).get_exists_clause(Talk)
    inverse = NotExistsFilter([Talk.title == "sql"]).get_exists_clause(Talk)
    async with database.session() as session:
        assert sorted((await session.scalars(select(Talk.label).where(clause))).all()) == ["a", "c"]
        assert sorted((await session.scalars(select(Talk.label).where(inverse))).all()) == ["b"]


@proves("filter.exists-same-table")
async def test_deleting_by_another_row(database: Database, reader: Reader) -> None:
    """Rows that have a twin are deleted, and the others stay."""
    talks(reader, ROWS)
    before = stored(reader)
    other = aliased(Talk)
    assert await deleted(database, ExistsFilter([other.title == Talk.title, other.id != Talk.id])) == ["a", "c"]
    assert stored(reader) == {"b": before["b"]}
