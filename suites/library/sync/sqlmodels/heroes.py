# Generated from suites/library/sqlmodels/heroes.py by `python -m tools.twin`; do not edit.
"""Heroes that are there already, and the rows of their table."""

from __future__ import annotations

from typing import Any

from assay.checking import Reader

HEROES: list[dict[str, Any]] = [
    {"id": 1, "name": "Deadpond", "secret_name": "Dive Wilson", "age": None},
    {"id": 2, "name": "Spider-Boy", "secret_name": "Pedro", "age": 17},
    {"id": 3, "name": "Rusty-Man", "secret_name": "Tommy", "age": 48},
]


def given(reader: Reader) -> None:
    """Write the heroes, not through the library."""
    reader.insert("library_hero", *HEROES)


def rows(reader: Reader) -> list[dict[str, Any]]:
    """All rows, by their keys."""
    return sorted((dict(row) for row in reader.rows("library_hero")), key=lambda row: int(row["id"]))


def see(reader: Reader, expected: list[dict[str, Any]]) -> None:
    """Assert that the table has these rows, and name what each has instead."""
    found = rows(reader)
    assert len(found) == len(expected), f"the table has {found}"
    others = {
        f"{row['id']}.{name}": row[name]
        for row, wanted in zip(found, expected, strict=True)
        for name in wanted
        if row[name] != wanted[name]
    }
    assert not others, f"the table has other values: {others}"
