"""No password leaves a run: not in its output, its report, or a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests import suite_template as template
from tests.services_support import require_image

CHECKS = """
import pathlib
import sqlalchemy
from assay.checks import proves

@proves("demo.holds")
def test_holds(runtime, reader):
    pathlib.Path("{leak}").write_text(runtime.url.render_as_string(hide_password=False))
    assert sqlalchemy.create_engine(runtime.url.set(drivername="postgresql+psycopg", port=1)).connect()
"""


@pytest.mark.docker
@pytest.mark.parametrize("service", ["postgres"])
def test_no_password_in_any_output(tmp_path: Path, run_suite, service: str) -> None:
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
