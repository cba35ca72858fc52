"""A project's folder: what is copied, and where its versions are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from assay.domain.errors import UsageError
from assay.projects.folder import ProjectFolder


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}


def test_a_copy_has_what_tests_need_and_nothing_that_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    for name in ("a.py", ".env", "sub/b.txt", "my-env/pyvenv.cfg", "my-env/lib.py", ".git/HEAD", "node_modules/x.js"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "reports").mkdir()
    (folder / "reports" / "index.html").touch()
    (folder / "inside").symlink_to(folder / "sub")
    (folder / "relative").symlink_to("a.py")
    (folder / "outside").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    copy = ProjectFolder(folder).copy(tmp_path / "copy", [folder / "reports"])
    assert files(copy.path) == {"a.py", ".env", "sub/b.txt", "inside", "relative", "outside"}
    (copy.path / "inside" / "b.txt").write_text("changed")
    assert (folder / "sub" / "b.txt").read_text() == "sub/b.txt"


def test_git_is_copied_where_the_version_comes_from_it(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").touch()
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\ndynamic = ["version"]\n')
    assert (ProjectFolder(folder).copy(tmp_path / "copy").path / ".git" / "HEAD").exists()


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["uv.lock", "requirements.txt"], ["uv.lock"]),
        (["poetry.lock", "pdm.lock"], ["poetry.lock"]),
        (
            ["requirements.txt", "requirements-dev.txt", "requirements-docs.txt"],
            ["requirements.txt", "requirements-dev.txt"],
        ),
    ],
)
def test_the_lock_file_is_found(tmp_path: Path, names: list[str], found: list[str]) -> None:
    for name in names:
        (tmp_path / name).touch()
    assert [file.name for file in ProjectFolder(tmp_path).lock_files()] == found


def test_a_project_without_versions_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no uv.lock, .* or requirements.txt: give --requirements FILE"):
        ProjectFolder(tmp_path).lock_files()
    with pytest.raises(UsageError, match="there is no such folder"):
        ProjectFolder.at(tmp_path / "nowhere")


def test_what_is_installed_of_it(tmp_path: Path) -> None:
    about = tmp_path / "pyproject.toml"
    about.write_text(
        '[project]\nname = "My_App"\ndependencies = ["a>=1"]\n[dependency-groups]\nt = ["b", {include-group = "u"}]\n'
    )
    project = ProjectFolder(tmp_path)
    assert not project.is_package
    assert [str(r) for r in project.dependencies] == ["a>=1", "b"]
    about.write_text('[project]\nname = "My_App"\n[build-system]\nrequires = []\n')
    (tmp_path / "libs" / "one").mkdir(parents=True)
    (tmp_path / "uv.lock").write_text(
        '[[package]]\nname = "my-app"\nsource = { editable = "." }\n'
        '[[package]]\nname = "one"\nsource = { editable = "libs/one" }\n'
        '[[package]]\nname = "far"\nsource = { editable = "../far" }\n'
        '[[package]]\nname = "z"\nsource = { registry = "https://example.org" }\n'
    )
    assert ProjectFolder(tmp_path).members() == {"my-app": Path(), "one": Path("libs/one")}


@pytest.mark.parametrize(
    ("about", "is_package"),
    [
        ("", True),
        ("[tool.uv]\npackage = false\n", False),
        ("[tool.poetry]\npackage-mode = false\n", False),
        ("[tool.poetry]\nname = 'shop'\n", True),
        ("[tool.pdm]\ndistribution = false\n", False),
        ("tool = 3\n", True),
    ],
)
def test_a_project_that_its_tool_does_not_install_is_no_package(tmp_path: Path, about: str, is_package: bool) -> None:
    (tmp_path / "pyproject.toml").write_text(f"{about}[build-system]\nrequires = ['poetry-core']\n")
    assert ProjectFolder(tmp_path).is_package is is_package


@pytest.mark.parametrize(
    ("given", "takes", "leaves"),
    [
        ("'^3.11,<3.12'", "3.11.7", "3.12.1"),
        ("'^3.11'", "3.13", "4.0"),
        ("'~3.11'", "3.11.2", "3.12"),
        ("'>=3.10'", "3.14", "3.9"),
        ("'3.10.4'", "3.8", ""),  # no specifier: nothing is known
        ("{version = '^3.11'}", "3.8", ""),
    ],
)
def test_the_pythons_of_a_project_of_poetry(tmp_path: Path, given: str, takes: str, leaves: str) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f"[tool.poetry]\nname = 'shop'\n[tool.poetry.dependencies]\npython = {given}\n"
    )
    folder = ProjectFolder(tmp_path)
    assert folder.name == "shop"
    assert takes in SpecifierSet(folder.requires_python)
    assert not leaves or leaves not in SpecifierSet(folder.requires_python)
