# Generated from suites/library/repo_reading/test_statements.py by `python -m tools.twin`; do not edit.
"""How many statements a reading call sends."""

from __future__ import annotations

from typing import Any

import pytest
from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import LimitOffset

from assay.checking import Reader, Watch, proves
from reference_app.library.reading.models import Note, Shelf, Visit, Volume
from reference_app.sync.library.database import Database
from reference_app.sync.library.reading.repositories import ShelfRepository, many, many_and_count
from suites.library.sync.repo_reading.stock import shelf_id, shelves

MODELS = (Shelf, Volume, Note, Visit)

NEEDED = {
    "get": (1, 1),
    "get-by-name": (1, 1),
    "get-one": (1, 1),
    "get-one-or-none": (1, 1),
    "get-many": (1, 1),
    "get-many-of-no-values": (1, 1),
    "page-by-two-queries": (1, 2),
    "count": (1, 1),
    "exists": (1, 1),
}
"""The statements of each call: where nothing matches, and where something does. Nothing is asked for a page of which it
is known already that it is empty."""


def _asked(repository: Any, call: str) -> None:
    ordered = {"order_by": [("name", False)]}
    if call == "get":
        repository.get(shelf_id(1))
    elif call == "get-by-name":
        repository.get("Atlas", id_attribute="name")
    elif call == "get-one":
        repository.get_one(name="Atlas")
    elif call == "get-one-or-none":
        repository.get_one_or_none(name="Atlas")
    elif call == "get-many":
        many(repository, **ordered)
    elif call == "get-many-of-no-values":
        many(repository, Shelf.name.in_([]), **ordered)
    elif call == "page-by-two-queries":
        many_and_count(repository, LimitOffset(2, 0), count_with_window_function=False, **ordered)
    elif call == "count":
        repository.count()
    else:
        repository.exists(name="Atlas")


@proves("repo.statements-of-a-read")
@pytest.mark.parametrize("call", NEEDED)
@pytest.mark.parametrize("there", [False, True], ids=["nothing", "something"])
def test_number_of_statements(database: Database, reader: Reader, sql: Watch, call: str, there: bool) -> None:
    """No more than the call needs, the second time too."""
    if there:
        shelves(reader)
    sent = []
    with database.session() as session:
        repository = ShelfRepository(session=session)
        for _ in range(2):
            with sql() as statements:
                try:
                    _asked(repository, call)
                except NotFoundError:
                    assert not there, "what is there was not found"
            sent.append(len([text for text in statements if "library_read_shelf" in str(text)]))
    needed = NEEDED[call][there]
    assert sent == [needed, needed], f"{call} sent {sent} statements, where {needed} would do"
