"""What the handlers' parameters look like in the generated documentation."""

from __future__ import annotations

import pytest

from assay.checking import RunningApp, answer, proves


@proves("crud.openapi-parameter-metadata")
@pytest.mark.parametrize(
    ("path", "name", "title"),
    [("/authors/{author_id}", "author_id", "Author ID"), ("/books/{book_id}", "book_id", "Book ID")],
    ids=["authors", "books"],
)
@pytest.mark.parametrize(("verb", "doing"), [("get", "retrieve"), ("patch", "update"), ("delete", "delete")])
def test_path_parameter(app: RunningApp, path: str, name: str, title: str, verb: str, doing: str) -> None:
    """Each operation documents its path parameter with the title and description that its handler gives."""
    schema = answer(app.get("/schema/openapi.json"), 200)
    assert path in schema["paths"], f"{path} is not documented: {sorted(schema['paths'])}"
    parameters = {p["name"]: p for p in schema["paths"][path][verb].get("parameters", [])}
    assert name in parameters, f"{verb} {path} documents the parameters {sorted(parameters)}"
    documented = parameters[name]
    assert documented["in"] == "path", f"{name} is documented in {documented['in']}"
    assert documented["required"] is True, f"{name} is documented as optional"
    assert documented["schema"].get("format") == "uuid", f"{name} is documented as {documented['schema']}"
    seen = documented["schema"].get("title")
    assert seen == title, f"{verb} {path} documents the title {seen!r}, not {title!r}"
    expected = f"The {title.removesuffix(' ID').lower()} to {doing}."
    assert documented.get("description") == expected, (
        f"{verb} {path} documents {documented.get('description')!r}, not {expected!r}"
    )


@proves("crud.openapi-parameter-metadata")
def test_what_is_not_given_is_not_there(app: RunningApp) -> None:
    """Operations without a path parameter document none."""
    schema = answer(app.get("/schema/openapi.json"), 200)
    for verb in ("get", "post"):
        found = [p["name"] for p in schema["paths"]["/authors"][verb].get("parameters", []) if p["in"] == "path"]
        assert not found, f"{verb} /authors documents the path parameters {found}"


@proves("crud.openapi-parameter-metadata")
def test_page_is_served(app: RunningApp) -> None:
    """The documentation page for people is there too."""
    response = app.get("/schema")
    assert response.status_code == 200, f"GET /schema answered {response.status_code}"
    assert "text/html" in response.headers["content-type"], f"GET /schema is {response.headers['content-type']}"
