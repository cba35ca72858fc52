"""What the application's OpenAPI document says of query parameters."""

from __future__ import annotations

from typing import Any

from assay.checking import RunningApp, answer


def query_parameters(app: RunningApp, path: str) -> dict[str, dict[str, Any]]:
    """The query parameters of a GET, by name."""
    document = answer(app.get("/schema/openapi.json"), 200)
    parameters = document["paths"][path]["get"].get("parameters", [])
    return {p["name"]: p for p in parameters if p["in"] == "query"}
