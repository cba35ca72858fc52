"""``litestar database show-current-revision``."""

from __future__ import annotations

import re

from assay.checking import proves
from suites.migrations.chain import FIRST, HEAD
from suites.migrations.story import Step, Story


def shown(step: Step) -> list[str]:
    """The lines that name revisions."""
    return [line for line in step.succeeded().finished.stdout.splitlines() if re.match(r"\d{4}\b", line)]


@proves("migrations.cmd.show-current-revision")
def test_empty_database(forward: Story) -> None:
    """Before the first upgrade there is no revision to show."""
    assert shown(forward["current of nothing"]) == [], str(forward["current of nothing"].finished)


@proves("migrations.cmd.show-current-revision")
def test_head(forward: Story) -> None:
    """At the newest revision its id, marked as the head."""
    found = shown(forward["current of head"])
    assert len(found) == 1, f"{len(found)} revisions are shown: {found}"
    assert found[0].startswith(f"{HEAD} (head)"), f"the database is at {HEAD}, and {found[0]!r} is shown"


@proves("migrations.cmd.show-current-revision")
def test_earlier_revision(forward: Story, back: Story) -> None:
    """At an earlier one its id without the mark, after an upgrade as after a downgrade."""
    for step in (forward["current of first"], back["current"]):
        assert shown(step) == [FIRST], f"the database is at {FIRST}, and {shown(step)} is shown"


@proves("migrations.cmd.show-current-revision")
def test_changes_nothing(forward: Story) -> None:
    """Asking makes no table of the application's."""
    step = forward["current of nothing"].succeeded()
    assert step.tables == frozenset(), f"show-current-revision has made {sorted(step.tables)}"
    assert not step.at, f"show-current-revision has brought the database to {step.at}"


@proves("migrations.cmd.show-current-revision")
def test_merged_head(forked: Story) -> None:
    """A revision that joins two is shown as the head that it is."""
    forked["merged"].succeeded()
    at = forked["upgraded"].succeeded().at or ()
    step = forked["current"].succeeded()
    assert len(at) == 1, f"the database is at {at}"
    assert f"{at[0]} (head)" in step.output, str(step.finished)
