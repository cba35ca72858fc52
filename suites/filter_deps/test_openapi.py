"""What the application's description says of the parameters."""

from __future__ import annotations

import datetime
import enum
import uuid
from typing import Any

import pytest

from assay.checking import RunningApp, TargetRuntime, answer, proves
from suites.filter_deps.shown import handler, start
from suites.filters.openapi import query_parameters


class Colour(str, enum.Enum):
    """Texts of a field."""

    RED = "red"
    BLUE = "blue"


def _types(app: RunningApp, path: str) -> dict[str, Any]:
    """Of each parameter the type and the format of its values, ``[...]`` for a list."""
    document = answer(app.get("/schema/openapi.json"), 200)
    found: dict[str, Any] = {}
    for name, parameter in query_parameters(app, path).items():
        assert not parameter.get("required", False), f"{name} is said to be required"
        found[name] = _type(parameter["schema"], document)
    return found


def _type(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "oneOf" in schema:
        (inner,) = [_type(part, document) for part in schema["oneOf"] if part.get("type") != "null"]
        return inner
    if "enum" in schema:
        return {value for value in schema["enum"] if value is not None}
    if schema["type"] == "array":
        return [_type(schema["items"], document)]
    return f"{schema['type']} {schema['format']}" if "format" in schema else schema["type"]


KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "ids-of-text": ({"id_filter": str}, {"ids": ["string"]}),
    "ids-of-uuid": ({"id_filter": uuid.UUID}, {"ids": ["string uuid"]}),
    "ids-of-number": ({"id_filter": int}, {"ids": ["integer"]}),
    "created": ({"created_at": True}, {"createdBefore": "string date-time", "createdAfter": "string date-time"}),
    "updated": ({"updated_at": True}, {"updatedBefore": "string date-time", "updatedAfter": "string date-time"}),
    "pages": ({"pagination_type": "limit_offset"}, {"currentPage": "integer", "pageSize": "integer"}),
    "search": ({"search": "title"}, {"searchString": "string", "searchIgnoreCase": "boolean"}),
    "order": ({"sort_field": "title"}, {"orderBy": "string", "sortOrder": {"asc", "desc"}}),
    "in": ({"in_fields": ["first_tag", "place"]}, {"firstTagIn": ["string"], "placeIn": ["string"]}),
    "not-in": ({"not_in_fields": ["first_tag", "place"]}, {"firstTagNotIn": ["string"], "placeNotIn": ["string"]}),
}


@proves("filter-deps.openapi-complete")
@pytest.mark.parametrize("kind", KINDS)
def test_types(runtime: TargetRuntime, kind: str) -> None:
    """Every parameter of an option, with its type; none is required."""
    config, expected = KINDS[kind]
    found = _types(start(runtime, handler("/shown", config)), "/shown")
    assert found == expected, f"the types are {found}, not {expected}"


FIELDS: dict[str, tuple[Any, Any]] = {
    "text": (str, "string"),
    "number": (int, "integer"),
    "float": (float, "number"),
    "truth": (bool, "boolean"),
    "uuid": (uuid.UUID, "string uuid"),
    "date": (datetime.date, "string date"),
    "time": (datetime.datetime, "string date-time"),
    "enumeration": (Colour, {"red", "blue"}),
}


@proves("filter-deps.openapi-complete")
@pytest.mark.parametrize("option", ["in_fields", "not_in_fields"])
def test_types_of_fields(runtime: TargetRuntime, option: str) -> None:
    """All types at once, each field with its own."""
    from advanced_alchemy.extensions.litestar.providers import FieldNameType

    fields = [FieldNameType(name, type_) for name, (type_, _) in FIELDS.items()]
    suffix = "In" if option == "in_fields" else "NotIn"
    app = start(runtime, handler("/shown", {option: fields}))
    assert _types(app, "/shown") == {f"{name}{suffix}": [expected] for name, (_, expected) in FIELDS.items()}


