"""A wrapper of one column, and the other columns of the type."""

from __future__ import annotations

import pytest

from assay.checking import proves
from suites.processes import FreshProcess


@proves("types.mutable-list-isolated")
@pytest.mark.parametrize("mutable", ["list", "dict"])
def test_other_columns_of_the_type_take_what_they_took(fresh_process: FreshProcess, mutable: str) -> None:
    """Beside a JsonB that is wrapped as mutable, the JsonB of another model takes any document, as it is."""
    found = fresh_process("wrapped", mutable=mutable, copied=False)
    assert found.pop("wrapped") == {"list": "MutableList", "dict": "MutableDict"}[mutable]
    assert found == {"list": "list", "dict": "dict", "str": "str"}, f"the column that is not wrapped: {found}"


@proves("types.mutable-list-isolated")
@pytest.mark.parametrize("mutable", ["list", "dict"])
def test_copy_of_the_type_is_wrapped_alone(fresh_process: FreshProcess, mutable: str) -> None:
    """Where a copy of JsonB is wrapped, the JsonB of another model takes any document, as it is."""
    found = fresh_process("wrapped", mutable=mutable, copied=True)
    assert found.pop("wrapped") == {"list": "MutableList", "dict": "MutableDict"}[mutable]
    assert found == {"list": "list", "dict": "dict", "str": "str"}, f"the column that is not wrapped: {found}"
