# Generated from suites/library/repo/test_sequences.py by `python -m tools.twin`; do not edit.
"""Drawn sequences of calls of one repository, with commits and rollbacks between, held against a dict of rows.

The same examples are drawn on every target, few by default; ``--profile nightly`` draws more. An
example that fails is named as it is, and not made smaller: each attempt is a whole session, which takes a slow database
longer than a check has.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given

from assay.checking import EVENT_LOOP, Reader, Target, proves, same_everywhere, twin
from reference_app.library.changes.models import Card
from reference_app.sync.library.database import Database
from suites.library.sync.repo.calls import AT_FIRST, CALLS, Call, Row

MODELS = (Card,)
ROWS: list[Row] = [{"id": n, "code": f"c{n}", "title": "one", "note": None, "place": 0} for n in (1, 2, 3)]
READ = Call("get", [{"id": 1}])
WRITTEN = Call("upsert_many", [{"id": 1, "code": "c1", "title": "two", "note": "n", "place": 1}])
FOLLOWED = {
    "read by a column": [Call("get_one_or_none", [{"code": "c1"}], "code"), Call("get_many", [{"place": 0}], "place")],
    "written past the session": [READ, WRITTEN, READ, Call("rollback"), READ, WRITTEN],
    "written over 0 and NULL": [
        Call("get_or_upsert", [{"id": 12, "code": "c2", "title": "two", "note": "n", "place": 1}], "code"),
        Call("get_and_update", [{"code": "c3", "place": 2}], "code"),
    ],
    "deleted by a filter": [Call("delete_where", [{"place": 1}], "place"), Call("commit"), READ],
}
"""Calls of which one is wrong if the one before it left something behind: tried whatever is drawn."""


@pytest.mark.parametrize("way", ["by-default", "no-merge"])
@proves("repo.any-sequence")
def test_any_sequence(way: str, database: Database, reader: Reader, target: Target) -> None:
    """Each call returns the rows that it says, the session has no other values, and in the end the table has them.

    Once with the way that upsert_many takes by itself, and once with the one that it takes everywhere if it is told to.
    """
    calling = twin("suites.library.repo.calling", "suites.library", target.is_async)

    @same_everywhere(10)
    @given(AT_FIRST, CALLS)
    @example(ROWS, [call for calls in FOLLOWED.values() for call in calls])
    def compare(first: list[Row], calls: list[Call]) -> None:
        if way == "no-merge":
            calls = [replace(call, flag=True) if call.method == "upsert_many" else call for call in calls]
        reader.empty(["library_changed_card"])
        reader.insert("library_changed_card", *first)
        rows = EVENT_LOOP.run(calling.carried_out, database, {row["id"]: row for row in first}, calls)
        stored = {row["id"]: row for row in reader.rows("library_changed_card")}
        assert stored == rows, f"of {first} after {calls} the table has {stored}, and not {rows}"

    compare()
