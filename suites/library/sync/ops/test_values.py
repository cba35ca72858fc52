# Generated from suites/library/ops/test_values.py by `python -m tools.twin`; do not edit.
"""Names and defaults that go into statements."""

from __future__ import annotations

import functools
import uuid
from typing import Any

import pytest
from advanced_alchemy import operations
from advanced_alchemy.operations import validate_identifier
from sqlalchemy import Column, Integer, String

from assay.checking import proves
from suites.raising import raises

MODELS = ()


@pytest.mark.parametrize("name", ["a", "_", "_a", "a1", "A_b2", "select", "x" * 200])
@proves("ops.validate-identifier")
def test_names(name: str) -> None:
    """A plain name is given back, and a word of SQL is one."""
    assert validate_identifier(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "a b", " a", "a ", "1a", "a;b", 'a"b', "a'b", "a-b", "a.b", "a--", "a(b)", "a\tb", "a\x00", "\na",
        "é", "a²", "a\nb", "drop table users; --",
    ],
)  # fmt: skip
@proves("ops.validate-identifier")
def test_what_is_no_name(name: str) -> None:
    """Everything else is ValueError."""
    with raises(ValueError):
        validate_identifier(name)


@proves("ops.validate-identifier")
def test_name_with_a_line_end() -> None:
    """A name with the end of a line behind it is none."""
    with raises(ValueError):
        validate_identifier("name\n")


@proves("ops.validate-identifier")
def test_message_says_what_was_given() -> None:
    """The message names what the name was for, and the name."""
    with raises(ValueError, match="Invalid table name: 'a b'"):
        validate_identifier("a b", "table")
    with raises(ValueError, match="Empty column name"):
        validate_identifier("", "column")


def default_of(given: Any) -> Any:
    """What SQLAlchemy makes of a column's default: a function that takes a context."""
    default: Any = Column("c", Integer, default=given).default
    return default.arg


@proves("ops.resolve-column-default")
def test_functions_with_and_without_a_context() -> None:
    """A default is called, be it a function of a context, of nothing, a class or a partial."""
    assert operations.resolve_column_default(default_of(lambda: 5)) == 5
    assert operations.resolve_column_default(default_of(lambda context: (context, 6))) == (None, 6)
    assert operations.resolve_column_default(lambda: 7) == 7
    assert operations.resolve_column_default(default_of(functools.partial(int, "8"))) == 8
    assert operations.resolve_column_default(default_of(dict)) == {}
    first, second = (operations.resolve_column_default(default_of(uuid.uuid4)) for _ in range(2))
    assert isinstance(first, uuid.UUID)
    assert first != second


@proves("ops.resolve-column-default")
def test_default_that_needs_a_context() -> None:
    """A default that asks its context raises what it raises: the caller has to flush instead."""
    with raises(AttributeError, match="get_current_parameters"):
        operations.resolve_column_default(default_of(lambda context: context.get_current_parameters()["a"]))


@proves("ops.resolve-column-default")
def test_default_that_fails() -> None:
    """What a default raises goes on, TypeError with its own message too."""

    def failing() -> int:
        raise TypeError("the default's own")

    with raises(TypeError, match="the default's own"):
        operations.resolve_column_default(default_of(failing))


@proves("ops.resolve-column-default")
def test_columns_without_a_function() -> None:
    """Neither a value nor the table's default is a function: such a column has nothing to be called."""
    plain: Any = Column("c", String(5), default="x").default
    assert (plain.is_scalar, plain.arg) == (True, "x")
    assert Column("c", String(5), server_default="x").default is None
