"""``litestar database merge-migrations``, which is installed as ``merge``."""

from __future__ import annotations

import re

from assay.checking import proves
from suites.migrations.chain import APP_TABLES, DATA, INDEX
from suites.migrations.revisions import Revision
from suites.migrations.story import Story


@proves("migrations.cmd.merge-migrations")
def test_documented_name(forked: Story) -> None:
    """The command has the name that the page gives it."""
    forked["merge-migrations"].succeeded()


@proves("migrations.cmd.merge-migrations")
def test_joins_two_heads(forked: Story) -> None:
    """One new revision that comes after both heads, and is the only head then."""
    forked["merged"].succeeded()
    revisions: list[Revision] = forked.seen["merged"]
    joined = [r for r in revisions if len(r.down) > 1]
    assert len(joined) == 1, f"the revisions are {[(r.id, r.down) for r in revisions]}"
    assert set(joined[0].down) == {INDEX, DATA}, f"the new revision comes after {joined[0].down}"
    heads = re.findall(r"^(\w+) \(head\)", forked["heads"].succeeded().finished.stdout, re.MULTILINE)
    assert heads == [joined[0].id], f"the heads are {heads}"


@proves("migrations.cmd.merge-migrations")
def test_joined_revision_has_the_message(forked: Story) -> None:
    """The message is in the name of the file and at its top."""
    forked["merged"].succeeded()
    joined = [r for r in forked.seen["merged"] if len(r.down) > 1]
    assert len(joined) == 1, f"{len(joined)} revisions join others"
    assert "joined" in joined[0].file, f"the file is called {joined[0].file}"
    assert joined[0].text.startswith('"""joined'), f"the file begins with {joined[0].text[:60]!r}"


@proves("migrations.cmd.merge-migrations")
def test_upgrade_works_again(forked: Story) -> None:
    """With one head again an upgrade without a revision goes through both branches."""
    forked["merged"].succeeded()
    step = forked["upgraded"].succeeded()
    assert step.tables == APP_TABLES, f"the tables are {sorted(step.tables)}"
    assert step.at is not None, "there is no version table"
    assert len(step.at) == 1, f"the database is at {step.at}"


@proves("migrations.cmd.merge-migrations")
def test_one_head_is_nothing_to_merge(forked: Story) -> None:
    """With one head it says so, and writes no revision."""
    forked["merged"].succeeded()
    step = forked["merged again"]
    new = {f for f in step.files - forked["heads"].files if f.endswith(".py")}
    assert not new, f"there was nothing to merge, and it wrote {sorted(new)}: {step.finished}"
