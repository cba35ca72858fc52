"""What ``to_schema`` makes of models: one object, or one page of them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import msgspec
import pytest
from advanced_alchemy.extensions.litestar import SQLAlchemyPlugin, filters, service
from pydantic import BaseModel

from assay.checking import Reader, RunningApp, Target, answer, proves, twin
from reference_app.authors.models import AuthorModel
from reference_app.authors.schemas import Author


class NameOnly(BaseModel):
    """A schema with less than the model has."""

    name: str


class Renamed(BaseModel):
    """A schema with a field that the model does not have."""

    name: str
    pen_name: str


class AuthorStruct(msgspec.Struct):
    """A schema that is not Pydantic's."""

    id: uuid.UUID
    name: str
    dob: datetime.date | None = None


def author(name: str = "Agatha", dob: datetime.date | None = None) -> AuthorModel:
    """A model as a query would return it."""
    return AuthorModel(id=uuid.uuid4(), name=name, dob=dob)


@pytest.fixture
def to_schema(app: RunningApp, target: Target) -> Any:
    """The author service's to_schema."""
    probes = twin("suites.probes.service", "suites.probes", target.is_async)
    config = app.app.plugins.get(SQLAlchemyPlugin).config
    chosen = config[0] if isinstance(config, list | tuple) else config
    return lambda *arguments, **options: app.call(probes.converted, chosen, *arguments, **options)


@proves("service.to-schema-single")
@pytest.mark.parametrize("dob", [None, datetime.date(1890, 9, 15)], ids=["no-dob", "dob"])
def test_model_becomes_the_schema(to_schema: Any, dob: datetime.date | None) -> None:
    """One model becomes an Author that equals it field by field, though Author has no ORM mode."""
    assert not Author.model_config.get("from_attributes"), "the schema has ORM mode: it proves nothing"
    model = author(dob=dob)
    made = to_schema(model, schema_type=Author)
    assert type(made) is Author, f"to_schema made a {type(made).__name__}, not an Author"
    assert made == Author(id=model.id, name="Agatha", dob=dob), f"to_schema made {made!r}"


@proves("service.to-schema-single")
def test_a_smaller_schema(to_schema: Any) -> None:
    """A schema with fewer fields takes what it names, and nothing else."""
    made = to_schema(author(), schema_type=NameOnly)
    assert type(made) is NameOnly, f"to_schema made a {type(made).__name__}, not a NameOnly"
    assert made.model_dump() == {"name": "Agatha"}, f"to_schema made {made!r}"


@proves("service.to-schema-single")
def test_another_kind_of_schema(to_schema: Any) -> None:
    """A msgspec Struct is made as a Pydantic model is."""
    model = author(dob=datetime.date(1890, 9, 15))
    made = to_schema(model, schema_type=AuthorStruct)
    expected = AuthorStruct(id=model.id, name="Agatha", dob=datetime.date(1890, 9, 15))
    assert made == expected, f"to_schema made {made!r}, not {expected!r}"


@proves("service.to-schema-single")
def test_a_field_is_not_invented(to_schema: Any) -> None:
    """A schema that asks for what the model does not have is refused, naming the field."""
    made, refusal = None, ""
    try:
        made = to_schema(author(), schema_type=Renamed)
    except ValueError as error:
        refusal = str(error)
    assert made is None, f"to_schema made {made!r} of a model without pen_name"
    assert "pen_name" in refusal, f"the refusal does not name the field: {refusal}"


@proves("service.to-schema-single")
def test_without_a_schema(to_schema: Any) -> None:
    """Without schema_type the model itself comes back."""
    model = author()
    assert to_schema(model) is model, "to_schema without schema_type gave something else than the model"


@proves("service.to-schema-paginated")
@pytest.mark.parametrize(
    ("chosen", "total", "limit", "offset", "expected_total"),
    [
        ([filters.LimitOffset(10, 20)], 25, 10, 20, 25),
        ([filters.SearchFilter("name", "a"), filters.LimitOffset(2, 4)], 25, 2, 4, 25),
        ([filters.LimitOffset(1, 0)], 2, 1, 0, 2),
        ([], 25, 2, 0, 25),
        ([], None, 2, 0, 2),
    ],
    ids=["limit-and-offset", "other-filters-too", "first-page", "no-filter", "no-filter-no-total"],
)
def test_models_become_a_page(
    to_schema: Any, chosen: list[Any], total: int | None, limit: int, offset: int, expected_total: int
) -> None:
    """A page of Authors in the models' order, with limit and offset of the filter, and the total that was given."""
    models = [author("Agatha"), author("Mary", datetime.date(1797, 8, 30))]
    page = to_schema(models, total, filters=chosen, schema_type=Author)
    assert isinstance(page, service.OffsetPagination), (
        f"to_schema made a {type(page).__name__}, not an OffsetPagination"
    )
    assert [type(item) for item in page.items] == [Author, Author], f"the items are {page.items!r}"
    assert list(page.items) == [Author(id=m.id, name=m.name, dob=m.dob) for m in models], (
        f"the items are {page.items!r}"
    )
    seen = (page.limit, page.offset, page.total)
    assert seen == (limit, offset, expected_total), (
        f"limit, offset and total are {seen}, not {(limit, offset, expected_total)}"
    )


@proves("service.to-schema-paginated")
@pytest.mark.parametrize("total", [0, 25], ids=["nothing-matches", "past-the-end"])
def test_an_empty_page(to_schema: Any, total: int) -> None:
    """No results make a page without items that keeps limit, offset and total."""
    page = to_schema([], total, filters=[filters.LimitOffset(10, 30)], schema_type=Author)
    assert isinstance(page, service.OffsetPagination), (
        f"to_schema made a {type(page).__name__}, not an OffsetPagination"
    )
    seen = (list(page.items), page.limit, page.offset, page.total)
    assert seen == ([], 10, 30, total), f"items, limit, offset and total are {seen}, not {([], 10, 30, total)}"


@proves("service.to-schema-paginated")
def test_page_over_http(app: RunningApp, reader: Reader) -> None:
    """The handler's page carries the limit and offset that the request asked for."""
    reader.insert("author", *({"id": uuid.uuid4(), "name": f"author {n}", "dob": None} for n in range(7)))
    body = answer(app.get("/authors", currentPage=3, pageSize=2), 200)
    seen = (len(body["items"]), body["limit"], body["offset"], body["total"])
    assert seen == (2, 2, 4, 7), f"items, limit, offset and total are {seen}, not (2, 2, 4, 7)"
