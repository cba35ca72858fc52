"""Pagination, sorting and search of each list route, against a list comprehension over the rows."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from . import scripts
from .admission import NEEDED, is_refused
from .bench import Bench, Database, shown
from .lines import Missed, Untried
from .rows import Maker
from .seeded import Seeded, failed
from .serving import Answer, Serving, not_ours
from .tables import usable

CLAIMS = {
    "list.pagination": "The pages together are the rows, each once, and the total is their number.",
    "list.sorting": "The rows come in the order that is asked for.",
    "list.search": "Exactly the rows are found that have the text.",
}
ROWS = 13
_PAGE = 5
_WHOLE = 200


@dataclass(frozen=True)
class Names:
    """The names of a route's parameters; empty for what it does not have."""

    page: str = ""
    size: str = ""
    offset: str = ""
    limit: str = ""
    order: str = ""
    direction: str = ""
    search: str = ""
    ignore_case: str = ""


@dataclass(frozen=True)
class ListRoute:
    """A route that lists rows of a model.

    Args:
        path: The path.
        names: Its parameters.
        mapper: The model.
        database: Where its rows are.
        search_fields: The fields in which it searches, as the application says; empty if it does not say.
        escapes: Whether wildcards of a search are escaped.
        ignores_case: What it does about case if it is not told.
    """

    path: str
    names: Names
    mapper: Mapper[Any]
    database: Database
    search_fields: tuple[str, ...] = ()
    ignores_case: bool = False


def names_of(parameters: Sequence[Mapping[str, Any]]) -> Names:
    """The names of what the documented parameters of a route are for."""
    there = {_plain(one["name"]): str(one["name"]) for one in parameters if one.get("in") == "query"}

    def find(*options: str) -> str:
        return next((there[one] for one in options if one in there), "")

    return Names(
        page=find("currentpage", "page"),
        size=find("pagesize", "perpage", "size"),
        offset=find("offset", "skip"),
        limit=find("limit"),
        order=find("orderby", "sortby", "sort", "order"),
        direction=find("sortorder", "orderdirection", "direction"),
        search=find("searchstring", "search", "query", "q"),
        ignore_case=find("searchignorecase", "ignorecase"),
    )


def _plain(name: str) -> str:
    return str(name).replace("_", "").replace("-", "").lower()


def check(bench: Bench, route: ListRoute, maker: Maker, served: Serving) -> None:
    """Check one list route."""
    subject = f"GET {route.path}"
    checks = _Route(bench, route, maker, served)
    for name, claim in CLAIMS.items():
        wanted = {
            "list.pagination": route.names.size or route.names.limit,
            "list.sorting": route.names.order,
            "list.search": route.names.search,
        }[name]
        if not wanted:
            continue
        script = scripts.by_command(claim, bench, f"{name}:{subject}", [f"GET {route.path}"])
        bench.check(name, subject, claim, getattr(checks, name.partition(".")[2]), script)


