"""``find_filter`` and ``OffsetPagination``."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from advanced_alchemy import filters as library_filters
from advanced_alchemy import service
from advanced_alchemy.extensions.litestar import SQLAlchemyDTO, SQLAlchemyDTOConfig
from advanced_alchemy.filters import BeforeAfter, CollectionFilter, LimitOffset, OrderBy, SearchFilter
from advanced_alchemy.service import OffsetPagination
from litestar import get
from litestar.testing import create_test_client
from pydantic import BaseModel
from sqlalchemy import column

from assay.checking import proves
from reference_app.library.clubs.models import Club

PAGE, OTHER_PAGE = LimitOffset(10, 20), LimitOffset(1, 2)
ORDER, SEARCH = OrderBy("name"), SearchFilter("name", "a")


@proves("svc.find-filter")
@pytest.mark.parametrize(
    ("filters", "wanted", "expected"),
    [
        ([SEARCH, PAGE, ORDER], LimitOffset, PAGE),
        ([SEARCH, PAGE, ORDER], OrderBy, ORDER),
        ([OTHER_PAGE, PAGE], LimitOffset, OTHER_PAGE),
        ((SEARCH, ORDER), LimitOffset, None),
        ([], LimitOffset, None),
        ([column("a") == 1, PAGE], LimitOffset, PAGE),
        ([column("a") == 1], LimitOffset, None),
        ([SEARCH, CollectionFilter("name", ["a"])], BeforeAfter, None),
    ],
    ids=["among-others", "last", "first-of-two", "none", "empty", "expressions", "only-expressions", "other-kinds"],
)
def test_the_filter_of_a_class(filters: Any, wanted: Any, expected: Any) -> None:
    """The first filter of the class, the very object; None if there is none."""
    assert service.find_filter(wanted, filters) is expected


@proves("svc.find-filter")
def test_the_list_is_left_alone() -> None:
    """Looking takes nothing out of the list."""
    filters: list[Any] = [SEARCH, PAGE]
    assert service.find_filter(LimitOffset, filters) is service.find_filter(LimitOffset, filters)
    assert filters == [SEARCH, PAGE]


@proves("svc.find-filter")
def test_a_filter_of_a_subclass() -> None:
    """A filter of a subclass counts as one of its class."""

    class Mine(library_filters.LimitOffset):
        """A page of the program's own."""

    mine = Mine(3, 6)
    assert service.find_filter(LimitOffset, [SEARCH, mine]) is mine
    assert service.find_filter(Mine, [PAGE]) is None


SHAPE = {"items": [{"name": "Rovers"}, {"name": "United"}], "limit": 2, "offset": 4, "total": 9}


class Shown(BaseModel):
    """What clients see of a club."""

    name: str


def a_page() -> OffsetPagination[Shown]:
    """The third page of two clubs each."""
    return OffsetPagination(items=[Shown(name="Rovers"), Shown(name="United")], limit=2, offset=4, total=9)


@proves("svc.offset-pagination-shape")
def test_what_a_page_has() -> None:
    """Items, limit, offset and total, each as it was given; two equal pages are equal."""
    page = a_page()
    assert ([item.name for item in page.items], page.limit, page.offset, page.total) == (["Rovers", "United"], 2, 4, 9)
    assert page == a_page()


@proves("svc.offset-pagination-shape")
def test_of_litestar() -> None:
    """Litestar answers with these four, and nothing else."""

    @get("/", sync_to_thread=False)
    def clubs() -> OffsetPagination[Shown]:
        return a_page()

    with create_test_client([clubs]) as client:
        assert client.get("/").json() == SHAPE
        described = client.get("/schema/openapi.json").json()
    page = described["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    if "$ref" in page:
        page = described["components"]["schemas"][page["$ref"].rpartition("/")[2]]
    assert set(page["properties"]) == {"items", "limit", "offset", "total"}


class ClubDTO(SQLAlchemyDTO[Club]):
    """A club's name."""

    config = SQLAlchemyDTOConfig(include={"name"})


@proves("svc.offset-pagination-shape")
def test_of_litestar_with_a_dto() -> None:
    """A DTO of the model is heard for the items of a page."""

    @get("/", return_dto=ClubDTO, sync_to_thread=False)
    def clubs() -> OffsetPagination[Club]:
        found = [Club(id=uuid.uuid4(), name=name) for name in ("Rovers", "United")]
        return OffsetPagination(items=found, limit=2, offset=4, total=9)

    with create_test_client([clubs]) as client:
        answered = client.get("/")
    assert answered.status_code == 200, answered.text
    assert answered.json() == SHAPE
