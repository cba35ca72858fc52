# Generated from suites/library/mixins/test_hooks.py by `python -m tools.twin`; do not edit.
"""What a class on ``UniqueMixin`` has to bring."""

from __future__ import annotations

import pytest
from advanced_alchemy.mixins import UniqueMixin

from assay.checking import proves
from reference_app.library.topics.models import HashedLabel, Label
from reference_app.sync.library.database import Database
from suites.library.sync.refusals import refusal

MODELS = (Label, HashedLabel)


@proves("mixins.unique-hooks-required")
@pytest.mark.parametrize("model", MODELS)
def test_class_without_its_hooks(database: Database, model: type[UniqueMixin]) -> None:
    """It is told so, and not given an object."""
    with database.session() as session:
        assert refusal(NotImplementedError, model.as_unique_sync, session) is not None
        assert not list(session)
