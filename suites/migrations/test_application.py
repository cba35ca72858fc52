"""Every model of the reference application goes through the commands, whatever types it has."""

from __future__ import annotations

import pytest

from assay.checking import proves
from suites.migrations.application import TABLES
from suites.migrations.revisions import Revision
from suites.migrations.schema import Table
from suites.migrations.story import Story
from suites.migrations.test_autogenerate import difference, shown


@proves("migrations.autogenerate-initial")
def test_revision_creates_every_table(application: Story) -> None:
    """From an empty database: one create_table for each model."""
    application["init"].succeeded()
    application["made"].succeeded()
    made: list[Revision] = application.seen["made"]
    created = sorted(o.table for r in made for o in r.upgrades if o.verb == "create_table")
    assert created == list(TABLES), f"the revision creates {created}"


@proves("migrations.autogenerate-initial")
@pytest.mark.parametrize("table", TABLES)
def test_upgrade_makes_the_table(application: Story, application_created: Story, table: str) -> None:
    """The revision can be run, and the table is then the one that ``create_all`` makes of the same model."""
    application_created["create_all"].succeeded()
    application["made"].succeeded()
    application["upgraded"].succeeded()
    migrated: dict[str, Table] = application.seen["upgraded"]
    assert table in migrated, f"the upgrade has succeeded, and the tables are {sorted(migrated)}"
    differs = difference(migrated[table], application_created.seen["create_all"][table])
    assert not differs, f"{table}: {differs}"


@proves("migrations.autogenerate-initial")
def test_nothing_is_left_to_migrate(application: Story) -> None:
    """A second make-migrations finds nothing: no file, and the output says so."""
    application["upgraded"].succeeded()
    step = application["again"].succeeded()
    again: list[Revision] = application.seen["again"]
    assert not again, f"right after the upgrade make-migrations writes {shown(again[0].upgrades)}"
    assert "would result in an empty file" in step.output, str(step.finished)
