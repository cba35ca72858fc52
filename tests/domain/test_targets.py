"""Targets: what a backend's class has to say before checks can ask it."""

from __future__ import annotations

import pytest

from assay.domain.column_types import ColumnTypes
from assay.domain.errors import HarnessError
from assay.domain.targets import Backend, Target
from assay.products.backends.sqlite import SQLite
from assay.products.registry import OWN_BACKENDS


class Silent(SQLite):
    """Does not say how it stores columns."""

    title = "Silent"
    column_types = None


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
