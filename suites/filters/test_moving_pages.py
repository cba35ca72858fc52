"""Pages of a table that changes between two of them, and of one whose order leaves something open."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable

import pytest

from assay.checking import RunningApp, TargetRuntime, answer, proves
from suites.conftest import build
from suites.filters.seeding import numbered

NINE = numbered(9)
SIZE = 3
SPRING = datetime.date(2024, 3, 20)


class Table:
    """An application on a space of its own: where its rows lie is nobody's doing but the check's.

    Args:
        space: The space.
        names: Authors that are there from the start, in the order of their ids.
        probes: The module of handlers beside the application's, if any.
    """

    def __init__(self, space: TargetRuntime, names: list[str], probes: str | None = None) -> None:
        self.app: RunningApp = space.start(build(space, "reference_app.app", probes=probes, create_all=True))
        self.reader = space.reader
        # far apart: others fit between
        self.ids = {name: uuid.UUID(int=number << 64) for number, name in enumerate(names, 1)}
        self.reader.insert("author", *({"id": i, "name": n, "dob": SPRING} for n, i in self.ids.items()))

    def walk(
        self,
        path: str,
        between: Callable[[], None] = lambda: None,
        size: int = SIZE,
        **parameters: str,
    ) -> list[str]:
        """The names on all pages, with something done after the first."""
        met: list[str] = []
        for number in range(1, len(self.ids) // size + 2):
            page = answer(self.app.get(path, currentPage=number, pageSize=size, **parameters), 200)
            met += [item["name"] for item in page["items"]]
            if number == 1:
                between()
        return met

    def rename(self, name: str) -> None:
        """Change an author in what is no matter of any order."""
        answer(self.app.patch(f"/authors/{self.ids[name]}", {"dob": "1999-01-01"}), 200)


@pytest.fixture
def table(fresh_space: TargetRuntime) -> Table:
    """Nine authors."""
    return Table(fresh_space, NINE)


def once(met: list[str], expected: list[str]) -> str:
    """What is wrong with a walk that should meet each once; nothing if it does."""
    never, twice = sorted(set(expected) - set(met)), sorted({name for name in met if met.count(name) > 1})
    return f"never: {never}, twice: {twice}" if never or twice else ""


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize("changed", [NINE[0], NINE[4], NINE[8]], ids=["shown", "next", "last"])
def test_update_between_pages(table: Table, changed: str) -> None:
    """The pages show every row once, although one is changed while they are read."""
    wrong = once(table.walk("/authors", lambda: table.rename(changed)), NINE)
    assert not wrong, f"{changed} was changed after page 1, and the pages show authors {wrong}"


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize("place", ["first", "last"])
def test_insert_between_pages(table: Table, place: str) -> None:
    """A row that is added while the pages are read, with the least id or the greatest, hides none of the others."""
    new = uuid.UUID(int=1 if place == "first" else 2**127)

    def insert() -> None:
        table.reader.insert("author", {"id": new, "name": "new", "dob": SPRING})

    missed = sorted(set(NINE) - set(table.walk("/authors", insert)))
    assert not missed, f"a row was added after page 1, and the pages do not show {missed}"


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize("gone", [NINE[0], NINE[4]], ids=["shown", "next"])
def test_delete_between_pages(table: Table, gone: str) -> None:
    """While the pages are read a row is deleted: none comes twice, and at most one is passed over."""

    def delete() -> None:
        answer(table.app.delete(f"/authors/{table.ids[gone]}"), 204)

    met = table.walk("/authors", delete)
    twice = sorted({name for name in met if met.count(name) > 1})
    assert not twice, f"{gone} was deleted after page 1, and the pages show {twice} twice"
    passed_over = sorted(set(NINE) - {gone} - set(met))
    assert len(passed_over) <= 1, f"{gone} was deleted after page 1, and the pages pass over {passed_over}"


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize("changed", [NINE[0], NINE[4]], ids=["shown", "next"])
def test_update_between_sorted_pages(fresh_space: TargetRuntime, changed: str) -> None:
    """With a sort_field whose values are all different the pages show every row once, in its order."""
    table = Table(fresh_space, NINE, "sorting")
    met = table.walk("/sorted-authors", lambda: table.rename(changed), orderBy="name")
    assert met == NINE, f"{changed} was changed after page 1, and the pages by name show {met}"


MANY = numbered(40)


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize("size", [3, 7])
def test_sorted_pages_of_equal_values(fresh_space: TargetRuntime, size: int) -> None:
    """With a sort_field whose values are all the same the pages of a table that stands still show every row once."""
    wrong = once(Table(fresh_space, MANY, "sorting").walk("/sorted-authors", size=size, orderBy="dob"), MANY)
    assert not wrong, f"sorted by a field that is the same for all, pages of {size} show authors {wrong}"


@proves("filters.limit-offset-current-page")
@pytest.mark.parametrize("size", [3, 7])
def test_equal_values_with_the_id(fresh_space: TargetRuntime, size: int) -> None:
    """With the id as the second thing to sort by they do, and although a row is changed while they are read."""
    table = Table(fresh_space, MANY, "sorting")

    def rename() -> None:
        answer(table.app.patch(f"/authors/{table.ids[MANY[0]]}", {"name": MANY[0]}), 200)

    met = table.walk("/wholly-sorted-authors", rename, size, orderBy="dob")
    assert met == MANY, f"sorted by a field that is the same for all, and by the id, pages of {size} show {met}"
