"""``litestar database drop-all``."""

from __future__ import annotations

import pytest

from assay.checking import proves
from suites.migrations.chain import APP_TABLES, SECOND
from suites.migrations.story import Story

STRANGER = {"stranger"}
"""A table that no model knows."""


@proves("migrations.cmd.drop-all")
def test_drops_all(dropped: Story) -> None:
    """The application's tables are gone, with the rows in them, and the version table too."""
    dropped["upgraded"].succeeded()
    step = dropped["dropped"].succeeded()
    left = step.tables & APP_TABLES
    assert not left, f"drop-all has left {sorted(left)}"
    assert step.at is None, f"the version table is still there, at {step.at}"


@proves("migrations.cmd.drop-all")
def test_drops_a_table_with_an_index_of_the_migrations(dropped: Story) -> None:
    """The same where a migration has made an index that is not in the models."""
    dropped["head"].succeeded()
    step = dropped["dropped head"].succeeded()
    left = step.tables & APP_TABLES
    assert not left, f"drop-all has left {sorted(left)}"
    assert step.at is None, f"the version table is still there, at {step.at}"


@proves("migrations.cmd.drop-all")
def test_leaves_what_is_not_ours(dropped: Story) -> None:
    """A table that no model knows stays."""
    dropped["upgraded"].succeeded()
    step = dropped["dropped"].succeeded()
    assert step.tables == STRANGER, f"the tables are {sorted(step.tables)}"


@proves("migrations.cmd.drop-all")
def test_again_is_no_error(dropped: Story) -> None:
    """On a database without the tables it succeeds."""
    dropped["dropped again"].succeeded()


@proves("migrations.cmd.drop-all")
@pytest.mark.parametrize("answer", ["declined", "not confirmed"])
def test_nothing_without_consent(dropped: Story, answer: str) -> None:
    """With a no, or a closed input, everything stays."""
    step = dropped[answer]
    assert step.finished.exit is not None, f"it waits for an answer: {step.finished}"
    seen = f"at {step.at} with {sorted(step.tables)}: {step.finished}"
    assert (step.tables, step.at) == (APP_TABLES | STRANGER, (SECOND,)), seen


@proves("migrations.cmd.drop-all")
def test_closed_input_is_an_error(dropped: Story) -> None:
    """A script that forgets ``--no-prompt`` learns it from the exit code."""
    dropped["not confirmed"].refused()
