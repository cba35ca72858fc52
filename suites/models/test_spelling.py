"""``Optional[X]`` and ``X | None``: the page's two tabs."""
# ruff: noqa: UP045 - the page's first tab is what this is about

from __future__ import annotations

import datetime
import typing
from typing import Any, Optional
from uuid import UUID

import pytest
from advanced_alchemy.base import create_registry
from advanced_alchemy.extensions.litestar import mixins
from pydantic import BaseModel, ValidationError, create_model
from sqlalchemy.orm import DeclarativeBase, Mapped

from assay.checking import HarnessError, proves

SPELLINGS: dict[str, tuple[Any, Any, Any]] = {
    "optional": (Optional[datetime.date], Optional[str], Optional[UUID]),
    "pep604": (datetime.date | None, str | None, UUID | None),
}
INPUTS: dict[str, dict[str, Any]] = {
    "missing": {"name": "Agatha"},
    "null": {"name": "Agatha", "dob": None, "id": None},
    "value": {"name": "Agatha", "dob": "1890-09-15", "id": "7f0e4bfc-9f0f-4f0e-8f3e-0d5b8f4d2f11"},
    "not-a-date": {"name": "Agatha", "dob": "the fifteenth"},
    "no-name": {"dob": None},
    "null-name": {"name": None},
}


def _mapped(spelling: Any) -> Any:
    """The annotation of a column, which a type checker would take for one of its own.

    The two spellings are equal, so Python gives for the second one what it remembers of the first.
    """
    for forget in typing._cleanups:  # type: ignore[attr-defined]
        forget()
    found: Any = Mapped[spelling]
    if type(found.__args__[0]) is not type(spelling):
        raise HarnessError(f"{spelling} is in another spelling in {found}: nothing is known about it")
    return found


def columns(spelling: str) -> dict[str, tuple[str, bool, bool]]:
    """The columns of an author model in this spelling: type, nullability, and whether they are of the key."""
    dob, text, _ = SPELLINGS[spelling]

    class Base(DeclarativeBase):
        # of its own: the library's models share one, and these are not for them
        registry = create_registry()

    author: Any = type(
        "AuthorModel",
        (mixins.UUIDPrimaryKey, Base),
        {
            "__tablename__": "author",
            "__annotations__": {"name": Mapped[str], "alias": _mapped(text), "dob": _mapped(dob)},
        },
    )
    return {c.name: (repr(c.type), bool(c.nullable), c.primary_key) for c in author.__table__.columns}


def schema(spelling: str) -> type[BaseModel]:
    """An author schema in this spelling."""
    dob, _, key = SPELLINGS[spelling]
    return create_model("Author", id=(key, None), name=(str, ...), dob=(dob, None))


def outcome(model: type[BaseModel], values: dict[str, Any]) -> Any:
    """What validation makes of the values: the data, or the places and kinds of its complaints."""
    try:
        return model.model_validate(values).model_dump()
    except ValidationError as error:
        return [(problem["loc"], problem["type"]) for problem in error.errors()]


@proves("models.pep604-variant")
def test_models_have_the_same_columns() -> None:
    """Both spellings give columns of the same names, types and nullability, and only what may be None is nullable."""
    optional, pep604 = columns("optional"), columns("pep604")
    assert pep604 == optional, f"X | None gives {pep604}, Optional[X] gives {optional}"
    nullable = {name for name, (_, may, _) in pep604.items() if may} & {"id", "name", "alias", "dob"}
    assert nullable == {"alias", "dob"}, f"nullable are {sorted(nullable)}"
    assert pep604["dob"][0] == "Date()", f"dob is a {pep604['dob'][0]}"


@proves("models.pep604-variant")
@pytest.mark.parametrize("values", INPUTS.values(), ids=INPUTS)
def test_schemas_judge_alike(values: dict[str, Any]) -> None:
    """Both spellings accept the same input with the same result, and refuse the same with the same complaint."""
    optional, pep604 = outcome(schema("optional"), values), outcome(schema("pep604"), values)
    assert pep604 == optional, f"X | None makes {pep604!r} of it, Optional[X] {optional!r}"
