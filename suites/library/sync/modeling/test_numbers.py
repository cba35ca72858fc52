# Generated from suites/library/modeling/test_numbers.py by `python -m tools.twin`; do not edit.
"""Base classes whose keys are numbers."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.bases.models import BigIntAuditNote, BigIntNote
from reference_app.sync.library.database import Database
from suites.library.sync.modeling.notes import keys_of_new_rows, see_times
from suites.library.sync.modeling.numbers import STEPS

MODELS = (BigIntAuditNote, BigIntNote)


@proves("modeling.bigint-base")
@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_bigint(database: Database, reader: Reader, step: Any) -> None:
    """Keys come from the database."""
    step(database, reader, BigIntNote)


@proves("modeling.bigint-audit-base")
def test_bigint_audit(database: Database, reader: Reader) -> None:
    """Keys come from the database, and times are kept."""
    keys_of_new_rows(database, reader, BigIntAuditNote)


@proves("modeling.bigint-audit-base")
def test_bigint_audit_times(database: Database, reader: Reader) -> None:
    """The times are those of the insert and of the last change."""
    see_times(database, reader, BigIntAuditNote)
