"""The front page's applications of five web frameworks."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.checking import proves
from suites.processes import FreshProcess


@pytest.mark.parametrize("framework", ["litestar", "flask", "fastapi", "starlette", "sanic", "sanic-given"])
@proves("overview.readme-framework-blocks")
def test_application_answers_from_the_database(fresh_process: FreshProcess, tmp_path: Path, framework: str) -> None:
    """It starts, its session asks the database, and it ends."""
    found = fresh_process("started", framework=framework, folder=str(tmp_path))
    assert "stopped" not in found, f"the application of {framework} stops: {found['stopped']}"
    # "sanic-given" is Sanic's block with the application as an argument of the extension
    expected = [] if framework == "flask" else ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert found == {"said": expected, "status": 200, "text": "42"}
