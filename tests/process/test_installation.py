"""What a wheel holds, and what is said of where Assay lies."""

from __future__ import annotations

import subprocess
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from assay.process import installation

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(["uv", "build", "-q", "--wheel", "-o", str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


def test_a_wheel_installs_no_name_that_another_could_have(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"assay", "alchemy_assay"}


def test_a_wheel_has_every_file_that_a_checkout_has(wheel: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert not {name for name in held if name.endswith(".pyc")}
    inside = ("reference_app/", "suites/", "docs/findings/")
    wanted = {name for name in listed if name.startswith("assay/")}
    wanted |= {f"alchemy_assay/{name}" for name in listed if name.startswith(inside)}
    assert len(wanted) > 300
    assert wanted - held == set()


def test_where_a_checkout_lies() -> None:
    assert installation.is_checkout()
    assert installation.root() == ROOT
    assert installation.requirement() == str(ROOT)


def test_what_installs_a_wheel_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that it was installed from if there is one, since no index need have it, and else its version."""

    class Installed:
        version = "1.2"
        noted: str | None = '{"url": "file:///wheels/alchemy_assay-1.2-py3-none-any.whl", "archive_info": {}}'

        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return self.noted

    installed = Installed()
    monkeypatch.setattr(installation, "_BUNDLED", tmp_path)
    monkeypatch.setattr(metadata, "distribution", lambda _: installed)
    assert not installation.is_checkout()
    assert installation.root() == tmp_path
    wanted = "alchemy-assay[servers] @ file:///wheels/alchemy_assay-1.2-py3-none-any.whl"
    assert installation.requirement.__wrapped__() == wanted
    installed.noted = None
    assert installation.requirement.__wrapped__() == "alchemy-assay[servers]==1.2"
