"""No password leaves a run: not in its output, its report, or a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.conftest import RunSuite
from tests.support import suite_template as template
from tests.support.servers import require_azure, require_image

CHECKS = """
import pathlib
import sqlalchemy
from assay.checking import proves

@proves("demo.holds")
def test_holds(runtime, reader):
    pathlib.Path("{leak}").write_text(runtime.url.render_as_string(hide_password=False))
    assert sqlalchemy.create_engine(runtime.url.set(drivername="postgresql+psycopg", port=1)).connect()
"""


@pytest.mark.docker
@pytest.mark.parametrize("service", ["postgres"])
def test_no_password_in_any_output(tmp_path: Path, run_suite: RunSuite, service: str) -> None:
    require_image(service)
    leak = tmp_path / "url"
    suite = template.write_suite(tmp_path, CHECKS.format(leak=leak))
    done = run_suite(suite, "--target", service, "-v", "-l", "--tb=long")
    password = make_url(leak.read_text()).password
    assert done.returncode == 1
    assert password
    assert len(password) > 20
    written = {p: p.read_text() for p in (tmp_path / "report").rglob("*") if p.is_file()}
    assert {p.name for p in written} >= {"results.jsonl", "manifest.json", "summary.md"}
    assert not [str(p) for p, text in written.items() if password in text]
    assert password not in done.stdout + done.stderr


STORE_CATALOGUE = """
[[feature]]
id = "demo.holds"
section = "Demo"
claim = "One is one."
varies = ["storage"]
"""

STORE_CHECKS = """
import json
import pathlib
from assay.checking import proves

@proves("demo.holds")
def test_holds(target, bucket):
    keys = [secret for secret in bucket.secrets]
    pathlib.Path("{leak}").write_text(json.dumps(keys))
    raise AssertionError(f"the store was opened with {{bucket.opening()}} and {{keys}}")
"""


@pytest.mark.docker
@pytest.mark.parametrize("store", ["s3", "azure", "gcs"])
def test_no_key_of_a_store_in_any_output(tmp_path: Path, run_suite: RunSuite, store: str) -> None:
    if store == "s3":
        require_image(store)
    if store == "azure":
        require_azure()
    leak = tmp_path / "keys"
    suite = template.write_suite(tmp_path, STORE_CHECKS.format(leak=leak), catalogue=STORE_CATALOGUE)
    done = run_suite(suite, "--target", "sqlite", "--store", store, "-v", "-l", "--tb=long")
    keys = json.loads(leak.read_text())
    assert done.returncode == 1
    assert keys
    assert min(map(len, keys)) > 20
    written = {p: p.read_text() for p in (tmp_path / "report").rglob("*") if p.is_file()}
    assert any("the store was opened with" in text for text in written.values())
    assert not [(str(p), key[:4]) for p, text in written.items() for key in keys if key in text]
    assert not [key[:4] for key in keys if key in done.stdout + done.stderr]
