"""in_fields and not_in_fields."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from assay.checking import Reader, RunningApp, answer, proves
from suites.filter_deps.conftest import Serve
from suites.filter_deps.tasks import TASKS, TITLES, Matches, Task, expect, listed, seed


def _listings() -> dict[str, dict[str, Any]]:
    from advanced_alchemy.extensions.litestar.providers import FieldNameType

    from reference_app.filtered.models import Stage

    tags: Any = ["first_tag", "last_tag"]
    typed: Any = [
        FieldNameType("points", int),
        FieldNameType("ticket", uuid.UUID),
        FieldNameType("done", bool),
        FieldNameType("due", datetime.date),
        FieldNameType("stage", Stage),
        FieldNameType("place", str),
    ]
    return {
        "/in": {"config": {"in_fields": tags}},
        "/in/as-set": {"config": {"in_fields": {FieldNameType("first_tag", str), FieldNameType("last_tag", str)}}},
        "/in/typed": {"config": {"in_fields": typed}},
        "/not-in": {"config": {"not_in_fields": tags}},
        "/not-in/typed": {"config": {"not_in_fields": typed}},
        "/both": {"config": {"in_fields": tags, "not_in_fields": tags}},
        "/both/typed": {"config": {"in_fields": typed, "not_in_fields": typed}},
    }


@pytest.fixture
def app(serve: Serve) -> RunningApp:
    """Listings with all sorts of lists of fields."""
    return serve("in-and-not-in", _listings())


@proves("filter-deps.in-and-not-in")
@pytest.mark.parametrize("path", ["/in", "/in/as-set"])
def test_each_of_two_fields(app: RunningApp, reader: Reader, path: str) -> None:
    """Each parameter filters its own column, alone and with the other."""
    seed(reader)
    expect(app, path, lambda _: True)
    expect(app, path, lambda t: t.first_tag == "red", firstTagIn="red")
    expect(app, path, lambda t: t.last_tag == "red", lastTagIn="red")
    expect(app, path, lambda t: t.first_tag == "red" and t.last_tag == "blue", firstTagIn="red", lastTagIn="blue")
    expect(app, path, lambda t: t.first_tag == "blue" and t.last_tag == "red", firstTagIn="blue", lastTagIn="red")
    expect(app, path, lambda _: True)


@proves("filter-deps.in-and-not-in")
def test_each_of_two_excluded_fields(app: RunningApp, reader: Reader) -> None:
    """Each parameter excludes by its own column, alone and with the other."""
    seed(reader)
    expect(app, "/not-in", lambda _: True)
    expect(app, "/not-in", lambda t: t.first_tag != "red", firstTagNotIn="red")
    expect(app, "/not-in", lambda t: t.last_tag != "red", lastTagNotIn="red")
    expect(
        app,
        "/not-in",
        lambda t: t.first_tag != "red" and t.last_tag != "blue",
        firstTagNotIn="red",
        lastTagNotIn="blue",
    )
    expect(app, "/not-in", lambda _: True)


@proves("filter-deps.in-and-not-in")
def test_included_and_excluded(app: RunningApp, reader: Reader) -> None:
    """The same columns in both lists have four parameters, and each does its own."""
    seed(reader)
    expect(app, "/both", lambda t: t.first_tag == "red", firstTagIn="red")
    expect(app, "/both", lambda t: t.first_tag != "red", firstTagNotIn="red")
    expect(app, "/both", lambda t: t.last_tag == "red", lastTagIn="red")
    expect(app, "/both", lambda t: t.last_tag != "red", lastTagNotIn="red")
    expect(app, "/both", lambda _: False, firstTagIn="red", firstTagNotIn="red")
    expect(app, "/both", lambda t: t.first_tag == "blue" and t.last_tag != "red", firstTagIn="blue", lastTagNotIn="red")
    expect(app, "/both", lambda t: t.last_tag == "red" and t.first_tag != "red", lastTagIn="red", firstTagNotIn="red")


@proves("filter-deps.in-and-not-in")
def test_repeated_parameter(app: RunningApp, reader: Reader) -> None:
    """A parameter that comes several times is a list, and its order and repetitions make no difference."""
    seed(reader)
    expect(app, "/in", lambda t: t.first_tag in ("red", "blue"), firstTagIn=["red", "blue"])
    expect(app, "/in", lambda t: t.first_tag in ("red", "blue"), firstTagIn=["blue", "red", "blue"])
    expect(app, "/in", lambda t: t.last_tag in ("green", "red"), lastTagIn=["green", "red"])
    expect(app, "/not-in", lambda t: t.first_tag not in ("red", "blue"), firstTagNotIn=["red", "blue"])
    expect(app, "/in", lambda _: False, firstTagIn="red,blue")


@proves("filter-deps.in-and-not-in")
def test_value_that_nobody_has(app: RunningApp, reader: Reader) -> None:
    """In a list of unknown values there is nothing, and not in it everything."""
    seed(reader)
    expect(app, "/in", lambda _: False, firstTagIn="purple")
    expect(app, "/not-in", lambda _: True, firstTagNotIn="purple")
    expect(app, "/both/typed", lambda _: False, pointsIn=99)
    expect(app, "/both/typed", lambda _: True, pointsNotIn=99)


@proves("filter-deps.in-and-not-in")
def test_zero_and_false_are_values(app: RunningApp, reader: Reader) -> None:
    """A list that holds only what Python takes for nothing is a filter all the same."""
    seed(reader, [*TASKS, TASKS[0]._replace(title="figs", points=0)])
    assert listed(app, "/in/typed", pointsIn=0) == ["figs"]
    assert sorted(listed(app, "/not-in/typed", pointsNotIn=0)) == TITLES
    assert sorted(listed(app, "/in/typed", doneIn="false")) == ["bread", "dates", "eggs"]


@proves("filter-deps.in-and-not-in")
def test_empty_text_is_a_value(app: RunningApp, reader: Reader) -> None:
    """A parameter of text that was sent empty asks for the empty text; it neither vanishes nor stands for all."""
    seed(reader)
    expect(app, "/in", lambda t: t.first_tag == "", firstTagIn="")
    expect(app, "/not-in", lambda t: t.first_tag != "", firstTagNotIn="")
    expect(app, "/in", lambda t: t.first_tag in ("", "red"), firstTagIn=["", "red"])


@proves("filter-deps.in-and-not-in")
@pytest.mark.parametrize(("option", "name"), [("in_fields", "firstTagIn"), ("not_in_fields", "firstTagNotIn")])
def test_one_name_instead_of_a_list(serve: Serve, reader: Reader, option: str, name: str) -> None:
    """A single name is that of one field, and not a list of letters."""
    app = serve(f"one-name-{option}", {"/shown": {"config": {option: "first_tag"}}})
    seed(reader)
    expect(app, "/shown", lambda t: (t.first_tag == "red") is (option == "in_fields"), **{name: "red"})
    expect(app, "/shown", lambda _: True)


@proves("filter-deps.in-and-not-in")
@pytest.mark.parametrize(("option", "name"), [("in_fields", "pointsIn"), ("not_in_fields", "pointsNotIn")])
def test_one_type_instead_of_a_list(serve: Serve, reader: Reader, option: str, name: str) -> None:
    """A single FieldNameType is one field of its type."""
    from advanced_alchemy.extensions.litestar.providers import FieldNameType

    app = serve(f"one-type-{option}", {"/shown": {"config": {option: FieldNameType("points", int)}}})
    seed(reader)
    expect(app, "/shown", lambda t: (t.points in (3, 8)) is (option == "in_fields"), **{name: [3, 8]})
    answer(app.get("/shown", **{name: "many"}), 400)


TYPED: dict[str, tuple[list[str], Matches]] = {
    "points": (["3", "8"], lambda t: t.points in (3, 8)),
    "ticket": ([str(TASKS[0].ticket)], lambda t: t.ticket == TASKS[0].ticket),
    "done": (["true"], lambda t: t.done),
    "due": (["2025-01-01", "2025-01-04"], lambda t: t.due is not None and t.due.day in (1, 4)),
    "stage": (["open", "finished"], lambda t: t.stage in ("OPEN", "FINISHED")),
    "place": (["home", "sea"], lambda t: t.place in ("home", "sea")),
}
NULLABLE = {"ticket", "due"}


@proves("filter-deps.in-and-not-in")
@pytest.mark.parametrize("path", ["/in/typed", "/both/typed"])
@pytest.mark.parametrize("field", TYPED)
def test_typed_field(app: RunningApp, reader: Reader, field: str, path: str) -> None:
    """A list of values of the field's type."""
    seed(reader)
    values, matches = TYPED[field]
    expect(app, path, matches, **{f"{field}In": values})


