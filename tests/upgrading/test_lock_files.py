"""What lock files of every tool say, and what files that are taken for lock files are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.domain.errors import UsageError
from assay.upgrading import lock_markers, pins


def read(folder: Path, text: str, name: str = "lock.txt") -> pins.Pins:
    (folder / name).write_text(text)
    return pins.of_file(folder / name)


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


CONDA = "give the output of `pip list --format=freeze` in that environment"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "environment.yaml",
            "name: shop\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n",
            f"conda's: {CONDA}",
        ),
        ("environment.yml", "dependencies:\n  - sqlalchemy=2.0.45\n", f"conda's: {CONDA}"),
        ("linux-64.yml", "channels:\n- x\ndependencies:\n- y\n", f"conda's: {CONDA}"),
        (
            "conda-lock.yml",
            "version: 1\nmetadata:\n  platforms:\n  - x\npackage:\n- name: y\n",
            f"conda-lock's: {CONDA}",
        ),
        ("pixi.lock", "version: 6\nenvironments:\n  default:\npackages:\n- pypi: x\n", f"pixi's: {CONDA}"),
        ("other.lock", "version: 6\nenvironments:\n  default:\npackages:\n- pypi: x\n", f"pixi's: {CONDA}"),
        ("pixi.toml", "[dependencies]\nx = '1'\n", f"says what a project needs.*{CONDA}"),
        ("list.txt", "# platform: linux-64\nsqlalchemy=2.0.45=py311h459d7ec_0\n", f"`conda list --export`: {CONDA}"),
        ("list.txt", "sqlalchemy=2.0.45\n", f"`conda list --export`: {CONDA}"),
        (
            "list.txt",
            "# platform: linux-64\n@EXPLICIT\nhttps://h.example/x.conda\n",
            f"`conda list --explicit`: {CONDA}",
        ),
        ("Chart.lock", "dependencies:\n- name: x\n  repository: y\n", "is YAML, and no list of versions"),
        ("other.yaml", "services:\n  web: {}\n", "is YAML, and no list of versions"),
        ("list.txt", "Package    Version\n---------- -------\nlitestar   2.25.0\n", "the table of `pip list`"),
        ("report.json", '{"version": "1", "install": []}', "is JSON and no Pipfile.lock"),
        ("list.json", '[{"name": "litestar", "version": "2.25.0"}]', "is JSON and no Pipfile.lock"),
        ("package-lock.json", '{"lockfileVersion": 3, "packages": {}}', "is JSON and no Pipfile.lock"),
        (
            "poetry.lock",
            '[[package]]\nname = "x"\nversion = "1"\nmarkers = "what"\n[[package]]\nname = "x"\nversion = "2"\n',
            "has a marker that cannot be read: what",
        ),
        ("uv.lock", 'version = 1\nrequires-python = ">=3.11"\n', "locks no package"),
        ("uv.lock", 'version = 1\n[[package]]\nname = "mine"\nsource = { virtual = "." }\n', "locks no package"),
        ("poetry.lock", 'package = []\n[metadata]\nlock-version = "2.1"\n', "locks no package"),
        ("pylock.toml", 'lock-version = "1.0"\ncreated-by = "x"\npackages = []\n', "locks no package"),
        ("Pipfile.lock", '{"_meta": {}, "default": {}, "develop": {}}', "locks no package"),
        ("renamed.toml", "[project]\nname = 'mine'\n", "give its lock file"),
        ("PIPFILE", "[packages]\nlitestar = '*'\n", "give Pipfile.lock"),
        ("renamed", "[[source]]\nurl = 'x'\n[packages]\nlitestar = '*'\n", "give Pipfile.lock"),
        ("setup.cfg", "[options]\ninstall_requires = litestar\n", "give the output of `pip freeze`"),
        ("config.toml", "a = 1\n", "is TOML without packages"),
        (
            "Cargo.lock",
            '[[package]]\nname = "x"\nversion = "1"\nsource = "registry+https://h.example"\n',
            "not a lock file that can be read",
        ),
    ],
)
def test_what_is_no_list_of_versions_is_told_what_to_give(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        read(tmp_path, text, name)
    assert str(caught.value).startswith(f"{tmp_path / name}: ")
    assert "\n" not in str(caught.value)


def test_conda_is_not_sent_where_its_versions_are_lost(tmp_path: Path) -> None:
    """`pip freeze` in an environment of conda's writes folders of the machine that built its packages."""
    with pytest.raises(UsageError, match="not of `pip freeze`"):
        read(tmp_path, "dependencies:\n- x\n", "environment.yml")
    freeze = (
        "anyio @ file:///croot/anyio_1745334/work\nidna @ file:///C:/ci_311/idna-3.7-py3-none-any.whl\nclick==8.3.0\n"
    )
    found = read(tmp_path, freeze)
    assert found.kept == ["idna==3.7", "click==8.3.0"]
    (said,) = found.left
    assert said == (
        "anyio: not on this machine, and without a version (lock.txt:1: anyio @ file:///croot/anyio_1745334/work); "
        "`pip list --format=freeze` says versions"
    )
    (note,) = found.notes
    assert note == f"not on this machine, so taken by version: idna==3.7 (lock.txt:2: {freeze.splitlines()[1]})"


