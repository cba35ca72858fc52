"""Plug-ins in the environments of an upgrade: what they bring is there too, and is no version of the user's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from assay.process.installation import requirement_of
from assay.products import plugins
from assay.upgrading import environments, needs, pins
from assay.upgrading.fitting import Fitting
from assay.upgrading.needs import Use
from tests.support.distributions import install

ABOUT = environments.describe()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A plug-in that needs two distributions."""
    install(tmp_path, "assay-mine", "[assay.backends]\nmine = mine:Mine\n")
    metadata = tmp_path / "assay_mine-1.0.dist-info"
    needed = "Requires-Dist: alchemy-assay\nRequires-Dist: mydriver>=2\nRequires-Dist: aiosqlite<9\n"
    with (metadata / "METADATA").open("a", encoding="utf-8") as file:
        file.write(needed)
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins.distributions.cache_clear()
    needs._metadata.cache_clear()
    yield metadata
    plugins.distributions.cache_clear()
    needs._metadata.cache_clear()


@pytest.mark.parametrize(
    ("noted", "wanted"),
    [
        ("", "assay-mine==1.0"),
        ('{"url": "file:///a%20b/mine", "dir_info": {"editable": true}}', "-e /a b/mine"),
        ('{"url": "file:///a/mine.whl", "archive_info": {}}', "assay-mine @ file:///a/mine.whl"),
        ('{"url": "https://h.example/mine.whl"}', "assay-mine @ https://h.example/mine.whl"),
    ],
)
def test_a_plugin_is_installed_from_where_it_came(noted: str, wanted: str, folder: Path) -> None:
    if noted:
        (folder / "direct_url.json").write_text(noted, encoding="utf-8")
    assert requirement_of("assay-mine") == wanted


def test_a_plugin_is_no_version_of_the_users(folder: Path) -> None:
    assert "assay-mine" in plugins.distributions()
    assert not [pin for pin in pins.installed() if pin.startswith(("assay-mine==", "alchemy-assay=="))]
    asked: list[Sequence[str]] = []

    def compiled(wanted: Sequence[str], _: Sequence[str]) -> str:
        asked.append(wanted)
        return "litestar==2.20.0"

    fitting = Fitting("-e /assay", (), ABOUT, Use(), compiled, ("-e /mine",))
    fitting.fit(["assay-mine==1.0", "litestar==2.20.0"])
    assert asked[0] == ["-e /assay", "-e /mine"]


def test_what_a_plugin_needs_is_a_bound_of_assays(folder: Path) -> None:
    found = needs.Needs.of(Use(), ())
    assert str(found.own["mydriver"]) == ">=2"
    assert found.unmet(Requirement("aiosqlite==9.1")) is not None
    assert found.unmet(Requirement("aiosqlite==0.21")) is None
    assert "alchemy-assay" not in found.own
