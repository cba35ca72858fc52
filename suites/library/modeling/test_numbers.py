"""Base classes whose keys are numbers."""

from __future__ import annotations

from typing import Any

import pytest

from assay.checking import Reader, proves
from reference_app.library.bases.models import BigIntAuditNote, BigIntNote
from reference_app.library.database import Database
from suites.library.modeling.notes import keys_of_new_rows, see_times
from suites.library.modeling.numbers import STEPS

MODELS = (BigIntAuditNote, BigIntNote)


@proves("modeling.bigint-base")
@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
async def test_bigint(database: Database, reader: Reader, step: Any) -> None:
    """Keys come from the database."""
    await step(database, reader, BigIntNote)


@proves("modeling.bigint-audit-base")
async def test_bigint_audit(database: Database, reader: Reader) -> None:
    """Keys come from the database, and times are kept."""
    await keys_of_new_rows(database, reader, BigIntAuditNote)


@proves("modeling.bigint-audit-base")
async def test_bigint_audit_times(database: Database, reader: Reader) -> None:
    """The times are those of the insert and of the last change."""
    await see_times(database, reader, BigIntAuditNote)
