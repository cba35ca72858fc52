"""``litestar database upgrade``."""

from __future__ import annotations

import pytest

from assay.checking import proves
from suites.migrations.chain import APP_TABLES, DATA, FIRST, HEAD, INDEX, UNKNOWN
from suites.migrations.schema import Table
from suites.migrations.story import Story


@proves("migrations.cmd.upgrade")
def test_goes_as_far_as_told(forward: Story) -> None:
    """Only the first revision's table is there, and the database is at that revision."""
    step = forward["first"].succeeded()
    assert step.tables == {"author"}, f"upgrade {FIRST} has made {sorted(step.tables)}"
    assert step.at == (FIRST,), f"upgrade {FIRST} has brought the database to {step.at}"


@proves("migrations.cmd.upgrade")
def test_unknown_revision_changes_nothing(forward: Story) -> None:
    """It is refused by name."""
    step = forward["unknown"].refused()
    assert f"Can't locate revision identified by '{UNKNOWN}'" in step.output, str(step.finished)
    seen = f"the database is at {step.at} with {sorted(step.tables)}: {step.finished}"
    assert (step.tables, step.at) == (frozenset({"author"}), (FIRST,)), seen


@proves("migrations.cmd.upgrade")
@pytest.mark.parametrize("answer", ["not confirmed", "declined"])
def test_nothing_without_consent(forward: Story, answer: str) -> None:
    """With a closed input, or a no, it ends without touching the database."""
    step = forward[answer]
    assert step.finished.exit is not None, f"it waits for an answer: {step.finished}"
    seen = f"the database is at {step.at} with {sorted(step.tables)}: {step.finished}"
    assert (step.tables, step.at) == (frozenset({"author"}), (FIRST,)), seen


@proves("migrations.cmd.upgrade")
def test_closed_input_is_an_error(forward: Story) -> None:
    """A script that forgets ``--no-prompt`` learns it from the exit code."""
    forward["not confirmed"].refused()


@proves("migrations.cmd.upgrade")
def test_two_heads_are_refused(forked: Story) -> None:
    """Without a revision, and with two to choose from, nothing is done, and the output says why."""
    step = forked["upgrade"].refused()
    assert "Multiple head revisions" in step.output, str(step.finished)
    assert step.tables == frozenset(), f"it was refused, and made {sorted(step.tables)}"


@proves("migrations.cmd.upgrade")
def test_broken_revision_is_reported(changes: Story) -> None:
    """A revision that fails half-way fails the command, names what failed, and does not count as done."""
    changes["base"].succeeded()
    step = changes["broken"].refused()
    assert "nosuch" in step.output, f"the table that is not there is not named: {step.finished}"
    assert not step.at, f"the revision failed, and the database is at {step.at}"


@proves("migrations.cmd.upgrade", needs=("transactional-ddl",))
def test_broken_revision_leaves_nothing(changes: Story) -> None:
    """Version table and schema agree after a revision that failed half-way: what it did before is undone."""
    step = changes["broken"].refused()
    assert "nosuch" in step.output, f"it did not come to the table that is not there: {step.finished}"
    left = step.tables - changes["base"].tables
    assert not left, f"the revision is not in the version table, and it has left {sorted(left)}"


@proves("migrations.upgrade-to-latest")
def test_from_an_earlier_revision(forward: Story) -> None:
    """All tables are there, and the database is at the newest revision."""
    step = forward["head"].succeeded()
    assert (step.tables, step.at) == (APP_TABLES, (HEAD,)), f"at {step.at} with {sorted(step.tables)}"
    described: dict[str, Table] = forward.seen["schema at head"]
    assert ("ix_book_created_at", ("created_at",)) in described["book"].indexes, (
        f"the indexes of book are {described['book'].indexes}"
    )


@proves("migrations.upgrade-to-latest")
def test_data_is_kept_and_migrated(forward: Story) -> None:
    """The row that was there is still there, as the data migration makes it."""
    forward["head"].succeeded()
    assert forward.seen["authors"] == ["Agatha"], f"the authors are {forward.seen['authors']}"


@proves("migrations.upgrade-to-latest")
def test_from_nothing(back: Story) -> None:
    """In one go from an empty database."""
    step = back["head"].succeeded()
    assert (step.tables, step.at) == (APP_TABLES, (HEAD,)), f"at {step.at} with {sorted(step.tables)}"


@proves("migrations.upgrade-to-latest")
@pytest.mark.parametrize("place", ["second", INDEX, DATA])
def test_from_places_on_the_way(back: Story, place: str) -> None:
    """From before the branches, and from either of them alone."""
    back[place].succeeded()
    step = back[f"head from {place}"].succeeded()
    assert (step.tables, step.at) == (APP_TABLES, (HEAD,)), f"at {step.at} with {sorted(step.tables)}"


@proves("migrations.upgrade-to-latest")
def test_again_is_no_change(forward: Story) -> None:
    """A second run succeeds and does nothing."""
    step = forward["again"].succeeded()
    assert (step.tables, step.at) == (APP_TABLES, (HEAD,)), f"at {step.at} with {sorted(step.tables)}"
    assert "Running upgrade" not in step.output, str(step.finished)


@proves("migrations.upgrade-to-latest")
def test_nothing_is_pending_afterwards(forward: Story) -> None:
    """``check`` finds nothing to do."""
    forward["head"].succeeded()
    step = forward["check"].succeeded()
    assert "No new upgrade operations detected" in step.output, str(step.finished)


@proves("migrations.upgrade-to-latest")
def test_through_branches_that_are_joined(forked: Story) -> None:
    """With the environment that init writes: through both branches to the revision that joins them."""
    forked["merged"].succeeded()
    step = forked["upgraded"].succeeded()
    assert step.tables == APP_TABLES, f"the tables are {sorted(step.tables)}"
    assert step.at is not None, "there is no version table"
    assert len(step.at) == 1, f"the database is at {step.at}"
