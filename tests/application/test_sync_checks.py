"""Sync applications: their engine is seen, and is on databases of Assay's."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.products.registry import BACKENDS
from tests.application.support import SYNC, Checked, read, write
from tests.support.servers import require_image

pytestmark = pytest.mark.timeout(900)
_SPANNER = pytest.param("spanner", marks=pytest.mark.docker)
_DUCKDB = pytest.param(
    "duckdb", marks=pytest.mark.skipif("duckdb" not in {one.name for one in BACKENDS}, reason="install plugins/duckdb")
)


def test_the_engine_of_a_sync_configuration_is_seen(tmp_path: Path) -> None:
    application = read(write(tmp_path, SYNC), "shop:app")
    assert application.engines == (("sqlite+pysqlite", False),)
    assert application.slots == 1


@pytest.mark.parametrize("target", ["sqlite", _DUCKDB, _SPANNER])
def test_its_checks_run(tmp_path: Path, checked: Checked, target: str) -> None:
    if target == "spanner":
        require_image(target)
    lines = checked(write(tmp_path, SYNC), target, "tables", "round-trip", "constraints", "session", "list")
    assert {name: line.verdict for name, line in lines.items() if line.verdict not in {"pass", "unsupported"}} == {
        # known issues of the library, which everybody has
        "session.failed-commit:configuration default": "fail",
        # on DuckDB the reader cannot look while the connection is out
        "session.given-back.cancellation:configuration default": "not-run" if target == "duckdb" else "fail",
        "session.given-back.stream:configuration default": "fail",
    }
    assert lines["round-trip:Author"].verdict == "pass"
    assert lines["constraints.check:author(born > 0)"].verdict == "pass", "the reader found a row that violates it"
    assert lines["constraints.check:author(length(place) > 0)"].verdict == "pass"
    assert not list(tmp_path.glob("*.sqlite")), "nothing was written to its own database"
