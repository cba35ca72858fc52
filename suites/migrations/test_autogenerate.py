"""What make-migrations finds out by itself."""

from __future__ import annotations

import pytest

from assay.checking import proves
from suites.migrations.revisions import Operation, Revision
from suites.migrations.schema import Table
from suites.migrations.shelf import TABLES
from suites.migrations.story import Story

LIBRARY_TABLES = ("web_sessions", "cache_entry", "article")
"""Of the session, store and slug models."""

CHANGES: dict[str, tuple[str, str, str]] = {
    "new-table": ("create_table", "publisher", "publisher"),
    "removed-table": ("drop_table", "loan", "loan"),
    "new-column": ("add_column", "author", "country"),
    "removed-column": ("drop_column", "author", "dob"),
    "new-index": ("create_index", "book", "ix_book_title"),
    "new-unique-constraint": ("create_unique_constraint", "book", "isbn"),
    "nullability": ("alter_column", "book", "shelf"),
    "length": ("alter_column", "author", "name"),
    "type": ("alter_column", "book", "rating"),
    "server-default": ("alter_column", "book", "pages"),
    "enum-member": ("alter_column", "book", "genre"),
}
"""What is changed in the models at once: the operation, the table and the name that the revision must have."""


def shown(operations: list[Operation] | tuple[Operation, ...]) -> str:
    """Operations for a message."""
    return "; ".join(operation.text for operation in operations) or "nothing"


def difference(migrated: Table, created: Table) -> str:
    """What tells two tables from each other; empty if nothing does."""
    return "; ".join(
        f"{part}: {getattr(migrated, part)} after upgrade, {getattr(created, part)} after create_all"
        for part in Table.__dataclass_fields__
        if getattr(migrated, part) != getattr(created, part)
    )


@proves("migrations.autogenerate-initial")
def test_file_creates_the_tables(changes: Story) -> None:
    """From an empty database: one create_table for each model, with its columns and its foreign key."""
    changes["made"].succeeded()
    made: list[Revision] = changes.seen["made"]
    created = {o.table: o for o in made[0].upgrades if o.verb == "create_table"}
    assert set(created) == TABLES, f"the revision creates {sorted(created)}"
    assert len(made[0].upgrades) == len(TABLES), f"beside tables the revision has {shown(made[0].upgrades)}"
    named = {"title", "isbn", "author_id", "created_at", "author.id"}
    assert not named - set(created["book"].names), f"{named - set(created['book'].names)}: {created['book'].text}"


@proves("migrations.autogenerate-initial")
@pytest.mark.parametrize("table", sorted(TABLES))
def test_upgrade_makes_what_create_all_makes(changes: Story, created: Story, table: str) -> None:
    """The schema after the upgrade is the schema that ``create_all`` makes of the same models."""
    created["create_all"].succeeded()
    changes["made"].succeeded()
    changes["upgraded"].succeeded()
    migrated: dict[str, Table] = changes.seen["upgraded"]
    assert table in migrated, f"the upgrade has succeeded, and the tables are {sorted(migrated)}"
    differs = difference(migrated[table], created.seen["create_all"][table])
    assert not differs, f"{table}: {differs}"


@proves("migrations.autogenerate-initial")
@pytest.mark.parametrize("table", LIBRARY_TABLES)
def test_upgrade_makes_the_tables_of_the_library(mixed: Story, mixed_created: Story, table: str) -> None:
    """The same for the session, store and slug models."""
    mixed_created["create_all"].succeeded()
    mixed["made"].succeeded()
    mixed["upgraded"].succeeded()
    migrated: dict[str, Table] = mixed.seen["upgraded"]
    assert table in migrated, f"the upgrade has succeeded, and the tables are {sorted(migrated)}"
    differs = difference(migrated[table], mixed_created.seen["create_all"][table])
    assert not differs, f"{table}: {differs}"


@proves("migrations.autogenerate-initial")
def test_fixed_point_after_upgrade(mixed: Story) -> None:
    """Right after the upgrade there is nothing to migrate: no file, and the output says so."""
    mixed["upgraded"].succeeded()
    step = mixed["again"].succeeded()
    again: list[Revision] = mixed.seen["again"]
    assert not again, f"right after the upgrade make-migrations writes {shown(again[0].upgrades)}"
    assert "would result in an empty file" in step.output, str(step.finished)


@proves("migrations.autogenerate-initial")
@pytest.mark.parametrize("table", LIBRARY_TABLES)
def test_fixed_point_after_create_all(mixed_created: Story, table: str) -> None:
    """What ``create_all`` has made of the library's models needs no migration."""
    mixed_created["made"].succeeded()
    wanted = [o for r in mixed_created.seen["made"] for o in r.upgrades if o.table == table]
    assert not wanted, f"right after create_all make-migrations writes {shown(wanted)}"


@proves("migrations.autogenerate-initial")
def test_fixed_point_of_the_reference_application(forward: Story) -> None:
    """At the newest revision of the reference application ``check`` finds nothing pending."""
    step = forward["check"].succeeded()
    assert "No new upgrade operations detected" in step.output, str(step.finished)


@proves("migrations.autogenerate-detects-change")
def test_new_column_alone(changes: Story) -> None:
    """A new column in a model makes a revision with one add_column and nothing else."""
    changes["note"].succeeded()
    revisions: list[Revision] = changes.seen["note"]
    assert len(revisions) == 2, f"the revisions are {[r.file for r in revisions]}"
    found = [(o.verb, o.table, o.names[0]) for o in revisions[-1].upgrades]
    assert found == [("add_column", "book", "note")], f"the revision has {shown(revisions[-1].upgrades)}"


@proves("migrations.autogenerate-detects-change")
def test_new_column_reaches_the_database(changes: Story) -> None:
    """Upgraded, the table has the column, and nothing else is different."""
    changes["note"].succeeded()
    changes["note upgraded"].succeeded()
    before, after = changes.seen["upgraded"]["book"], changes.seen["note upgraded"]["book"]
    added = {name: after.columns[name] for name in after.columns if name not in before.columns}
    assert set(added) == {"note"}, f"the new columns are {added}"
    assert added["note"][1], "the new column is not nullable"
    kept = {name: kind for name, kind in after.columns.items() if name != "note"}
    assert kept == before.columns, f"before the columns were {before.columns}, then {kept}"
    assert (after.key, after.references, after.unique) == (before.key, before.references, before.unique)


@proves("migrations.autogenerate-detects-change")
def test_no_change_no_file(changes: Story) -> None:
    """Without a change no file is written, and the output says so."""
    step = changes["nothing"].succeeded()
    new = step.files - changes["upgraded"].files
    assert not new, f"nothing has changed, and make-migrations wrote {sorted(new)}"
    assert "would result in an empty file" in step.output, str(step.finished)


@proves("migrations.autogenerate-detects-change")
@pytest.mark.parametrize("change", CHANGES)
def test_change_is_detected(changes: Story, change: str) -> None:
    """Each kind of change leads to the operation that makes it."""
    changes["changed"].succeeded()
    revisions: list[Revision] = changes.seen["changed"]
    assert len(revisions) == 3, f"the revisions are {[r.file for r in revisions]}"
    verb, table, name = CHANGES[change]
    found = revisions[-1].upgrades
    fits = [o for o in found if (o.verb, o.table) == (verb, table) and name in (o.table, *o.names)]
    assert fits, f"no {verb} of {table}, {name}: the revision has {shown(found)}"
