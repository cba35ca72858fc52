"""Servers that npm installs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assay.domain.errors import ServerUnavailable
from assay.servers import npm

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))


def script(folder: Path, body: str) -> None:
    """A program named npm, and nothing else on PATH but the system's."""
    folder.mkdir(exist_ok=True)
    (folder / "npm").write_text(f"#!/bin/sh\n{body}\n")
    (folder / "npm").chmod(0o755)


def test_what_npm_gives_as_its_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("npm") is None:
        pytest.skip("there is no npm on this machine")
    monkeypatch.setenv("npm_config_registry", NOWHERE)
    said: list[str] = []
    with pytest.raises(ServerUnavailable, match=r"npm cannot install azurite@3\.35\.0: .*ECONNREFUSED 127\.0\.0\.1:9"):
        npm.install("azurite@3.35.0", "dist/src/blob/main.js", said.append)
    assert len(said) == 1
    assert said[0].startswith("npm fetches azurite@3.35.0 into ")
    assert str(tmp_path / "cache") in said[0]


def test_a_package_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = 'mkdir -p "$3/node_modules/thing/bin" && echo x > "$3/node_modules/thing/bin/main.js"'
    script(tmp_path / "bin", body)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    said: list[str] = []
    found = [npm.install("thing@1.0", "bin/main.js", said.append) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0].read_text() == "x\n"
    assert len(said) == 1


def test_a_package_without_the_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "bin", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(ServerUnavailable, match=r"thing@1\.0 has no bin/main\.js"):
        npm.install("thing@1.0", "bin/main.js", lambda _: None)


def test_no_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerUnavailable, match="no npm on PATH: npm install -g thing"):
        npm.install("thing@1.0", "bin/main.js", lambda _: None)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (
            "npm error code ETARGET\nnpm error notarget No matching version found for azurite@99.0.0.\n",
            "No matching version found for azurite@99.0.0.",
        ),
        (
            "npm ERR! code E404\nnpm ERR! 404 Not Found - GET http://r.example/x\n",
            "404 Not Found - GET http://r.example/x",
        ),
        ("npm error code ENOSPC\n", "ENOSPC"),
        ("Segmentation fault\n", ""),
    ],
)
def test_the_reason_is_the_first_sentence(output: str, reason: str) -> None:
    assert npm.reason(output) == reason
