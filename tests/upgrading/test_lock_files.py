"""What lock files of every tool say, and what files that are taken for lock files are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.upgrading import pins
from tests.support.lock_reading import read

LOCKS = {
    "uv.lock": """
version = 1
[[package]]
name = "mine"
source = { editable = "." }
[[package]]
name = "sqlalchemy"
version = "2.0.41"
source = { registry = "https://host.example/simple" }
resolution-markers = ["python_full_version < '3.11'", "python_full_version >= '3.13'"]
[[package]]
name = "litestar"
version = "2.25.0"
source = { git = "https://host.example/litestar?tag=v2#abc" }
[[package]]
name = "library"
version = "1"
source = { directory = "../library" }
""",
    "poetry.lock": """
[[package]]
name = "sqlalchemy"
version = "2.0.41"
markers = "python_full_version < '3.11' or python_full_version >= '3.13'"
[[package]]
name = "litestar"
version = "2.25.0"
[package.source]
type = "git"
url = "https://host.example/litestar"
reference = "v2"
resolved_reference = "abc"
[[package]]
name = "library"
version = "1"
source = { type = "directory", url = "../library" }
[metadata]
lock-version = "2.1"
""",
    "pylock.toml": """
lock-version = "1.0"
[[packages]]
name = "mine"
directory = { path = ".", editable = true }
[[packages]]
name = "sqlalchemy"
version = "2.0.41"
marker = "python_full_version < '3.11' or python_full_version >= '3.13'"
index = "https://host.example/simple"
[[packages]]
name = "litestar"
vcs = { type = "git", url = "https://host.example/litestar", requested-revision = "v2", commit-id = "abc" }
[[packages]]
name = "library"
directory = { path = "../library" }
""",
    "pdm.lock": """
[metadata]
lock_version = "4.5.0"
[[package]]
name = "sqlalchemy"
version = "2.0.41"
marker = "python_full_version < '3.11' or python_full_version >= '3.13'"
[[package]]
name = "sqlalchemy"
version = "2.0.41"
extras = ["asyncio"]
marker = "python_full_version < '3.11' or python_full_version >= '3.13'"
[[package]]
name = "litestar"
version = "2.25.0"
git = "https://host.example/litestar"
ref = "v2"
revision = "abc"
[[package]]
name = "library"
version = "1"
path = "../library"
[[package]]
name = "mine"
version = "1"
path = "."
editable = true
""",
    "Pipfile.lock": """
{"_meta": {"pipfile-spec": 6}, "default": {
  "sqlalchemy": {"version": "==2.0.41", "markers": "python_full_version < '3.11' or python_full_version >= '3.13'"},
  "litestar": {"git": "https://host.example/litestar", "ref": "abc"}},
 "develop": {"library": {"path": "../library"}}}
