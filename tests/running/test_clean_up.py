"""What a check leaves behind is never the next check's: a space that is not clean is given up, and another made."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.domain.verdicts import Verdict
from tests.conftest import ReadReport, RunSuite
from tests.support import suite_template as template

HEAD = """
import pytest
import sqlalchemy as sa
from advanced_alchemy.extensions.litestar import SQLAlchemyPlugin, SQLAlchemySyncConfig
from litestar import Litestar, post
from assay.checking import proves

NAMES = []

@post("/", sync_to_thread=False)
def add(db_session: "sa.orm.Session") -> None:
    db_session.execute(sa.text("INSERT INTO kept VALUES (1)"))
    db_session.commit()

def build(runtime):
    url = runtime.url.render_as_string(hide_password=False)
    config = SQLAlchemySyncConfig(connection_string=url, create_all=False)
    return Litestar([add], plugins=[SQLAlchemyPlugin(config=config)])

def app_of(runtime):
    NAMES.append(runtime.name)
    if not runtime.reader.tables():
        runtime.reader.execute("CREATE TABLE kept (n INTEGER NOT NULL)")
        runtime.begin()
        runtime._tables = {"kept"}
    return runtime.kept_app("app", lambda: build(runtime))

"""
FIRST = {
    "nothing": ("assert app.client.post('/').status_code == 201", Verdict.PASS, "", 1),
    "rows that cannot be deleted": (
        "reader.execute(\"CREATE TRIGGER held BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'no'); END\")\n"
        "    assert app.client.post('/').status_code == 201",
        Verdict.ERROR,
        "what the check left could not be cleared away, its space is given up: ",
        2,
    ),
    "a table": ("reader.execute('CREATE TABLE mine (n INTEGER)')", Verdict.PASS, "", 2),
    "a connection with locks": (
        "connection = app.engines[0].connect(); connection.execute(sa.text('INSERT INTO kept VALUES (7)'))\n"
        "    app.held = connection",
        Verdict.PASS,
        "",
        2,
    ),
    "an application that does not end": (
        "runtime.start(build(runtime)).call = None; app.client.post('/')",
        Verdict.ERROR,
        "its space is given up: TypeError",
        2,
    ),
    "an error of ours": ("app.client.post('/'); undefined", Verdict.ERROR, "the check itself is broken: NameError", 2),
}


@pytest.mark.parametrize("name", FIRST)
def test_the_next_check_has_a_clean_space(tmp_path: Path, run_suite: RunSuite, report: ReadReport, name: str) -> None:
    code, verdict, reason, spaces = FIRST[name]
    checks = (
        f"{HEAD}@proves('demo.holds')\ndef test_first(runtime, reader):\n    app = app_of(runtime)\n    {code}\n\n"
        "@proves('demo.holds')\ndef test_second(runtime, reader):\n    app = app_of(runtime)\n"
        "    assert reader.tables() == {'kept'} and reader.rows('kept') == []\n"
        "    assert app.client.post('/').status_code == 201\n    assert reader.rows('kept') == [{'n': 1}]\n"
        f"    assert len(set(NAMES)) == {spaces}, NAMES\n"
    )
    golden = "".join(f"demo.holds demo/test_demo.py::test_{n}\n" for n in ("first", "second"))
    suite = template.write_suite(tmp_path, checks, golden)
    done = run_suite(suite, "--target", "sqlite-sqlite3")
    found = {r.check.rpartition("_")[2]: (r.verdict, r.reason) for r in report().results if r.nodeid}
    assert found["second"] == (Verdict.PASS, ""), done.stdout
    assert found["first"][0] is verdict, found
    assert reason in found["first"][1]
    assert "was not dropped" not in done.stderr or "does not end" in name


STORED = """
from assay.checking import proves

NAMES = []

@proves("demo.fails")
def test_first(target, bucket, monkeypatch):
    NAMES.append(bucket.name)
    bucket.put("left", b"1")
    bucket.clear = refuse

def refuse():
    raise PermissionError("not yours")

@proves("demo.fails")
def test_second(target, bucket):
    assert bucket.name not in NAMES
    assert bucket.names() == set()
"""


def test_a_bucket_that_is_not_empty_is_given_up(tmp_path: Path, run_suite: RunSuite, report: ReadReport) -> None:
    golden = "".join(f"demo.fails demo/test_demo.py::test_{n}\n" for n in ("first", "second"))
    done = run_suite(template.write_suite(tmp_path, STORED, golden), "--target", "sqlite")
    assert done.returncode == 1, done.stdout
    found = {r.check.rpartition("_")[2]: (r.verdict, r.reason) for r in report().results if r.nodeid}
    assert found["second"] == (Verdict.PASS, ""), done.stdout
    assert found["first"][0] is Verdict.ERROR
    assert "its bucket is given up: PermissionError: not yours" in found["first"][1]