@proves("filter-deps.in-and-not-in")
@pytest.mark.parametrize("path", ["/not-in/typed", "/both/typed"])
@pytest.mark.parametrize("field", TYPED)
def test_typed_excluded_field(app: RunningApp, reader: Reader, field: str, path: str) -> None:
    """Everything but the values; what NULL is not in is not known, as in SQL."""
    seed(reader)
    values, matches = TYPED[field]

    def others(task: Task) -> bool:
        return not matches(task) and not (field in NULLABLE and getattr(task, field) is None)

    expect(app, path, others, **{f"{field}NotIn": values})


@proves("filter-deps.in-and-not-in")
@pytest.mark.parametrize("other", [name for name in TYPED if name != "points"])
def test_fields_of_different_types(app: RunningApp, reader: Reader, other: str) -> None:
    """Each keeps its type and its values while the other has its own."""
    seed(reader)
    values, matches = TYPED[other]
    expect(app, "/in/typed", lambda t: matches(t) and t.points in (3, 5), pointsIn=[3, 5], **{f"{other}In": values})
    expect(
        app,
        "/both/typed",
        lambda t: matches(t) and t.points not in (3, 8),
        pointsNotIn=[3, 8],
        **{f"{other}In": values},
    )


@proves("filter-deps.in-and-not-in")
@pytest.mark.parametrize(
    ("field", "value"),
    [("points", "three"), ("points", ""), ("ticket", "no-uuid"), ("ticket", ""), ("done", "perhaps"), ("due", "soon"),
     ("stage", "lost"), ("stage", "OPEN")],
)  # fmt: skip
def test_value_of_another_type(app: RunningApp, reader: Reader, field: str, value: str) -> None:
    """400: it does not reach the database."""
    seed(reader)
    answer(app.get("/in/typed", **{f"{field}In": value}), 400)
    answer(app.get("/not-in/typed", **{f"{field}NotIn": value}), 400)
