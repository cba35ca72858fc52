"""Lists that are filtered by booleans and choices."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from assay.checking import Reader, RunningApp, TargetRuntime, answer, proves
from suites.conftest import build

ARTICLES = {
    "a": (True, "public", "draft", "DRAFT"),
    "b": (False, "private", "published", "PUBLISHED"),
    "c": (None, None, "published", None),
    "d": (True, "hidden", "draft", "PUBLISHED"),
}
"""By name: active, visibility, and the status as a text and as an enumeration, whose names are stored."""


@pytest.fixture
def articles(runtime: TargetRuntime, reader: Reader) -> RunningApp:
    """The application, with all articles there."""
    running = runtime.kept_app("choices", lambda: build(runtime, "reference_app.choices.app"))
    reader.insert(
        "guide_article",
        *(
            {
                "id": uuid.uuid4(),
                "name": name,
                "active": active,
                "visibility": visibility,
                "status": status,
                "state": state,
            }
            for name, (active, visibility, status, state) in ARTICLES.items()
        ),
    )
    return running


def listed(articles: RunningApp, query: str) -> httpx.Response:
    """The answer to a query string."""
    return articles.get("/articles", **parse_qs(query.lstrip("?")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", "abcd", id="absent"),
        pytest.param("?active=true", "ad", id="true"),
        pytest.param("?active=false", "b", id="false"),
        pytest.param("?active=1", "ad", id="one"),
        pytest.param("?active=0", "b", id="zero"),
    ],
)
@proves("guide112.filters-boolean-field")
def test_active_articles(articles: RunningApp, query: str, expected: str) -> None:
    """Those that are active, those that are not, and all; an article of which it is not known is neither."""
    assert answer(listed(articles, query), 200) == list(expected)


@pytest.mark.parametrize("value", ["perhaps", "2", "nope"])
@proves("guide112.filters-boolean-field")
def test_what_is_no_boolean(articles: RunningApp, value: str) -> None:
    """What is neither true nor false is a bad request, and no list."""
    answer(listed(articles, f"?active={value}"), 400)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("?visibility=public", "a", id="one"),
        pytest.param("?visibility=public&visibility=private", "ab", id="two"),
        pytest.param("?visibility=private&active=true", "", id="and-a-boolean"),
        pytest.param("?visibility=public&visibility=public", "a", id="twice"),
    ],
)
@proves("guide112.filters-choice-values")
def test_visible_articles(articles: RunningApp, query: str, expected: str) -> None:
    """Those of the visibilities that are named."""
    assert answer(listed(articles, query), 200) == list(expected)


@pytest.mark.parametrize("query", ["?visibility=hidden", "?visibility=public&visibility=hidden", "?visibility=PUBLIC"])
@proves("guide112.filters-choice-values")
def test_what_is_no_choice(articles: RunningApp, query: str) -> None:
    """What is not among the choices is a bad request, though there are such articles."""
    answer(listed(articles, query), 400)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("?state=draft", "a", id="one"),
        pytest.param("?state=draft&state=published", "abd", id="two"),
        pytest.param("?state=published&active=true", "d", id="and-a-boolean"),
    ],
)
@proves("guide112.filters-choice-enum")
def test_articles_of_an_enumeration(articles: RunningApp, query: str, expected: str) -> None:
    """Those of the members that are named by their values, in a column of the enumeration."""
    assert answer(listed(articles, query), 200) == list(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("?status=draft", "ad", id="one"),
        pytest.param("?status=draft&status=published", "abcd", id="two"),
    ],
)
@proves("guide112.filters-choice-enum")
def test_enumeration_of_a_text_column(articles: RunningApp, query: str, expected: str) -> None:
    """The page's enumeration of texts chooses in a column of texts."""
    response = listed(articles, query)
    assert response.status_code == 200, f"an enumeration of texts on a column of texts answered {response.status_code}"
    assert response.json() == list(expected)


@pytest.mark.parametrize("query", ["?state=DRAFT", "?state=nope", "?status=PUBLISHED", "?status=nope"])
@proves("guide112.filters-choice-enum")
def test_what_is_no_member(articles: RunningApp, query: str) -> None:
    """A name of a member, and what is none, is a bad request."""
    answer(listed(articles, query), 400)


def parameters(articles: RunningApp) -> dict[str, Any]:
    """The list's parameters in the schema, by name."""
    document = answer(articles.get("/schema/openapi.json"), 200)
    found = {parameter["name"]: parameter for parameter in document["paths"]["/articles"]["get"]["parameters"]}
    return {name: (parameter, document) for name, parameter in found.items()}


def values(parameter: tuple[Any, Any]) -> set[str]:
    """All values that a parameter's schema lists, wherever it does."""
    described, document = parameter
    found: set[str] = set()
    left = [described["schema"]]
    while left:
        part = left.pop()
        if isinstance(part, list):
            left += part
        elif isinstance(part, dict):
            found |= set(part.get("enum", []))
            if "$ref" in part:
                left.append(document["components"]["schemas"][part["$ref"].rpartition("/")[2]])
            left += [value for name, value in part.items() if name not in {"enum", "$ref"}]
    return {value for value in found if value is not None}


@proves("guide112.filters-choice-openapi")
def test_parameters_in_the_schema(articles: RunningApp) -> None:
    """The schema has all four parameters, none of which is demanded, and says what they take."""
    found = parameters(articles)
    assert {"active", "visibility", "status", "state"} <= set(found)
    assert [found[name][0].get("required", False) for name in ("active", "visibility", "status", "state")] == [
        False
    ] * 4
    assert "boolean" in str(found["active"][0]["schema"])
    assert values(found["visibility"]) == {"public", "private"}
    assert values(found["status"]) == values(found["state"]) == {"draft", "published"}
