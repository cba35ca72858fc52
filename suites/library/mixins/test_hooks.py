"""What a class on ``UniqueMixin`` has to bring."""

from __future__ import annotations

import pytest
from advanced_alchemy.mixins import UniqueMixin

from assay.checking import proves
from reference_app.library.database import Database
from reference_app.library.topics.models import HashedLabel, Label
from suites.library.refusals import refusal

MODELS = (Label, HashedLabel)


@proves("mixins.unique-hooks-required")
@pytest.mark.parametrize("model", MODELS)
async def test_class_without_its_hooks(database: Database, model: type[UniqueMixin]) -> None:
    """It is told so, and not given an object."""
    async with database.session() as session:
        assert await refusal(NotImplementedError, model.as_unique_async, session) is not None
        assert not list(session)
