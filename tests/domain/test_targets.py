"""Targets: what a backend's class has to say before checks can ask it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import pytest

from assay.domain.column_types import ColumnTypes
from assay.domain.errors import HarnessError
from assay.domain.object_stores import Bucket, ObjectStore
from assay.domain.quirks import undefined
from assay.domain.targets import Backend, Target
from assay.products.backends.sqlite import SQLite
from assay.products.registry import OWN_BACKENDS


@pytest.mark.parametrize("kind", [Backend, ObjectStore, Bucket])
def test_the_class_says_which_methods_must_be_written(kind: Any) -> None:
    said = kind.__doc__ or ""
    assert "must" in said
    named = re.findall(r":(?:meth|attr):`~?(?:[\w.]+\.)?(\w+)`", said)
    assert {name for name in named if not hasattr(kind, name)} <= set(kind.__annotations__), (
        "it names what is not there"
    )
    if kind is not Bucket:
        assert set(kind.__abstractmethods__) <= set(named)


@pytest.mark.parametrize("one", OWN_BACKENDS, ids=lambda one: one.name)
def test_what_a_backend_states_it_defines(one: Backend) -> None:
    assert undefined(one) == ""


class Silent(SQLite):
    """Does not say how it stores columns."""

    title = "Silent"
    column_types: ClassVar[ColumnTypes | None] = None  # type: ignore[assignment]  # as a class that says nothing


def test_a_backend_without_column_types_is_told_what_to_add_and_where() -> None:
    with pytest.raises(HarnessError) as caught:
        assert Target(Silent(), SQLite.drivers[0]).column_types
    assert str(caught.value) == (
        "Silent: nothing says how it stores columns: "
        "set column_types = ColumnTypes(...) in tests.domain.test_targets.Silent"
    )


@pytest.mark.parametrize("one", OWN_BACKENDS, ids=lambda one: one.name)
def test_each_backend_says_how_it_stores_columns(one: Backend) -> None:
    found = Target(one, one.drivers[0]).column_types
    assert all(getattr(found, name) for name in ColumnTypes.__slots__)
    assert "16" in found.reflected_uuid or found.reflected_uuid == "UUID"
