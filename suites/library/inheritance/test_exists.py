"""``ExistsFilter`` and ``NotExistsFilter`` where the columns of a model are in two tables."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from advanced_alchemy.filters import ExistsFilter, NotExistsFilter

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.people.models import Borrower, Branch, Person
from reference_app.library.people.repositories import BorrowerRepository
from reference_app.library.reading.repositories import many

MODELS = (Branch, Person, Borrower)
AT_HOME = Branch.id == Borrower.branch_id
CONDITIONS: dict[str, tuple[list[Any], list[str]]] = {
    "childs-column": ([AT_HOME, Branch.name == "north"], ["Ada", "Ben"]),
    "childs-columns": ([AT_HOME, Borrower.card == "2"], ["Ben"]),
    "parents-column": ([AT_HOME, Borrower.name == "Ada"], ["Ada"]),
    "column-of-the-parent": ([AT_HOME, Person.name == "Ada"], ["Ada"]),
    "both": ([AT_HOME, Borrower.name == "Ben", Borrower.card == "2"], ["Ben"]),
}


@proves("filter.exists")
@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("negated", [False, True], ids=["exists", "not-exists"])
async def test_columns_of_both_tables(database: Database, reader: Reader, condition: str, negated: bool) -> None:
    """Every column of the outer row is the outer row's, also one that its parent's table has."""
    values, matching = CONDITIONS[condition]
    async with database.session() as session:
        north, south = Branch(id=uuid.uuid4(), name="north"), Branch(id=uuid.uuid4(), name="south")
        session.add_all([north, south])
        await session.flush()
        await BorrowerRepository(session=session).add_many(
            [
                Borrower(name=name, card=card, branch_id=branch.id)
                for name, card, branch in (("Ada", "1", north), ("Ben", "2", north), ("Cleo", "3", south))
            ]
        )
        await session.commit()
    kind = NotExistsFilter if negated else ExistsFilter
    async with database.session() as session:
        found = await many(BorrowerRepository(session=session), kind(values=values))
        names = sorted(borrower.name for borrower in found)
    expected = sorted({"Ada", "Ben", "Cleo"} - {*matching}) if negated else matching
    assert names == expected, f"{condition} finds {names}, not {expected}"
