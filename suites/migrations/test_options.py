"""Options of the configuration of Alembic."""

from __future__ import annotations

import re

import pytest

from assay.checking import proves
from suites.migrations.revisions import Revision
from suites.migrations.story import Story


@proves("migrations.alembic-options")
@pytest.mark.parametrize(("name", "table"), [("table", "own_versions"), ("schema", "own_place.alembic_versions")])
def test_place_of_the_versions(optional: Story, name: str, table: str) -> None:
    """upgrade --sql writes the versions into the table, and into the schema, that the configuration names."""
    step = optional[f"upgraded version-{name}"].succeeded()
    created = re.findall(r"CREATE TABLE (\S*version\S*)", step.output)
    assert created == [table], f"the table of versions is {created}"


def alters(story: Story, name: str) -> list[str]:
    """The columns whose type the revision changes that was made with these options."""
    story[f"made {name}"].succeeded()
    found: list[Revision] = story.seen[name]
    return sorted(
        f"{o.table}.{column}" for one in found for o in one.upgrades if "type_=" in o.text for column in o.names[:1]
    )


@proves("migrations.alembic-options")
def test_types_are_compared(optional: Story) -> None:
    """compare_type=True finds a column that has another type."""
    assert "book.rating" in alters(optional, "types"), f"the revision changes {alters(optional, 'types')}"


@proves("migrations.alembic-options")
def test_types_are_not_compared(optional: Story) -> None:
    """compare_type=False finds none."""
    assert alters(optional, "no-types") == []


@proves("migrations.alembic-options")
@pytest.mark.parametrize("name", ["batch", "no-batch"])
def test_batches(optional: Story, name: str) -> None:
    """render_as_batch decides whether changes of a table are written as one batch."""
    optional[f"made {name}"].succeeded()
    text = "".join(one.text for one in optional.seen[name])
    assert ("batch_alter_table" in text) is (name == "batch"), f"with {name} the revision is {text}"


@proves("migrations.alembic-options")
def test_prefix_of_types(optional: Story) -> None:
    """user_module_prefix is written before the types that are not SQLAlchemy's own."""
    optional["made prefix"].succeeded()
    text = "".join(one.text for one in optional.seen["prefix"])
    found = sorted(set(re.findall(r"(\S+)\.GUID\(", text)))
    assert found == ["own"], f"the prefixes are {found}"
