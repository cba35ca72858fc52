"""Every command of Alembic has its counterpart."""

from __future__ import annotations

import re

import pytest

from assay.checking import proves
from suites.migrations.shelf import COMMANDS
from suites.migrations.story import Story


@proves("migrations.all-alembic-commands")
@pytest.mark.parametrize("name", COMMANDS)
def test_command_works(tour: Story, name: str) -> None:
    """It succeeds, and its output is that of Alembic's command."""
    step = tour[name].succeeded()
    _, pattern = COMMANDS[name]
    assert re.search(pattern, step.output), f"{pattern!r} is not in the output: {step.finished}"


@proves("migrations.all-alembic-commands")
def test_edit_opens_the_revision(tour: Story) -> None:
    """``edit`` starts the user's editor on the file of the revision."""
    assert "# edited" in tour.seen["edited"], f"the editor has not changed the file: {tour['edit'].finished}"
