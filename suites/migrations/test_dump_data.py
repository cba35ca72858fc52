"""``litestar database dump-data``."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

import pytest

from assay.checking import proves
from suites.migrations.chain import APP_TABLES, AUTHORS, BOOK
from suites.migrations.story import Story

SENTINEL = "sa_orm_sentinel"
"""A column that the library keeps for itself."""


def from_json(row: dict[str, Any]) -> dict[str, Any]:
    """A row as Python has it, out of what JSON can say."""
    found = dict(row)
    for name in ("id", "author_id"):
        if name in found:
            found[name] = uuid.UUID(found[name])
    if found.get("dob") is not None:
        found["dob"] = datetime.date.fromisoformat(found["dob"])
    for name in ("created_at", "updated_at"):
        if name in found:
            found[name] = datetime.datetime.fromisoformat(found[name].replace("Z", "+00:00"))
    return found


def by_id(rows: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """Rows without the library's own column, by their ids."""
    return {row["id"]: {name: value for name, value in row.items() if name != SENTINEL} for row in rows}


@proves("migrations.cmd.dump-data")
def test_rows_are_those_of_the_table(dumped: Story) -> None:
    """The file holds the rows that are stored, and can be loaded back: every value is the same."""
    dumped["dump"].succeeded()
    assert dumped.seen["author.json"], f"there is no author.json: {dumped['dump'].finished}"
    rows = [from_json(row) for row in json.loads(dumped.seen["author.json"])]
    stored = by_id(dumped.seen["author"])
    assert by_id(rows) == stored, f"the file has {rows}, stored are {stored}"
    assert len(stored) == len(AUTHORS), f"{len(stored)} authors are stored, not {len(AUTHORS)}"


@proves("migrations.cmd.dump-data")
def test_times_load_back(dumped: Story) -> None:
    """Times and references of the second table load back as well."""
    dumped["all"].succeeded()
    assert dumped.seen["all book"], f"there is no book.json: {dumped['all'].finished}"
    rows = by_id([from_json(row) for row in json.loads(dumped.seen["all book"])])
    assert rows == {BOOK["id"]: BOOK}, f"the file has {rows}, stored was {BOOK}"


@proves("migrations.cmd.dump-data")
def test_one_file_for_each_table(dumped: Story) -> None:
    """``--table '*'`` writes one file for each table of the application, after a yes."""
    step = dumped["all"].succeeded()
    written = {f for f in step.files if f.startswith("all/")}
    assert written == {f"all/{name}.json" for name in APP_TABLES}, f"the files are {sorted(written)}"


@proves("migrations.cmd.dump-data")
def test_only_the_named_table(dumped: Story) -> None:
    """Only the table that was named is written, and the one that is unknown is reported."""
    step = dumped["dump"].succeeded()
    written = {f for f in step.files if f.startswith("out/")}
    assert written == {"out/author.json"}, f"the files are {sorted(written)}"
    assert "nosuch" in step.output, f"the unknown table is not reported: {step.finished}"


@proves("migrations.cmd.dump-data")
def test_no_table_is_a_usage_error(dumped: Story) -> None:
    """Without ``--table`` nothing is written, and the option is named."""
    step = dumped["no table"].refused()
    assert "--table" in step.output, str(step.finished)
    assert not any(f.startswith("none/") for f in step.files), f"it was refused, and wrote {sorted(step.files)}"


@proves("migrations.cmd.dump-data")
def test_all_needs_consent(dumped: Story) -> None:
    """``--table '*'`` with a closed input does not wait, and writes nothing."""
    step = dumped["all, not confirmed"].refused()
    assert not any(f.startswith("unconfirmed/") for f in step.files), f"it was refused, and wrote {sorted(step.files)}"


@proves("migrations.cmd.dump-data")
@pytest.mark.parametrize("table", sorted(APP_TABLES))
def test_changes_no_row(dumped: Story, table: str) -> None:
    """The rows are as they were."""
    dumped["all"].succeeded()
    expected = by_id(list(AUTHORS) if table == "author" else [BOOK])
    assert by_id(dumped.seen[table]) == expected, f"after the dump {table} has {dumped.seen[table]}"
