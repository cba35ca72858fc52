"""Lists of versions that no lock file is: requirements, what other tools print, and what is none at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.domain.errors import UsageError
from assay.upgrading import lock_markers, pins
from tests.support.lock_reading import read

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