class _Route:
    """The checks of one route."""

    def __init__(self, bench: Bench, route: ListRoute, maker: Maker, served: Serving) -> None:
        self._bench, self._route, self._maker, self._served = bench, route, maker, served
        self._seeded = Seeded([maker], served)
        self._key: str = route.mapper.get_property_by_column(route.mapper.primary_key[0]).key

    def _seed(self) -> list[dict[str, Any]]:
        """Rows of its model, as the reader sees them."""
        route = self._route
        if len(route.mapper.primary_key) != 1:
            raise Untried("its model has a key of several columns")
        for table in route.mapper.tables:
            if isinstance(table, sa.Table):
                usable(self._bench, table)
        self._maker.clear()
        self._served.renew()
        for _ in range(ROWS):
            self._maker.write(route.mapper, self._maker.attributes(route.mapper))
        return self._bench.witness.rows(route.database.slot, route.mapper.local_table.name)  # type: ignore[attr-defined]

    def _get(self, **parameters: Any) -> tuple[list[dict[str, Any]], Any, Answer]:
        """The items, the whole answer's JSON and the answer."""
        given = {
            getattr(self._route.names, name): value
            for name, value in parameters.items()
            if getattr(self._route.names, name)
        }
        answer = self._served.ask("GET", self._route.path, given)
        if failed(answer):
            if why := not_ours(answer):
                raise Untried(why)
            self._seeded.refuse_doubt(answer, lambda: self._served.ask("GET", self._route.path, given))
            raise Missed(str(answer))
        if is_refused(answer):
            raise Untried(f"it answers {answer.status}: {NEEDED}")
        if answer.status >= 400:
            raise _Refused(answer)
        body = answer.json()
        items = body
        if isinstance(body, dict):
            items = next(
                (body[name] for name in ("items", "results", "data") if isinstance(body.get(name), list)), None
            )
        items = items if isinstance(items, list) else None
        if items is None or not all(isinstance(item, dict) for item in items):
            raise Untried(f"its answer is no list of objects: {str(answer)[:150]}")
        return items, body, answer

    def _ids(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        key = next((name for item in items for name in item if _plain(name) == _plain(self._key)), None)
        if items and key is None:
            raise Untried(f"its items have no {self._key}, by which to know them")
        return [str(item[key]) for item in items] if key else []

    def _whole(self, rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Mapping[str, Any]]]:
        """All items, and the rows by their ids as the items have them."""
        column = self._route.mapper.primary_key[0].name
        by_id = {str(_canonical(row[column])): row for row in rows}
        size = {"size": _WHOLE, "limit": _WHOLE}
        try:
            items, _, answer = self._get(**size)
        except _Refused:
            try:
                items, _, answer = self._get(size=ROWS * 2, limit=ROWS * 2)
            except _Refused as refused:
                raise Untried(f"it cannot be asked for all rows: {refused.answer}") from None
        ids = self._ids(items)
        unknown = [one for one in ids if one not in by_id]
        if unknown:
            raise Untried(f"what it lists are no rows of {self._route.mapper.class_.__qualname__}: {unknown[0]}")
        if not ids:
            raise Untried(f"it lists none of the {len(rows)} rows that are there: {answer}")
        return items, by_id

    def pagination(self) -> list[str]:
        """Each page, and all pages together."""
        rows = self._seed()
        items, _ = self._whole(rows)
        whole = self._ids(items)
        if len(set(whole)) != len(whole):
            raise Missed(f"the list has rows twice: {len(whole)} items, {len(set(whole))} rows")
        pages: list[list[str]] = []
        said = []
        names = self._route.names
        if not names.page and not names.offset:
            raise Untried("it has a size of pages, and no number of a page that could be asked for")
        for number in range(-(-len(whole) // _PAGE) + 1):
            found, body, answer = self._get(page=number + 1, size=_PAGE, offset=number * _PAGE, limit=_PAGE)
            ids = self._ids(found)
            expected = len(whole[number * _PAGE : (number + 1) * _PAGE])
            if len(ids) != expected:
                raise Missed(
                    f"of {len(whole)} rows page {number + 1} of {_PAGE} has {len(ids)}, not {expected}: {answer}"
                )
            total = body.get("total") if isinstance(body, dict) else None
            if total is not None and total != len(whole) and ids:
                raise Missed(f"the total of page {number + 1} is {total}, and there are {len(whole)} rows")
            pages.append(ids)
            said.append(f"page {number + 1}: {len(ids)}")
        flat = [one for page in pages for one in page]
        if sorted(flat) != sorted(whole):
            twice = sorted({one for one in flat if flat.count(one) > 1})
            raise Missed(
                f"the pages have {len(set(flat))} of {len(whole)} rows; {len(twice)} are on several pages",
                tuple(twice[:3]),
            )
        if len(whole) < len(rows):
            said.append(f"of {len(rows)} rows the route itself lists {len(whole)}")
        return said

    def sorting(self) -> list[str]:
        """Each field of the items by which it can be sorted."""
        rows = self._seed()
        items, by_id = self._whole(rows)
        tried = []
        attributes = {a.key: a.columns[0].name for a in self._route.mapper.column_attrs}
        for key, column in sorted(attributes.items()):
            if not any(_plain(name) == _plain(key) for name in items[0]):
                continue
            values: list[Any] = [by_id[one].get(column) for one in self._ids(items)]
            if not _sortable(values):
                continue
            for direction in ("asc", "desc"):
                try:
                    found, _, answer = self._get(order=key, direction=direction, size=_WHOLE, limit=_WHOLE)
                except _Refused:
                    break
                shown_values = [by_id[one][column] for one in self._ids(found) if one in by_id]
                expected: list[Any] = sorted(values, reverse=direction == "desc")
                if not self._route.names.direction and shown_values == expected[::-1]:
                    continue
                if shown_values != expected:
                    raise Missed(
                        f"by {key}, {direction}: {shown_values[:5]} ..., not {expected[:5]} ...: {answer.path}",
                        tuple(shown(dict(by_id[one])) for one in self._ids(found)[:3] if one in by_id),
                    )
                tried.append(f"{key} {direction}")
        if not tried:
            raise Untried("it could be sorted by no field of its items")
        return [f"sorted by {', '.join(tried)}"]

    def search(self) -> list[str]:
        """A few words, one of each field, and one that is nowhere."""
        rows = self._seed()
        items, by_id = self._whole(rows)
        columns = {a.key: a.columns[0] for a in self._route.mapper.column_attrs}
        fields = self._route.search_fields or tuple(
            k for k, c in columns.items() if isinstance(c.type, sa.String) and not isinstance(c.type, sa.Enum)
        )
        known = [columns[name].name for name in fields if name in columns]
        if len(known) < len(fields) or not known:
            where = ", ".join(fields) or "fields that it does not name"
            raise Untried(f"it searches in {where}, which are no columns of its model")
        base = [by_id[one] for one in self._ids(items)]
        words = {str(base[0][name])[:5] for name in known if isinstance(base[0].get(name), str) and base[0][name]}
        words |= {str(base[-1][name])[-2:] for name in known if isinstance(base[-1].get(name), str) and base[-1][name]}
        words |= {"nowhere-to-be-found"} | {word.upper() for word in sorted(words)[:1]}
        said = []
        for word in sorted(words):
            said.append(self._searched(word, base, known, by_id))
        return said

    def _searched(
        self, word: str, base: Sequence[Mapping[str, Any]], known: Sequence[str], by_id: Mapping[str, Any]
    ) -> str:
        found, _, answer = self._get(search=word, ignore_case="true", size=_WHOLE, limit=_WHOLE)
        column = self._route.mapper.primary_key[0].name
        folds = bool(self._route.names.ignore_case) or self._route.ignores_case
        if not folds and word != word.lower():
            return f"{word}: not asked, as the route does not say whether case matters"
        ids = set(self._ids(found))
        has = {
            str(_canonical(row[column]))
            for row in base
            if any(word.lower() in str(row.get(n) or "").lower() for n in known)
        }
        if not self._route.search_fields:
            # Which fields it searches is not said: what it finds must have the text somewhere.
            wrong = ids - has
            if wrong:
                raise Missed(
                    f"searching {word!r} finds {len(wrong)} rows that do not have it in any text: {answer.path}",
                    tuple(shown(dict(by_id[one])) for one in sorted(wrong)[:3] if one in by_id),
                )
            if has and not ids:
                raise Untried(f"it does not say which fields it searches, and finds nothing for {word!r}")
            return f"{word}: {len(ids)}, each of which has it"
        if ids != has:
            raise Missed(
                f"searching {word!r} in {', '.join(known)} finds {len(ids)} rows, and {len(has)} have it: "
                f"{answer.path}",
                tuple(shown(dict(by_id[one])) for one in sorted(ids ^ has)[:3] if one in by_id),
            )
        return f"{word}: {len(ids)}"


class _Refused(Exception):  # noqa: N818 - what an answer of 4xx is
    """The route refuses a parameter."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer))
        self.answer = answer


def _canonical(value: Any) -> Any:
    """An id as an answer has it."""
    if isinstance(value, str) and len(value) == 32:
        try:
            return uuid.UUID(value)
        except ValueError:
            return value
    return value


def _sortable(values: Sequence[Any]) -> bool:
    """Whether the order of values is the same in Python and in every database."""
    kinds = {type(value) for value in values}
    if len(kinds) != 1:
        return False
    kind = next(iter(kinds))
    return kind in (int, float, str, datetime.date, datetime.datetime) or kind.__name__ == "Decimal"
