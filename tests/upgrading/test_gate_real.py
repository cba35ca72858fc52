"""The gate and the matrix as users run them: real environments, real runs, a real regression."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.support.locks import uv_lock
from tests.support.servers import require_azure

ROOT = Path(__file__).parents[2]
FEATURE = "files.stored-object-column"
"""What Advanced Alchemy 1.9 broke and 1.10 mended: a saved FileObject lost its content. It is run on every store."""
CHOICE = ["--target", "sqlite-aiosqlite", "--feature", FEATURE, "--requirements", "requirements/locked.txt", "-n", "1"]

pytestmark = pytest.mark.timeout(600)


def assay(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assay", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_upgrade_that_breaks_something_is_stopped(tmp_path: Path) -> None:
    require_azure()
    (tmp_path / "leads.txt").write_text(f"-r {ROOT / 'requirements' / 'locked.txt'}\n")
    choice = [*CHOICE, "--requirements", str(tmp_path / "leads.txt")]
    done = assay("upgrade", "advanced-alchemy==1.9.3", *choice, "--report-dir", str(tmp_path))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "  advanced-alchemy 1.12.0 → 1.9.3\n" in done.stdout
    assert "1 regressed" in done.stdout
    assert f"{FEATURE}[sqlite-aiosqlite]: pass → " in done.stdout
    assert "1.12.0" in (tmp_path / "comparison.md").read_text()
    page = (tmp_path / "index.html").read_text()
    assert 'href="present/index.html#cell=' in page
    assert (tmp_path / "upgraded" / "index.html").exists()


def test_a_pull_request_that_changes_a_lock_file_is_stopped(tmp_path: Path) -> None:
    require_azure()
    before = uv_lock(tmp_path / "before.lock")
    after = uv_lock(tmp_path / "after.lock", **{"advanced-alchemy": "1.9.3"})
    choice = CHOICE[: CHOICE.index("--requirements")]
    done = assay("upgrade", "--from", before, "--to", after, *choice, "-n", "1", "--report-dir", str(tmp_path))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "  advanced-alchemy 1.12.0 → 1.9.3\n" in done.stdout
    assert f"{FEATURE}[sqlite-aiosqlite]: pass → " in done.stdout


def test_versions_that_do_not_go_together_are_refused_before_anything_runs(tmp_path: Path) -> None:
    done = assay("upgrade", "advanced-alchemy==1.12.0", "sqlalchemy<1.4", *CHOICE, "--report-dir", str(tmp_path))
    assert done.returncode == 2
    assert "the resolver refuses the pins with advanced-alchemy==1.12.0 sqlalchemy<1.4: " in done.stderr
    assert "running" not in done.stdout
    assert "Traceback" not in done.stderr


def test_a_matrix_finds_what_changed_by_itself(tmp_path: Path) -> None:
    require_azure()
    axis = "--axis=advanced-alchemy=1.9.3,1.12.0,99"
    done = assay("matrix", axis, *CHOICE, "--report-dir", str(tmp_path))
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"    - `{FEATURE}` on sqlite-aiosqlite (known → pass)" in done.stdout
    data = json.loads((tmp_path / "matrix.json").read_text())
    assert [cell["distributions"]["advanced-alchemy"] for cell in data["cells"][:2]] == ["1.9.3", "1.12.0"]
    assert "the resolver refuses it" in data["cells"][2]["problem"]
    assert (tmp_path / "advanced-alchemy-1.9.3" / "index.html").exists()
    again = assay("matrix", axis, *CHOICE, "--report-dir", str(tmp_path), "--resume")
    runs = [cell["run"] for cell in data["cells"][:2]]
    assert [line.split(" of ")[0].rpartition(" ")[2] for line in again.stdout.splitlines()[:2]] == runs
    assert json.loads((tmp_path / "matrix.json").read_text())["cells"] == data["cells"]


def test_an_interrupted_matrix_ends_what_runs_and_starts_nothing_more(tmp_path: Path) -> None:
    axis = "--axis=advanced-alchemy=1.9.3,1.12.0"
    command = [sys.executable, "-m", "assay", "matrix", axis, *CHOICE, "--report-dir", str(tmp_path), "--jobs", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        while not (tmp_path / "advanced-alchemy-1.9.3" / "output.txt").exists():
            assert process.poll() is None, process.stdout
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert process.returncode != 0
    assert not (tmp_path / "advanced-alchemy-1.12.0").exists()
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(tmp_path) in (p.info["cmdline"] or ())]
