"""Calls of a repository as plain values, and what a dict of rows says must come of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]
Rows = dict[int, Row]

COLUMNS = ("id", "code", "title", "note", "place")
KEYS = range(1, 7)
"""Few keys and codes: calls meet rows that are there, and each other."""


@dataclass(frozen=True)
class Call:
    """One call.

    Args:
        method: Of the repository, or of the session.
        given: Rows, or parts of rows, that it is given.
        by: The name of the column by which it matches or selects; empty for the key.
        flag: A choice of the call's own: how the rows are given, or which way the library takes.
        expunge: Whether what is returned leaves the session.
    """

    method: str
    given: Sequence[Row] = ()
    by: str = ""
    flag: bool = False
    expunge: bool = False


@dataclass(frozen=True)
class Outcome:
    """What comes of a call.

    Args:
        kind: ``rows`` that are returned, ``missing`` for NotFoundError, ``refused`` for another error, ``skipped`` for
            a call of which databases differ by design.
        rows: The rows that are returned, in no order.
        also: What is returned beside them.
    """

    kind: str
    rows: tuple[tuple[Any, ...], ...] = ()
    also: Any = None


MISSING, REFUSED, SKIPPED = Outcome("missing"), Outcome("refused"), Outcome("skipped")


def answer(rows: Iterable[Row], also: Any = None) -> Outcome:
    """Rows that are returned, to be compared in no order."""
    return Outcome("rows", tuple(sorted((tuple(row[name] for name in COLUMNS) for row in rows), key=repr)), also)


TITLES = st.sampled_from(["", "one", "two", "Ä_%", "three"])
NOTES = st.none() | st.sampled_from(["", "n", "two"])
PLACES = st.none() | st.sampled_from([0, 1, 2])
IDS = st.sampled_from(KEYS)
CODES = st.sampled_from([f"c{key}" for key in KEYS])
WHOLE: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"id": IDS, "code": CODES, "title": TITLES, "note": NOTES, "place": PLACES}
)
OWN = WHOLE.map(lambda row: row | {"code": f"c{row['id']}"})
"""With the code that goes with the key: what is there already has it too, as a rule."""
NEW = WHOLE.map(lambda row: row | {"id": row["id"] + 10})
"""With a key that no row has, as a rule."""
PART = st.fixed_dictionaries({"id": IDS}, optional={"title": TITLES, "note": NOTES, "place": PLACES})
PART_AND_CODE = st.fixed_dictionaries(
    {"id": IDS}, optional={"code": CODES, "title": TITLES, "note": NOTES, "place": PLACES}
)
OF_CODE = st.fixed_dictionaries({"code": CODES}, optional={"title": TITLES, "note": NOTES, "place": PLACES})


def _several(rows: st.SearchStrategy[Row], *unique: str, least: int = 0) -> st.SearchStrategy[list[Row]]:
    if not unique:
        return st.lists(rows, min_size=least, max_size=4)
    return st.lists(rows, min_size=least, max_size=4, unique_by=tuple(itemgetter(name) for name in unique))


def _call(
    method: str, given: st.SearchStrategy[Any], by: Sequence[str] = ("",), *, one: bool = False
) -> st.SearchStrategy[Call]:
    rows = given.map(lambda row: [row]) if one else given
    return st.builds(Call, st.just(method), rows, st.sampled_from(by), st.booleans(), st.booleans())


WRITES = st.one_of(
    _call("add", OWN | WHOLE, one=True),
    _call("add_many", _several(OWN | WHOLE)),
    _call("update", PART_AND_CODE, one=True),
    _call("update_many", _several(PART, "id")),
    _call("upsert", OWN | PART_AND_CODE, one=True),
    _call("upsert", NEW, ("code",), one=True),
    _call("upsert_many", _several(OWN, "id", least=1)),
    _call("upsert_many", _several(NEW, "id", "code", least=1), ("code",)),
    _call("get_or_upsert", NEW, ("code",), one=True),
    _call("get_and_update", OF_CODE, ("code",), one=True),
    _call("delete", st.fixed_dictionaries({"id": IDS}), one=True),
    _call("delete_many", _several(st.fixed_dictionaries({"id": IDS}))),
    _call("delete_where", st.fixed_dictionaries({"place": PLACES}), ("place",), one=True),
    _call("delete_where", _several(st.fixed_dictionaries({"code": CODES})), ("code",)),
)
READS = st.one_of(
    _call("get", st.fixed_dictionaries({"id": IDS}), one=True),
    _call("get_one_or_none", st.fixed_dictionaries({"code": CODES}), ("code",), one=True),
    _call("get_many", st.fixed_dictionaries({"place": PLACES}), ("place",), one=True),
)
ENDS = st.builds(Call, st.sampled_from(["commit", "rollback"]))
CALLS = st.lists(st.one_of(WRITES, WRITES, WRITES, READS, ENDS), min_size=8, max_size=16)
AT_FIRST = _several(OWN, "id", least=3)
"""The rows that are there before the calls."""


def done(call: Call, rows: Rows) -> tuple[Outcome, Rows]:
    """What the call returns of these rows, and the rows after it; of a call that is refused they do not matter."""
    after = {key: dict(row) for key, row in rows.items()}
    outcome = _MODEL[call.method](call, after)
    return outcome, after


def _codes(rows: Rows) -> dict[str, int]:
    return {row["code"]: key for key, row in rows.items()}


def _add(call: Call, rows: Rows) -> Outcome:
    for row in call.given:
        if row["id"] in rows or row["code"] in _codes(rows):
            return REFUSED
        rows[row["id"]] = dict(row)
    return answer(call.given)


def _written(rows: Rows, key: int, values: Row) -> bool:
    """Write values into a row; whether its code is still its own."""
    rows[key].update({name: value for name, value in values.items() if name != "id"})
    return _codes(rows)[rows[key]["code"]] == key and len(_codes(rows)) == len(rows)


def _update(call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    if given["id"] not in rows:
        return MISSING
    return answer([rows[given["id"]]]) if _written(rows, given["id"], given) else REFUSED


def _update_many(call: Call, rows: Rows) -> Outcome:
    if any(given["id"] not in rows for given in call.given):
        return SKIPPED
    for given in call.given:
        _written(rows, given["id"], given)
    return answer([rows[given["id"]] for given in call.given])


def _upsert(call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    key = _codes(rows).get(given["code"]) if call.by else given["id"] if given["id"] in rows else None
    if key is not None:
        return answer([rows[key]]) if _written(rows, key, given) else REFUSED
    if not {"code", "title"} <= given.keys():
        return REFUSED
    whole = {"note": None, "place": None} | given
    return _add(Call("add", [whole]), rows)


def _upsert_many(call: Call, rows: Rows) -> Outcome:
    codes = _codes(rows)
    keys: list[int]
    if call.by:
        # which of two unique keys that are both in the way is told of, and when, databases answer differently
        if any(given["id"] in rows for given in call.given):
            return SKIPPED
        keys = [codes[given["code"]] if given["code"] in codes else given["id"] for given in call.given]
    else:
        if any(codes.get(given["code"], given["id"]) != given["id"] for given in call.given):
            return SKIPPED
        keys = [given["id"] for given in call.given]
    for key, given in zip(keys, call.given, strict=True):
        rows[key] = {**given, "id": key}
    return answer([rows[key] for key in keys])


def _get_or_upsert(call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    key = _codes(rows).get(given["code"])
    if key is None:
        added = _add(call, rows)
        return added if added is REFUSED else answer([given], also=True)
    if call.flag:
        _written(rows, key, given)
    return answer([rows[key]], also=False)


def _get_and_update(call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    key = _codes(rows).get(given["code"])
    if key is None:
        return MISSING
    before = dict(rows[key])
    _written(rows, key, given)
    return answer([rows[key]], also=before != rows[key])


def _delete(call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    return answer([rows.pop(given["id"])]) if given["id"] in rows else MISSING


def _delete_many(call: Call, rows: Rows) -> Outcome:
    return answer([rows.pop(key) for key in {given["id"] for given in call.given} & rows.keys()])


def _delete_where(call: Call, rows: Rows) -> Outcome:
    return answer([rows.pop(row["id"]) for row in _selected(call, rows)])


def _selected(call: Call, rows: Rows) -> list[Row]:
    return [row for row in rows.values() if {call.by: row[call.by]} in call.given]


def _get(call: Call, rows: Rows) -> Outcome:
    (given,) = call.given
    return answer([rows[given["id"]]]) if given["id"] in rows else MISSING


def _get_many(call: Call, rows: Rows) -> Outcome:
    return answer(_selected(call, rows))


_MODEL: dict[str, Callable[[Call, Rows], Outcome]] = {
    "add": _add,
    "add_many": _add,
    "update": _update,
    "update_many": _update_many,
    "upsert": _upsert,
    "upsert_many": _upsert_many,
    "get_or_upsert": _get_or_upsert,
    "get_and_update": _get_and_update,
    "delete": _delete,
    "delete_many": _delete_many,
    "delete_where": _delete_where,
    "get": _get,
    "get_one_or_none": _get_many,
    "get_many": _get_many,
}