@proves("filter-deps.openapi-complete")
def test_defaults(runtime: TargetRuntime) -> None:
    """Each parameter that has a default shows it."""
    config = {
        "pagination_type": "limit_offset",
        "pagination_size": 7,
        "search": "title",
        "search_ignore_case": True,
        "sort_field": "title",
        "sort_order": "asc",
    }
    shown = query_parameters(start(runtime, handler("/shown", config)), "/shown")
    found = {name: parameter["schema"].get("default") for name, parameter in shown.items()}
    assert found == {
        "currentPage": 1,
        "pageSize": 7,
        "searchString": None,
        "searchIgnoreCase": True,
        "orderBy": "title",
        "sortOrder": "asc",
    }


@proves("filter-deps.openapi-complete")
def test_bounds(runtime: TargetRuntime) -> None:
    """The least page and size are 1."""
    shown = query_parameters(start(runtime, handler("/shown", {"pagination_type": "limit_offset"})), "/shown")
    assert {name: parameter["schema"].get("minimum") for name, parameter in shown.items()} == {
        "currentPage": 1,
        "pageSize": 1,
    }


@proves("filter-deps.openapi-complete")
@pytest.mark.parametrize("name", ["searchIgnoreCase", "sortOrder"])
def test_titles(runtime: TargetRuntime, name: str) -> None:
    """The title of a parameter says what it does, and not what another one does, or the opposite."""
    shown = query_parameters(start(runtime, handler("/shown", {"search": "title", "sort_field": "title"})), "/shown")
    title = shown[name]["schema"]["title"]
    assert title not in ("Search should be case sensitive", "Field to search"), f"{name} has the title {title!r}"


@proves("filter-deps.openapi-newer-fields")
def test_types_of_newer_fields(runtime: TargetRuntime) -> None:
    """Truths are booleans; choices are lists whose values are named."""
    from advanced_alchemy.extensions.litestar.providers import ChoiceField, FieldNameType

    config = {
        "boolean_fields": ["is_done", "urgent"],
        "choice_fields": [
            ChoiceField("place", ["home", "work"]),
            ("points", [1, 2]),
            ("colour", Colour),
            FieldNameType("other_colour", Colour),
            "last_tag",
        ],
    }
    app = start(runtime, handler("/shown", config))
    assert _types(app, "/shown") == {
        "isDone": "boolean",
        "urgent": "boolean",
        "place": [{"home", "work"}],
        "points": [{1, 2}],
        "colour": [{"red", "blue"}],
        "otherColour": [{"red", "blue"}],
        "lastTag": ["string"],
    }


MEETING: dict[str, tuple[Any, dict[str, str]]] = {
    "boolean-and-choice": ({"boolean_fields": ["done"], "choice_fields": [("done", ["yes"])]}, {"done": "yes"}),
    "boolean-and-page": ({"boolean_fields": ["page_size"], "pagination_type": "limit_offset"}, {"pageSize": "5"}),
    "boolean-and-in": ({"boolean_fields": ["tag_in"], "in_fields": ["tag"]}, {"tagIn": "red"}),
    "boolean-and-ids": ({"boolean_fields": ["ids"], "id_filter": str}, {"ids": "red"}),
}


@proves("filter-deps.openapi-newer-fields")
@pytest.mark.parametrize("names", MEETING)
def test_description_of_two_parameters_of_one_name(runtime: TargetRuntime, names: str) -> None:
    """Whatever is accepted, the description can be read."""
    config, _ = MEETING[names]
    answer(start(runtime, handler("/shown", config)).get("/schema/openapi.json"), 200)


@proves("filter-deps.openapi-newer-fields")
@pytest.mark.parametrize("names", MEETING)
def test_request_of_two_parameters_of_one_name(runtime: TargetRuntime, names: str) -> None:
    """Whatever is accepted, a value of one of the two can be sent."""
    config, sent = MEETING[names]
    answer(start(runtime, handler("/shown", config)).get("/shown", **sent), 200)