def test_a_hundred_packages_of_another_machine_are_one_line(tmp_path: Path) -> None:
    names = [f"package-{number}" for number in range(100)]
    found = read(tmp_path, "".join(f"{name} @ file:///croot/{name}_1/work\n" for name in names))
    (said,) = found.left
    assert said.startswith(", ".join(names))


def test_the_version_of_what_is_elsewhere_may_stand_in_another_line(tmp_path: Path) -> None:
    (tmp_path / "constraints.txt").write_text("AnyIO==4.11.0\n")
    found = read(tmp_path, "anyio @ file:///croot/anyio_1745334/work\n-c constraints.txt\n")
    assert found.kept == ["AnyIO==4.11.0"]
    assert found.left == []
    assert found.notes == [
        "not on this machine, so taken by version: AnyIO==4.11.0 (lock.txt:1: anyio @ file:///croot/anyio_1745334/work)"
    ]


def test_a_folder_that_is_on_this_machine_is_kept(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "in").mkdir()
    line = f"library @ {(tmp_path / 'library').as_uri()}"
    assert read(tmp_path / "in", line).kept == [line]


@pytest.mark.parametrize(
    "line",
    [
        "-e .", "-e .[dev]", "-e ./", ".", ".[standard]", "-e file:.", "-e file:.[dev]", "file:.", "--editable=file:.",
        "-e file://{folder}", "-e file://{folder}/#egg=mine", "-e file:///${{PROJECT_ROOT}}/#egg=mine", "-e {folder}",
        "-e ..", "mine @ file://{folder}", "-e file:..",
    ],
)  # fmt: skip
def test_the_project_itself_is_no_loss(tmp_path: Path, line: str) -> None:
    found = read(tmp_path, f"{line.format(folder=tmp_path)}\nlitestar==2.25.0\n")
    assert found.kept == ["litestar==2.25.0"]
    assert found.left == []


@pytest.mark.parametrize("line", ["-e file:libs/one", "-e file:../one", "-e file:///elsewhere/one", "-e libs/one[dev]"])
def test_a_folder_beside_the_project_is_named(tmp_path: Path, line: str) -> None:
    assert read(tmp_path, line).left == [f"lock.txt:1: {line} (it says no version)"]


def test_a_name_without_a_version_is_no_pin(tmp_path: Path) -> None:
    found = read(
        tmp_path, "litestar[standard]\nadvanced-alchemy~=1.6\nsqlalchemy==2.0.*\nanyio==4.11.0\nclick===8.3.0\n"
    )
    assert found.kept == ["anyio==4.11.0", "click===8.3.0"]
    assert found.bounds == ["litestar[standard]", "advanced-alchemy~=1.6", "sqlalchemy==2.0.*"]
    assert found.constraints == [*found.kept, *found.bounds[1:]]
    assert found.notes == [
        "no version, only a name or a range: litestar[standard], advanced-alchemy~=1.6, sqlalchemy==2.0.*"
    ]
    assert read(tmp_path, "litestar\n").notes[0].endswith("; `pip freeze` writes the versions that you have")


def test_what_stands_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "base.txt").write_text("litestar==2.25.0\n../one\nclick\n")
    found = read(tmp_path, "litestar==2.25.0\n-r base.txt\nclick\n")
    assert found.kept == ["litestar==2.25.0"]
    assert found.bounds == ["click"]


def test_what_is_for_another_python_is_left_out() -> None:
    here = [lock_markers.environment("3.11.9")]
    found = ["a==1", "a==2 ; python_version < '3.11'", "b==1 ; python_version >= '3.11'", "c==1 ; extra == 'x'"]
    assert pins.for_pythons(found, here) == ["a==1", "b==1 ; python_version >= '3.11'"]
    assert pins.for_pythons(found, [*here, lock_markers.environment("3.10.9")]) == found[:3]


def test_a_source_distribution_says_its_name(tmp_path: Path) -> None:
    found = read(tmp_path, "https://h.example/idna-3.7.tar.gz\n")
    assert found.kept == ["idna @ https://h.example/idna-3.7.tar.gz"]


