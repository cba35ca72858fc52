"""The skeleton of a plug-in: what is written passes lint and mypy, and is what Assay takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assay.cli import main
from assay.domain.toml_files import load_toml
from assay.servers.images import read_images
from tests.conftest import ROOT, RunModule
from tests.support.distributions import environment, install


@pytest.fixture
def check_backend(run_module: RunModule) -> RunModule:
    """Run the command that checks one, where it is installed."""
    return lambda name, place: run_module("assay", "check-backend", name, cwd=place, environment=environment(place))


def made(folder: Path, name: str, *options: str) -> Path:
    done = CliRunner().invoke(main, ["new", "backend", name, "--directory", str(folder / name), *options])
    assert done.exit_code == 0, done.output
    assert f"pip install -e {folder / name} && assay check-backend {name}" in done.output
    return folder / name


@pytest.mark.parametrize("options", [[], ["--like", "postgres"], ["--like", "mysql"], ["--like", "sqlite"]])
def test_a_skeleton_passes_lint_and_mypy(options: list[str], tmp_path: Path) -> None:
    package = made(tmp_path, "my_base", *options)
    configured = ("--config", str(ROOT / "pyproject.toml"))
    for command in (
        ("ruff", "check", *configured, "."),
        ("ruff", "format", "--check", *configured, "."),
        ("mypy", "--strict", "--python-version", "3.10", "-p", "assay_my_base"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=package,
            capture_output=True,
            text=True,
            check=False,
            env={**environment(ROOT), "MYPYPATH": str(ROOT)},
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def installed(package: Path) -> Path:
    """Put what the skeleton's pyproject.toml says where Python finds distributions; gives the place."""
    project: Any = load_toml(package / "pyproject.toml", dict)["project"]
    points = project["entry-points"]["assay.backends"]
    lines = "".join(f"{name} = {value}\n" for name, value in points.items())
    return install(package, project["name"], f"[assay.backends]\n{lines}")


def test_a_skeleton_is_a_plugin_that_says_what_is_to_be_completed(tmp_path: Path, check_backend: RunModule) -> None:
    package = made(tmp_path, "my_base")
    assert read_images(package / "assay_my_base" / "images.toml")["my_base"].port
    done = check_backend("my_base", installed(package))
    assert done.returncode == 1
    assert "broken  driver driver: driver is not installed: pip install it" in done.stdout
    assert "my_base: unavailable: my_base: " in done.stderr


def test_a_skeleton_like_another_holds_all_but_what_tells_them_apart(tmp_path: Path, check_backend: RunModule) -> None:
    package = made(tmp_path, "other", "--like", "sqlite")
    assert not (package / "assay_other" / "images.toml").exists()
    done = check_backend("other", installed(package))
    wrong = [line for line in done.stdout.splitlines() if not line.startswith(("ok ", "other: "))]
    assert [line.partition(":")[0] for line in wrong] == ["broken  claims its own server"]
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["My-Base"], "'My-Base' is no name: write it with a-z, 0-9 and _"),
        (["postgres"], "'postgres' is taken; known are sqlite, postgres"),
        (["mine", "--like", "db2"], "unknown backend 'db2'; known are sqlite"),
    ],
)
def test_a_bad_name_is_one_line(words: list[str], said: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["new", "backend", *words, "--directory", str(tmp_path / "x")])
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "x").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious", encoding="utf-8")
    done = CliRunner().invoke(main, ["new", "backend", "mine", "--directory", str(tmp_path / "mine")])
    assert done.exit_code == 2
    assert "is there and not empty; give another --directory" in done.output
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "precious"
