"""The tasks that the checks filter, and what filters should make of them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from assay.checking import Reader, RunningApp, answer


def day(number: int) -> datetime.datetime:
    """Noon of a day of June 2024."""
    return datetime.datetime(2024, 6, number, 12, tzinfo=datetime.timezone.utc)


class Task(NamedTuple):
    """A row of tasks. No two columns go the same way: a filter of one is seen when it is asked of another."""

    title: str
    summary: str | None
    first_tag: str
    last_tag: str
    points: int
    level: int
    stage: str
    done: bool
    urgent: bool | None
    ticket: uuid.UUID | None
    due: datetime.date | None
    place: str
    created: int
    updated: int

    @property
    def id(self) -> uuid.UUID:
        """Its id, made of its title."""
        return uuid.uuid5(uuid.NAMESPACE_OID, self.title)


def _ticket(number: int) -> uuid.UUID:
    return uuid.UUID(int=number << 64)


def _due(number: int | None) -> datetime.date | None:
    return None if number is None else datetime.date(2025, 1, number)


TASKS = (
    Task("apple", "a red one", "red", "blue", 5, 1, "OPEN", True, True, _ticket(1), _due(1), "home", 1, 24),
    Task("bread", "with apple", "red", "red", 3, 2, "OPEN", False, None, _ticket(2), _due(2), "work", 4, 21),
    Task("cheese", None, "blue", "red", 8, 3, "STARTED", True, False, None, None, "sea", 2, 22),
    Task("dates", "sweet bread", "blue", "blue", 3, 1, "FINISHED", False, True, _ticket(4), _due(1), "home", 3, 25),
    Task("eggs", "none", "", "green", 1, 2, "STARTED", False, False, _ticket(1), _due(4), "work", 5, 23),
)
"""Created in another order than updated; titles are in the order of the alphabet."""

TITLES = [task.title for task in TASKS]

Matches = Callable[[Task], bool]


def seed(reader: Reader, tasks: Iterable[Task] = TASKS) -> None:
    """Write tasks, past the library."""
    rows = []
    for task in tasks:
        row = task._asdict()
        row["location"] = row.pop("place")
        row["created_at"], row["updated_at"] = day(row.pop("created")), day(row.pop("updated"))
        rows.append({"id": task.id, **row})
    reader.insert("filtered_task", *rows)


def seed_boards(reader: Reader, *codes: str) -> None:
    """Write boards, numbered from 1."""
    reader.insert("filtered_board", *({"code": code, "number": number} for number, code in enumerate(codes, 1)))


def titles(matches: Matches) -> list[str]:
    """The titles of the tasks that match, in the order of the alphabet."""
    return [task.title for task in TASKS if matches(task)]


def listed(app: RunningApp, path: str, **parameters: Any) -> list[str]:
    """The names that a listing without pages shows, in its order; its total has to be their number."""
    __tracebackhide__ = True
    page = answer(app.get(path, **parameters), 200)
    names: list[str] = page["names"]
    assert page["total"] == len(names), f"{path}, {parameters}: total {page['total']}, and {names}"
    return names


def expect(app: RunningApp, path: str, matches: Matches, **parameters: Any) -> None:
    """Assert which tasks a listing without pages shows, in whatever order."""
    __tracebackhide__ = True
    found, expected = sorted(listed(app, path, **parameters)), titles(matches)
    assert found == expected, f"{path} with {parameters} shows {found}, not {expected}"


def expect_each(app: RunningApp, path: str, *requests: tuple[Matches, dict[str, Any]]) -> None:
    """As :func:`expect`, of several requests: all are sent before any answer is judged.

    For faults that hit one of them by chance, so that each run does and shows the same.

    Args:
        app: The application that is asked.
        path: Where its listing is.
        requests: What must be shown, and the parameters that are sent.
    """
    __tracebackhide__ = True
    found = [sorted(listed(app, path, **parameters)) for _, parameters in requests]
    wrong = [
        f"{path} with {parameters} shows {shown}, not {titles(matches)}"
        for (matches, parameters), shown in zip(requests, found, strict=True)
        if shown != titles(matches)
    ]
    assert not wrong, "; ".join(wrong)
