"""Two configurations in one plugin: the migrations of each bind key hold its own models only."""

from __future__ import annotations

from assay.checking import proves
from suites.migrations.revisions import Revision
from suites.migrations.story import Story

ORDERS, REPORTS = "order_migrations", "report_migrations"


@proves("migrations.bind-key-init")
def test_init_makes_the_directory_of_each(branches: Story) -> None:
    """Without a directory and a key init makes one for each configuration, where its configuration says."""
    step = branches["init"]
    made = {file.partition("/")[0] for file in step.files if file.endswith("env.py")}
    assert made == {ORDERS, REPORTS}, f"init has made {sorted(made)}: {step.finished}"
    step.succeeded()


@proves("migrations.bind-key-revisions")
def test_revisions_hold_their_own_models(branches: Story) -> None:
    """make-migrations writes the tables of the configuration that is named, into its own directory."""
    found = {}
    for folder in (ORDERS, REPORTS):
        branches[f"made {folder}"].succeeded()
        revisions: list[Revision] = branches.seen[folder]
        found[folder] = sorted(o.table for one in revisions for o in one.upgrades if o.verb == "create_table")
    assert found == {ORDERS: ["purchase"], REPORTS: ["report"]}, f"the revisions create {found}"


@proves("migrations.bind-key-upgrade")
def test_upgrade_makes_their_own_tables(branches: Story) -> None:
    """upgrade writes to the database of the configuration that is named, and to no other."""
    for folder in (ORDERS, REPORTS):
        branches[f"made {folder}"].succeeded()
    first, both = branches["upgraded orders"].succeeded(), branches["upgraded reports"].succeeded()
    tables = sorted(first.tables), sorted(branches.seen["upgraded orders"])
    assert tables == (["purchase"], []), f"after the first upgrade the databases have {tables[0]} and {tables[1]}"
    tables = sorted(both.tables), sorted(branches.seen["upgraded reports"])
    assert tables == (["purchase"], ["report"]), f"after both upgrades the databases have {tables[0]} and {tables[1]}"


@proves("migrations.bind-key-revisions")
def test_nothing_is_pending_afterwards(branches: Story) -> None:
    """check finds that each database has what its models say."""
    branches[f"made {ORDERS}"].succeeded()
    for name in ("check orders", "check reports"):
        step = branches[name].succeeded()
        assert "No new upgrade operations detected" in step.output, str(step.finished)


@proves("migrations.bind-key-upgrade")
def test_unknown_key(branches: Story) -> None:
    """A key that no configuration has is refused, named, and nothing happens."""
    step = branches["unknown key"]
    step.finished.refused()
    assert "nosuch" in step.output, str(step.finished)
    assert branches.seen["unknown key"] == branches.seen["check reports"]


@proves("migrations.bind-key-drop-all")
def test_drop_all_of_one_key(branches: Story) -> None:
    """drop-all with a key drops the tables of its configuration, and leaves those of the other."""
    branches[f"made {ORDERS}"].succeeded()
    step = branches["dropped reports"].succeeded()
    tables = sorted(step.tables), sorted(branches.seen["dropped reports"])
    assert tables == (["purchase"], []), f"drop-all of the reports leaves {tables[0]} and {tables[1]}"


@proves("migrations.bind-key-drop-all")
def test_drop_all_of_all(branches: Story) -> None:
    """drop-all without a key drops the tables of every configuration."""
    step = branches["dropped all"].succeeded()
    left = sorted(step.tables | branches.seen["dropped all"])
    assert left == [], f"drop-all of all leaves {left}"


@proves("migrations.autogenerate-initial")
def test_unique_column_has_one_constraint(branches: Story) -> None:
    """A column with unique=True is one constraint of the new table, and not two."""
    branches[f"made {ORDERS}"].succeeded()
    revisions: list[Revision] = branches.seen[ORDERS]
    created = "".join(o.text for one in revisions for o in one.upgrades if o.verb == "create_table")
    assert (created.count("UniqueConstraint("), "unique=True" in created) == (1, False), created
