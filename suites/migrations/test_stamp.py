"""``litestar database stamp-migration``, which is installed as ``stamp``."""

from __future__ import annotations

from assay.checking import proves
from suites.migrations.chain import APP_TABLES, FIRST, HEAD, UNKNOWN
from suites.migrations.story import Story


@proves("migrations.cmd.stamp-migration")
def test_documented_name(dropped: Story) -> None:
    """The command has the name that the page gives it."""
    step = dropped["stamp-migration"].succeeded()
    assert step.at == (HEAD,), f"the database is at {step.at}"


@proves("migrations.cmd.stamp-migration")
def test_marks_without_running(dropped: Story) -> None:
    """The version table holds the revision, and no table is made."""
    before, step = dropped["dropped again"], dropped["stamped"].succeeded()
    assert step.at == (HEAD,), f"after the stamp the database is at {step.at}"
    assert step.tables == before.tables, f"the stamp has made {sorted(step.tables - before.tables)}"


@proves("migrations.cmd.stamp-migration")
def test_upgrade_believes_it(dropped: Story) -> None:
    """An upgrade afterwards has nothing to do."""
    before = dropped["stamped"].succeeded()
    step = dropped["upgrade of stamped"].succeeded()
    assert (step.tables, step.at) == (before.tables, (HEAD,)), f"at {step.at} with {sorted(step.tables)}"


@proves("migrations.cmd.stamp-migration")
def test_backwards(dropped: Story) -> None:
    """An earlier revision takes the place of a later one."""
    step = dropped["stamped first"].succeeded()
    assert step.at == (FIRST,), f"the database is at {step.at}"


@proves("migrations.cmd.stamp-migration")
def test_unknown_revision_changes_nothing(dropped: Story) -> None:
    """It is refused by name."""
    step = dropped["unknown"].refused()
    assert f"Can't locate revision identified by '{UNKNOWN}'" in step.output, str(step.finished)
    assert not step.at, f"the database is at {step.at}"


@proves("migrations.cmd.stamp-migration")
def test_base(dropped: Story) -> None:
    """``stamp base`` empties the version table, and upgrade starts at the beginning again."""
    step = dropped["stamped base"].succeeded()
    assert not step.at, f"the database is at {step.at}"
    upgraded = dropped["head"].succeeded()
    assert (upgraded.tables >= APP_TABLES, upgraded.at) == (True, (HEAD,)), f"at {upgraded.at} with {upgraded.tables}"
