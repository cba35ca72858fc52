"""Users without a home, and what a run leaves where it was started: nothing but its report."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from assay.domain.errors import UsageError
from assay.process import home
from assay.servers.run_records import records_directory
from tests.conftest import ROOT
from tests.support import suite_template as template

DRAWN = """
from hypothesis import HealthCheck, given, settings, strategies
from assay.checking import proves

@proves("demo.holds")
def test_holds(target):
    @settings(max_examples=5, deadline=None, suppress_health_check=[*HealthCheck])
    @given(strategies.text(), strategies.characters(categories=["L"]))
    def drawn(text, letter):
        assert text.count(letter) <= len(text)
    drawn()
"""
NOBODY = """
import pwd

def getpwuid(number):
    raise KeyError(f"getpwuid(): uid not found: {number}")

pwd.getpwuid = getpwuid
"""


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A run, in a directory of its own, of a user whom nobody has named and who has no home."""
    nobody, start = folder / "nobody", folder / "start"
    nobody.mkdir()
    start.mkdir()
    (nobody / "sitecustomize.py").write_text(NOBODY)
    suite = str(template.write_suite(folder, DRAWN))
    gone = ("PYTEST_", "XDG_", "HYPOTHESIS_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(gone) and k not in {"HOME", "ASSAY_STATE_DIR"}}
    environment = {**kept, "PYTHONPATH": f"{nobody}{os.pathsep}{ROOT}", "TMPDIR": str(folder), **variables}
    options = [
        "--suite-dir",
        suite,
        suite,
        "--target",
        "sqlite",
        *(["--rootdir", suite] if "pytest" in command else []),
    ]
    return subprocess.run(
        [sys.executable, "-m", *command, *options],
        cwd=start,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command", [("assay", "run", "-n", "2"), ("pytest", "-p", "assay.running.plugin")], ids=lambda c: c[0]
)
@pytest.mark.parametrize("variables", [{}, {"HOME": ""}], ids=["unset", "empty"])
def test_a_user_without_a_home_has_a_run(tmp_path: Path, command: tuple[str, ...], variables: dict[str, str]) -> None:
    done = run(tmp_path, *command, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in (tmp_path / "start").iterdir()} <= {"reports"}
    assert (tmp_path / f"assay-home-{os.getuid()}").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["HOME", "XDG_STATE_HOME", "ASSAY_STATE_DIR"])
def test_a_place_that_cannot_be_written_is_named_with_what_leads_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for other in ("XDG_STATE_HOME", "ASSAY_STATE_DIR"):
        monkeypatch.delenv(other, raising=False)
    (tmp_path / "file").touch()
    monkeypatch.setenv(name, str(tmp_path / "file"))
    with pytest.raises(UsageError) as caught:
        records_directory()
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'file'}/")
    assert ": Not a directory; what a run starts is noted there" in said
    assert f"; {name} leads there: " in said
    assert ("set ASSAY_STATE_DIR to" in said) != (name == "ASSAY_STATE_DIR"), said
    monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match=r": Permission denied; .* leads there: "):
        records_directory()


def test_a_home_that_is_somebody_elses_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setenv("HOME", "")
    place = tmp_path / f"assay-home-{os.getuid()}"
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    with pytest.raises(UsageError, match="open to others: set HOME"):
        home.settle()
    place.rmdir()
    place.symlink_to(tmp_path)
    with pytest.raises(UsageError, match="somebody else's"):
        home.settle()
