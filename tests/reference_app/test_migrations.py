"""The reference application's migrations as SQL, for databases that need not be there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from assay.domain.targets import Target
from assay.products.registry import OWN_BACKENDS, TARGETS

ROOT = Path(__file__).resolve().parents[2]


PLACES = {"sqlite": "/nothing.db", "spanner": "/projects/p/instances/i/databases/d"}
"""What stands in a URL in place of a user, a host and a name."""


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_all_revisions_compile(target: Target, tmp_path: Path) -> None:
    """Every revision can be written as SQL of the target's dialect, upwards, without a connection."""
    try:
        make_url(f"{target.driver.dialect}://").get_dialect().import_dbapi()
    except ImportError as error:
        assert target.backend not in OWN_BACKENDS
        pytest.skip(f"a plug-in's driver: {error}")
    address = f"{target.driver.dialect}://{PLACES.get(target.backend.name, 'user:word@127.0.0.1:1/name')}"
    command = "--app reference_app.app:app database upgrade --sql --no-prompt"
    done = subprocess.run(
        [sys.executable, "-m", "litestar", *command.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ASSAY_DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for statement in ("CREATE TABLE author", "CREATE TABLE book", "CREATE INDEX ix_book_created_at", "UPDATE author"):
        assert statement in done.stdout, done.stdout
    assert done.stdout.count("0005") >= 1, done.stdout