""",
}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_of_every_kind(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, LOCKS[name], name)
    kept = sorted(pin.replace("(", "").replace(")", "") for pin in found.kept)
    assert kept == [
        "litestar @ git+https://host.example/litestar@abc",
        "sqlalchemy==2.0.41 ; python_full_version < '3.11' or python_full_version >= '3.13'",
    ]
    assert found.left == [f"{name}: library (it is ../library on this machine)"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", 'source = { git = "https://h.example/x?subdirectory=libs%2Fone&tag=v1#abc" }'),
        ("uv.lock", 'source = { git = "https://h.example/x?tag=v1&subdirectory=libs/one#abc" }'),
        (
            "poetry.lock",
            'source = { type = "git", url = "https://h.example/x", resolved_reference = "abc"'
            ', subdirectory = "libs/one" }',
        ),
        ("pdm.lock", 'git = "https://h.example/x"\nrevision = "abc"\nsubdirectory = "libs/one"'),
    ],
)
def test_the_subdirectory_of_a_source_is_kept(tmp_path: Path, name: str, text: str) -> None:
    found = read(tmp_path, f'[[package]]\nname = "one"\nversion = "1"\n{text}\n', name)
    assert found.kept == ["one @ git+https://h.example/x@abc#subdirectory=libs/one"]


def test_the_subdirectory_of_a_source_is_kept_in_pylock_and_pipenv(tmp_path: Path) -> None:
    vcs = '{ type = "git", url = "https://h.example/x", commit-id = "abc", subdirectory = "libs/one" }'
    assert read(tmp_path, f'[[packages]]\nname = "one"\nvcs = {vcs}\n', "pylock.toml").kept == [
        "one @ git+https://h.example/x@abc#subdirectory=libs/one"
    ]
    package = {"git": "https://h.example/x", "ref": "abc", "subdirectory": "libs/one"}
    assert read(tmp_path, pipfile(default={"one": package}), "Pipfile.lock").kept == [
        "one @ git+https://h.example/x@abc#subdirectory=libs/one"
    ]
    archive = '{ url = "https://h.example/x.zip", subdirectory = "libs/one", hashes = { sha256 = "00" } }'
    assert read(tmp_path, f'[[packages]]\nname = "one"\narchive = {archive}\n', "pylock.toml").kept == [
        "one @ https://h.example/x.zip#subdirectory=libs/one"
    ]
    source = '{ url = "https://h.example/x.zip", subdirectory = "libs/one" }'
    assert read(tmp_path, f'[[package]]\nname = "one"\nversion = "1"\nsource = {source}\n', "uv.lock").kept == [
        "one @ https://h.example/x.zip#subdirectory=libs/one"
    ]


def test_the_address_that_git_itself_takes_is_made_one_of_a_requirement(tmp_path: Path) -> None:
    source = '{ type = "git", url = "git@h.example:team/x.git", resolved_reference = "abc" }'
    text = f'[[package]]\nname = "one"\nversion = "1"\nsource = {source}\n'
    assert read(tmp_path, text, "poetry.lock").kept == ["one @ git+ssh://git@h.example/team/x.git@abc"]


def pipfile(**categories: dict[str, object]) -> str:
    return json.dumps({"_meta": {"pipfile-spec": 6}, **categories})


def test_every_category_of_a_pipfile_lock_is_read(tmp_path: Path) -> None:
    text = pipfile(
        default={"litestar": {"version": "==2.24.0"}},
        develop={"pytest": {"version": "==8.4.0"}, "litestar": {"version": "==2.24.0"}},
        db={"advanced-alchemy": {"version": "==1.11.0"}, "litestar": {"version": "==2.20.0"}},
    )
    found = read(tmp_path, text, "Pipfile.lock")
    assert found.kept == ["litestar==2.24.0", "pytest==8.4.0", "advanced-alchemy==1.11.0"]
    assert found.left == ["Pipfile.lock: litestar==2.20.0 (it is that only with the category db)"]


def test_a_star_of_a_pipfile_lock_is_no_version(tmp_path: Path) -> None:
    text = pipfile(default={"litestar": {"version": "*"}, "click": {"version": "===8.3.0"}})
    found = read(tmp_path, text, "Pipfile.lock")
    assert found.kept == ["click==8.3.0"]
    assert found.left == ["Pipfile.lock: litestar (it has no version)"]


def test_a_package_of_an_extra_is_kept(tmp_path: Path) -> None:
    def package(name: str, marker: str) -> str:
        return f'[[package]]\nname = "{name}"\nversion = "1"\noptional = true\nmarkers = {json.dumps(marker)}\n'

    text = (
        package("asyncpg", 'extra == "pg"')
        + package("pymysql", "sys_platform == 'linux' and (extra == 'my' or extra == 'all')")
        + package("uvloop", 'sys_platform != "win32" and extra == "fast"')
    )
    assert read(tmp_path, text, "poetry.lock").kept == [
        "asyncpg==1",
        "pymysql==1 ; sys_platform == 'linux' and (python_version >= '0' or python_version >= '0')",
        'uvloop==1 ; sys_platform != "win32"',
    ]
    text = "".join(
        f'[[packages]]\nname = "{name}"\nversion = "1"\nmarker = "{marker}"\n'
        for name, marker in (("asyncpg", "'pg' in extras"), ("mypy", "'dev' in dependency_groups and os_name == 'nt'"))
    )
    assert read(tmp_path, text, "pylock.toml").kept == ["asyncpg==1", "mypy==1 ; os_name == 'nt'"]
    assert read(tmp_path, "asyncpg==1 ; extra == 'pg'\n").kept == ["asyncpg==1"]


def several(*packages: tuple[str, str]) -> str:
    return "".join(f'[[package]]\nname = "idna"\nversion = "{version}"\n{more}\n' for version, more in packages)


def test_several_versions_for_several_pythons_are_all_kept(tmp_path: Path) -> None:
    forks = several(
        ("1", "resolution-markers = [\"python_version < '3.11'\"]"),
        ("2", "resolution-markers = [\"python_version >= '3.11'\"]"),
    )
    assert read(tmp_path, forks, "uv.lock").kept == [
        "idna==1 ; python_version < '3.11'",
        "idna==2 ; python_version >= '3.11'",
    ]
    of_poetry = several(("1", 'python-versions = ">=3.8,<3.12"'), ("2", 'python-versions = ">=3.12"'))
    assert read(tmp_path, of_poetry, "poetry.lock").kept == [
        "idna==1 ; (python_full_version < '3.12') and (python_full_version >= '3.8')",
        "idna==2 ; python_full_version >= '3.12'",
    ]


def test_of_several_versions_that_which_needs_no_extra_is_kept(tmp_path: Path) -> None:
    of_extras = several(("1", "markers = \"extra != 'new'\""), ("2", "markers = \"extra == 'new'\""))
    found = read(tmp_path, of_extras, "poetry.lock")
    assert found.kept == ["idna==1"]
    assert found.left == ["poetry.lock: idna==2 (it is that only with extra == 'new')"]
    found = read(tmp_path, several(("1", 'groups = ["main"]'), ("2", 'groups = ["docs"]')), "poetry.lock")
    assert found.kept == ["idna==1"]
    assert found.left == ["poetry.lock: idna==2 (it is that only with the group docs)"]


def test_several_versions_that_cannot_be_told_apart_are_named(tmp_path: Path) -> None:
    """What uv writes for extras that exclude each other, and poetry 1 for markers that only pyproject.toml has."""
    both = several(("1", 'python-versions = ">=3.8"'), ("2", 'python-versions = ">=3.9"'))
    for name in ("uv.lock", "poetry.lock"):
        found = read(tmp_path, both, name)
        assert found.kept == []
        assert found.left == [f"{name}: idna (it is 1 or 2, and the file does not say which of them is installed)"]


def test_what_a_lock_file_has_twice_is_kept_once(tmp_path: Path) -> None:
    found = read(tmp_path, several(("1", 'extras = ["a"]'), ("1", "marker = \"os_name == 'nt'\"")), "pdm.lock")
    assert found.kept == ["idna==1"]


def test_the_projects_of_a_lock_file_are_no_losses(tmp_path: Path) -> None:
    text = """
