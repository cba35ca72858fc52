"""The versions that a user has, and the environments that are made of them."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

import pytest

from assay.domain.errors import UsageError
from assay.upgrading import environments, pins
from assay.upgrading.environments import Environment, Resolution
from assay.upgrading.needs import compatible


def write(folder: Path, content: str, name: str = "lock.txt") -> Path:
    file = folder / name
    file.write_text(content)
    return file


def test_pins_of_a_requirements_file(tmp_path: Path) -> None:
    lock = write(
        tmp_path,
        "# a comment\n--index-url nowhere\nlitestar==2.25.0  # why\ntomli==2 ; python_version < '3.11'\n"
        "anyio==4.16.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n    # via x\n-e .\n-e .[dev]\n",
    )
    assert pins.of_file(lock) == pins.Pins(["litestar==2.25.0", "tomli==2 ; python_version < '3.11'", "anyio==4.16.0"])


def test_a_comment_does_not_go_on_in_the_next_line(tmp_path: Path) -> None:
    lock = write(tmp_path, "# a comment \\\nlitestar==2.25.0 # why \\\nanyio==4.16.0\n")
    assert pins.of_file(lock).kept == ["litestar==2.25.0", "anyio==4.16.0"]


@pytest.mark.parametrize(
    "line",
    ["-r base.txt", "-rbase.txt", "--requirement base.txt", "--requirement=base.txt", "-c base.txt", "-c 'base.txt'"],
)
def test_the_files_that_it_leads_to_are_read(tmp_path: Path, line: str) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", "-r deeper/one.txt\n", "base.txt")
    (tmp_path / "in" / "deeper").mkdir()
    write(tmp_path / "in" / "deeper", "sqlalchemy==2.0.41\n", "one.txt")
    lock = write(tmp_path / "in", f"{line}\n-r deeper/one.txt\nlitestar==2.25.0\n")
    assert pins.of_file(lock).kept == ["sqlalchemy==2.0.41", "litestar==2.25.0"]


def test_a_direct_reference_is_kept_and_what_has_no_version_is_named(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    write(tmp_path / "wheels", "", "click-8.3.0-py3-none-any.whl")
    lock = write(
        tmp_path,
        "anyio @ git+https://host.example/anyio@main\n-e git+https://host.example/litestar@v2#egg=litestar\n"
        "git+https://host.example/alembic@1#egg=alembic&subdirectory=python\n./wheels/click-8.3.0-py3-none-any.whl\n"
        "https://host.example/h11-0.16.0-py3-none-any.whl\n-e ../library\n./vendored\n--surprise\n",
    )
    found = pins.of_file(lock)
    assert found.kept == [
        "anyio @ git+https://host.example/anyio@main",
        "litestar @ git+https://host.example/litestar@v2",
        "alembic @ git+https://host.example/alembic@1#subdirectory=python",
        f"click @ {(tmp_path / 'wheels' / 'click-8.3.0-py3-none-any.whl').as_uri()}",
        "h11 @ https://host.example/h11-0.16.0-py3-none-any.whl",
    ]
    assert found.left == [
        "lock.txt:6: -e ../library (it says no version)",
        "lock.txt:7: ./vendored (it says no version)",
        "lock.txt:8: --surprise (it says no version)",
    ]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (None, "lock.txt", "the requirements cannot be read"),
        ("litestar==1\nnot a requirement!\n", "lock.txt", "lock.txt:2: 'not a requirement!' is not a requirement"),
        ("-r nowhere.txt\n", "lock.txt", "nowhere.txt: the requirements cannot be read"),
        ("-r lock.txt\n", "lock.txt", "lead back to this file"),
        ("-c https://host.example/constraints.txt\n", "lock.txt", "cannot be followed: download it"),
        ("git+https://host.example/litestar\n", "lock.txt", "does not say what it is: write it as NAME @ "),
        ("a\0b\0", "lock.txt", "save it as UTF-8"),
        ("[project]\n", "pyproject.toml", "give its lock file, or the output of `uv pip compile pyproject.toml`"),
        ("[[package]]\nname = 3\n", "uv.lock", "is not a lock file that can be read"),
        ("[[package]]\nname = \n", "uv.lock", "is not a lock file that can be read"),
        ("{", "Pipfile.lock", "is not a lock file that can be read"),
    ],
)
def test_a_bad_file_is_one_clear_line(tmp_path: Path, content: str | None, name: str, message: str) -> None:
    if content is not None:
        write(tmp_path, content, name)
    with pytest.raises(UsageError, match=message) as caught:
        pins.of_file(tmp_path / name)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + b"litestar==2.25.0\r\n",
        codecs.BOM_UTF16_LE + "litestar==2.25.0\r\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "litestar==2.25.0\r\n".encode("utf-16-be"),
    ],
)
def test_what_windows_writes_can_be_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "frozen.txt").write_bytes(data)
    assert pins.of_file(tmp_path / "frozen.txt").kept == ["litestar==2.25.0"]


def test_what_is_installed_is_pinned_without_assay_itself() -> None:
    found = pins.installed()
    assert any(pin.startswith("litestar==") for pin in found)
    assert not any(pin.startswith("alchemy-assay") for pin in found)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("~=7.4", ">=8.3", False),
        (">=7", ">=8.3", True),
        (">8.3", ">=8.3", True),
        ("<8.3", ">=8.3", False),
        ("!=8.3", ">=8.3", True),
        (">=9,<9", "", False),
        ("", "", True),
        ("==8.4.0rc1", ">=8.3", True),
        ("===odd", ">=8.3", False),
    ],
)
def test_whether_ranges_have_anything_in_common(one: str, other: str, together: bool) -> None:
    from packaging.specifiers import SpecifierSet

    assert compatible(SpecifierSet(one), SpecifierSet(other)) is together


def test_a_change_for_another_python_is_refused() -> None:
    with pytest.raises(UsageError, match="says nothing for Python 3") as caught:
        environments.resolve([], ["sqlalchemy==2.0.41; python_version < '3'"])
    assert "\n" not in str(caught.value)


def test_a_python_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(UsageError, match=r"Python 9\.9 is not there") as caught:
        environments.resolve([], ["sqlalchemy==2.0.41"], "9.9")
    assert "\n" not in str(caught.value)


def resolution(text: str = "") -> Resolution:
    return Resolution(Path(sys.executable).resolve(), "3", text)


def test_the_versions_of_a_resolution() -> None:
    found = resolution("-e /somewhere[servers]\nSQLAlchemy==2.0.41\nlitestar @ git+https://host.example/litestar@abc\n")
    assert found.versions == {"sqlalchemy": "2.0.41", "litestar": "git+https://host.example/litestar@abc"}


def test_an_environment_that_no_longer_starts_is_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    built = []

    def install(self: Resolution, path: Path) -> None:
        built.append(path)
        python = Environment(path).interpreter
        python.parent.mkdir(parents=True, exist_ok=True)
        python.unlink(missing_ok=True)
        python.symlink_to(sys.executable)
        (path / "complete").touch()

    monkeypatch.setattr(Resolution, "_install", install)
    monkeypatch.setattr(environments, "_STARTS", "pass")
    one = resolution().build()
    assert resolution().build() == one
    assert len(built) == 1
    one.interpreter.unlink()
    one.interpreter.symlink_to(tmp_path / "gone")
    assert resolution().build() == one
    assert len(built) == 2


def test_a_cache_that_cannot_be_written_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(write(tmp_path, "", "file")))
    with pytest.raises(UsageError, match="let XDG_CACHE_HOME name a directory that can be written") as caught:
        resolution().build()
    assert "\n" not in str(caught.value)


def test_what_cannot_be_installed_beside_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the resolver knows a version, a compiler may still be missing for it."""
    installed: list[str] = []

    def make(*arguments: str) -> str:
        if arguments[:2] == ("pip", "install"):
            lines = Path(arguments[-1]).read_text().split("\n")[:-1]
            assert "--no-deps" in arguments
            if any(line.startswith("needs-a-compiler") for line in lines):
                raise UsageError("it cannot be built")
            installed.extend(lines)
        else:
            (tmp_path / "made").mkdir(exist_ok=True)
        return ""

    monkeypatch.setattr(environments, "_make", make)
    monkeypatch.setattr(environments, "_plugins", lambda *_: "odd\nodder\n")
    text = "-e /assay\nargon2-cffi==25.1.0\nlitestar==2.25.0\nneeds-a-compiler==1\norjson==3.11.4\n"
    found = Resolution(Path("/python"), "3", text, ("argon2-cffi", "needs-a-compiler", "orjson"))
    found._install(tmp_path / "made")
    environment = Environment(tmp_path / "made")
    assert installed == ["-e /assay", "litestar==2.25.0", "argon2-cffi==25.1.0", "orjson==3.11.4"]
    assert environment.refused == ["needs-a-compiler==1"]
    assert environment.foreign_plugins == ["odd", "odder"]


def test_what_cannot_be_installed_under_test_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(*arguments: str) -> str:
        if arguments[0] == "pip":
            raise UsageError("it cannot be built")
        (tmp_path / "made").mkdir()
        return ""

    monkeypatch.setattr(environments, "_make", make)
    with pytest.raises(UsageError, match="it cannot be built"):
        Resolution(Path("/python"), "3", "litestar==2.25.0\n")._install(tmp_path / "made")


def test_the_plugins_of_pytest_that_a_user_has_are_found() -> None:
    root = Path(sys.prefix)
    assert environments._plugins(root, ("pytest-timeout", "litestar")).split() == ["timeout"]
