"""Where a process that has a database open keeps others out, the harness has it open only while it uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assay.checking.recorder import Recorder
from assay.checking.runtime import TargetRuntime
from assay.domain.servers import Server
from assay.domain.targets import Target
from assay.products.backends.sqlite import SQLite
from suites.conftest import build


class Alone(SQLite):
    one_process_at_a_time = True


@pytest.fixture(params=[SQLite, Alone])
def runtime(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TargetRuntime]:
    backend = request.param()
    server = Server("sqlite", "local", f"sqlite+pysqlite:///{tmp_path / 'server.db'}")
    recorder = Recorder()
    made = TargetRuntime(Target(backend, backend.driver("sqlite3")), server, "space", recorder)
    yield made
    made.close()
    recorder.close()


def is_open(runtime: TargetRuntime) -> bool:
    return runtime.space.name in {file.path for file in psutil.Process().open_files()}


def test_reader_keeps_no_connection_where_it_would_keep_others_out(runtime: TargetRuntime) -> None:
    alone = runtime.target.backend.one_process_at_a_time
    for use in (
        lambda: runtime.reader.execute("CREATE TABLE thing (id INTEGER)"),
        lambda: runtime.reader.insert("thing", {"id": 1}),
        lambda: runtime.reader.rows("thing"),
        runtime.reader.tables,
        lambda: runtime.reader.columns("thing"),
    ):
        use()
        assert is_open(runtime) is not alone
    assert runtime.reader.rows("thing") == [{"id": 1}]


def test_applications_make_way_where_they_would_keep_others_out(runtime: TargetRuntime) -> None:
    app = runtime.kept_app("app", lambda: build(runtime, "reference_app.app"))
    assert app.get("/authors").status_code == 200
    assert is_open(runtime)
    runtime.make_way()
    assert is_open(runtime) is not runtime.target.backend.one_process_at_a_time
    assert app.get("/authors").status_code == 200, "the application goes on"