def test_a_group_in_which_poetry_installs_a_package_nowhere(tmp_path: Path) -> None:
    """Poetry 2 writes "<empty>" for it, which is no marker."""
    markers = "{main = \"extra == 'gpu' and os_name == 'nt'\", cpu = \"<empty>\"}"
    found = read(tmp_path, several(("1", f'groups = ["main", "cpu"]\nmarkers = {markers}'), ("2", "")), "poetry.lock")
    assert found.kept == [
        "idna==1 ; (python_version >= '0' and os_name == 'nt') or (python_version < '0')",
        "idna==2",
    ]


def uv_lock(root: str, *packages: tuple[str, str]) -> str:
    text = "".join(f'[[package]]\nname = "{name}"\nversion = "1"\n{needs}\n' for name, needs in packages)
    return f"version = 1\n{root}\n{text}"


def test_what_uv_installs_on_another_platform_only_is_no_pin_here(tmp_path: Path) -> None:
    """It stands in uv.lock without a marker: these are with what needs it."""
    root = """
[[package]]
name = "mine"
source = { editable = "." }
dependencies = [{ name = "click" }, { name = "here", extra = ["fast"], marker = "os_name != 'nt'" }]
[package.optional-dependencies]
pg = [{ name = "asyncpg" }]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
"""
    text = uv_lock(
        root,
        ("click", 'dependencies = [{ name = "colorama", marker = "os_name == \'nt\'" }]'),
        ("colorama", 'dependencies = [{ name = "windows-things" }]'),
        ("windows-things", ""),
        ("here", '[package.optional-dependencies]\nfast = [{ name = "fast" }]\nslow = [{ name = "slow" }]'),
        ("fast", ""),
        ("slow", ""),
        ("asyncpg", ""),
        ("pytest", 'dependencies = [{ name = "tomli", marker = "python_version < \'3.11\'" }]'),
        ("tomli", ""),
    )
    found = read(tmp_path, text, "uv.lock")
    assert found.kept == ["click==1", "here==1", "fast==1", "asyncpg==1", "pytest==1", "tomli==1"]


def test_what_a_workspace_or_script_needs_itself_is_kept(tmp_path: Path) -> None:
    root = """
[manifest]
members = ["mine"]
requirements = [{ name = "click", specifier = ">=1" }]
[manifest.dependency-groups]
dev = [{ name = "ruff", specifier = ">=1" }]
[[package]]
name = "mine"
source = { editable = "packages/mine" }
dependencies = [{ name = "idna" }]
"""
    found = read(tmp_path, uv_lock(root, ("click", ""), ("ruff", ""), ("idna", ""), ("else", "")), "uv.lock")
    assert found.kept == ["click==1", "ruff==1", "idna==1"]
    script = '[manifest]\nrequirements = [{ name = "click" }]'
    assert read(tmp_path, uv_lock(script, ("click", "")), "script.py.lock").kept == ["click==1"]


def test_of_two_forks_each_goes_with_what_it_needs(tmp_path: Path) -> None:
    root = """
[[package]]
name = "mine"
source = { virtual = "." }
dependencies = [
    { name = "sphinx", version = "1", source = { registry = "r" }, marker = "python_version < '3.11'" },
    { name = "sphinx", version = "2", source = { registry = "r" }, marker = "os_name == 'nt'" },
]
[[package]]
name = "sphinx"
version = "2"
source = { registry = "r" }
resolution-markers = ["python_version >= '3.11'"]
"""
    sphinx = ("sphinx", 'source = { registry = "r" }\nresolution-markers = ["python_version < \'3.11\'"]')
    assert read(tmp_path, uv_lock(root, sphinx), "uv.lock").kept == ["sphinx==1 ; python_version < '3.11'"]


def test_of_versions_that_exclude_each_other_that_without_a_group_is_kept(tmp_path: Path) -> None:
    """What uv writes for extras and groups that are in conflict: the markers are with what needs a version."""
    root = """
[[package]]
name = "mine"
source = { editable = "." }
dependencies = [
    { name = "pydantic", version = "1", marker = "extra == 'group-4-mine-old'" },
    { name = "pydantic", version = "2", marker = "extra == 'group-4-mine-new' or extra != 'group-4-mine-old'" },
]
[package.dev-dependencies]
old = [{ name = "pydantic", version = "1" }]
new = [{ name = "pydantic", version = "2" }]
[[package]]
name = "pydantic"
version = "2"
"""
    found = read(tmp_path, uv_lock(root, ("pydantic", "")), "uv.lock")
    assert found.kept == ["pydantic==2"]
    assert found.left == ["uv.lock: pydantic==1 (it is that only with an extra or a group)"]
