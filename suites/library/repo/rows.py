"""The rows that checks of changes begin with, and what a table holds afterwards."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from assay.checking import Reader

LONG_AGO = datetime.datetime(2020, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)
"""When the rows of checks were made."""

Rows = dict[Any, dict[str, Any]]


class Moment:
    """When something is done: from the beginning of the second in which it begins to the end of that in which it ends.

    Some databases keep whole seconds, cut off or rounded.
    """

    def __init__(self) -> None:
        self._begin = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)

    def expect(self, written: datetime.datetime | None) -> None:
        """Compare what was written with the clock.

        Raises:
            AssertionError: It was not written meanwhile.
        """
        end = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(seconds=1)
        if written is None or not self._begin <= written <= end:
            raise AssertionError(f"the time is {written}, which is not now: {self._begin}")


def part_row(key: int, /, **values: Any) -> dict[str, Any]:
    """A part in all its columns, none of which has the value that a default would give it."""
    return {
        "id": key,
        "code": f"code-{key}",
        "number": key * 10,
        "name": f"name {key}",
        "note": f"note {key}",
        "model": f"model {key}",
        "status": "used",
        "origin": "here",
        "sort_rank": key * 100,
    } | values


def part_rows(*numbers: int) -> Rows:
    """Parts by their id."""
    return {number: part_row(number) for number in numbers}


def membership_rows(*keys: tuple[int, int]) -> Rows:
    """Memberships by their key."""
    return {
        (group, member): {"group_id": group, "member_no": member, "role": "guest", "remark": f"{group} and {member}"}
        for group, member in keys
    }


def author_row(name: str, **values: Any) -> dict[str, Any]:
    """An author who was written long ago."""
    return {
        "id": uuid.uuid4(),
        "name": name,
        "dob": datetime.date(1890, 9, 15),
        "country": "England",
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
    } | values


def dated_row(**values: Any) -> dict[str, Any]:
    """A row of a table with times, written long ago."""
    return {"id": uuid.uuid4(), "created_at": LONG_AGO, "updated_at": LONG_AGO} | values


def seed(reader: Reader, table: str, rows: Mapping[Any, Mapping[str, Any]]) -> None:
    """Write rows."""
    reader.insert(table, *rows.values())


def stored_parts(reader: Reader) -> Rows:
    """All parts that other connections see, by their id."""
    return {row["id"]: row for row in reader.rows("library_changed_part")}


def stored_memberships(reader: Reader) -> Rows:
    """All memberships that other connections see, by their key."""
    return {(row["group_id"], row["member_no"]): row for row in reader.rows("library_changed_membership")}


def stored(reader: Reader, table: str) -> Rows:
    """All rows of a table with an id, by it, without the column that only SQLAlchemy's inserts use."""
    return {
        row["id"]: {name: value for name, value in row.items() if name != "sa_orm_sentinel"}
        for row in reader.rows(table)
    }


def expect(actual: Mapping[Any, Mapping[str, Any]], expected: Mapping[Any, Mapping[str, Any]]) -> None:
    """Compare what a table holds with what it should hold, in all columns.

    Raises:
        AssertionError: With what differs: missing and additional rows, and wrong values.
    """
    wrong = [f"row {key} is missing" for key in expected.keys() - actual.keys()]
    wrong += [f"row {key} should not be there: {actual[key]}" for key in actual.keys() - expected.keys()]
    for key in expected.keys() & actual.keys():
        if actual[key].keys() != expected[key].keys():
            raise ValueError(f"the check compares other columns than the table has: {actual[key]}, {expected[key]}")
        wrong += [
            f"row {key}: {name} is {value!r}, not {expected[key][name]!r}"
            for name, value in actual[key].items()
            if value != expected[key][name]
        ]
    if wrong:
        raise AssertionError("; ".join(sorted(wrong)))
