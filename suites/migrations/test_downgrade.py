"""``litestar database downgrade``."""

from __future__ import annotations

from assay.checking import proves
from suites.migrations.chain import APP_TABLES, FIRST, HEAD, SECOND, UNKNOWN
from suites.migrations.story import Story


@proves("migrations.cmd.downgrade")
def test_goes_back_as_far_as_told(back: Story) -> None:
    """The merge and both branches are undone, the rest stays."""
    step = back["second"].succeeded()
    assert (step.tables, step.at) == (APP_TABLES, (SECOND,)), f"at {step.at} with {sorted(step.tables)}"


@proves("migrations.cmd.downgrade")
def test_one_step(back: Story) -> None:
    """Without a revision it goes back by one: the second table is gone, the first has its row."""
    back["second again"].succeeded()
    step = back["one step"].succeeded()
    assert (step.tables, step.at) == (frozenset({"author"}), (FIRST,)), f"at {step.at} with {sorted(step.tables)}"
    assert back.seen["authors"] == ["Agatha"], f"the authors are {back.seen['authors']}"


@proves("migrations.cmd.downgrade")
def test_current_revision_agrees(back: Story) -> None:
    """show-current-revision names the revision that it went back to."""
    back["one step"].succeeded()
    step = back["current"].succeeded()
    assert FIRST in step.output, str(step.finished)


@proves("migrations.cmd.downgrade")
def test_base_leaves_nothing(back: Story) -> None:
    """No table, sequence or type of the application is left, and the version table is empty."""
    back["head"].succeeded()
    step = back["base"].succeeded()
    assert step.tables == frozenset(), f"downgrade to base has left {sorted(step.tables)}"
    assert not step.at, f"the database is at {step.at}"
    assert back.seen["left"] == set(), f"downgrade to base has left {back.seen['left']}"


@proves("migrations.cmd.downgrade")
def test_base_leaves_nothing_of_generated_revisions(changes: Story) -> None:
    """The same for revisions that make-migrations has written, of models with an enumeration."""
    for name in ("made", "upgraded", "note", "note upgraded"):
        changes[name].succeeded()
    step = changes["base"].succeeded()
    assert step.tables == frozenset(), f"downgrade to base has left {sorted(step.tables)}"
    assert changes.seen["left"] == set(), f"downgrade to base has left {changes.seen['left']}"


@proves("migrations.cmd.downgrade")
def test_nothing_without_consent(back: Story) -> None:
    """With a closed input it is refused, and the database is as before."""
    step = back["not confirmed"].refused()
    seen = f"at {step.at} with {sorted(step.tables)}: {step.finished}"
    assert (step.tables, step.at) == (APP_TABLES, (HEAD,)), seen


@proves("migrations.cmd.downgrade")
def test_unknown_revision_changes_nothing(back: Story) -> None:
    """It is refused by name."""
    step = back["unknown"].refused()
    assert UNKNOWN in step.output, str(step.finished)
    assert (step.tables, step.at) == (APP_TABLES, (HEAD,)), f"at {step.at} with {sorted(step.tables)}"


@proves("migrations.cmd.downgrade")
def test_base_through_a_merge(forked: Story) -> None:
    """Back to nothing through a merged branch."""
    forked["merged"].succeeded()
    forked["upgraded"].succeeded()
    step = forked["base"].succeeded()
    assert step.tables == frozenset(), f"downgrade to base has left {sorted(step.tables)}"
    assert not step.at, f"the database is at {step.at}"