[manifest]
members = ["mine", "Mine_Api"]
[[package]]
name = "mine"
version = "3"
source = { virtual = "." }
[[package]]
name = "mine-api"
version = "4"
source = { editable = "packages/api" }
[[package]]
name = "idna"
version = "1"
source = { registry = "https://h.example/simple" }
"""
    found = read(tmp_path, text, "uv.lock")
    assert found == pins.Pins(["idna==1"], projects={"mine": "3", "mine-api": "4"})


def test_a_file_of_a_lock_file_is_kept_if_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "idna-1-py3-none-any.whl").touch()
    text = several(("1", 'source = { path = "wheels/idna-1-py3-none-any.whl" }'))
    assert read(tmp_path, text, "uv.lock").kept == [f"idna @ {(tmp_path / 'wheels/idna-1-py3-none-any.whl').as_uri()}"]
    (tmp_path / "wheels" / "idna-1-py3-none-any.whl").unlink()
    found = read(tmp_path, text, "uv.lock")
    assert found.kept == ["idna==1"]
    assert found.notes == [
        "uv.lock: idna: wheels/idna-1-py3-none-any.whl is not on this machine: taken as idna==1",
    ]


def test_a_group_in_which_poetry_installs_a_package_nowhere(tmp_path: Path) -> None:
    """Poetry 2 writes "<empty>" for it, which is no marker."""
    markers = "{main = \"extra == 'gpu' and os_name == 'nt'\", cpu = \"<empty>\"}"
    found = read(tmp_path, several(("1", f'groups = ["main", "cpu"]\nmarkers = {markers}'), ("2", "")), "poetry.lock")
    assert found.kept == [
        "idna==1 ; (python_version >= '0' and os_name == 'nt') or (python_version < '0')",
        "idna==2",
    ]
