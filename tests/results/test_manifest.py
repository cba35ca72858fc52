"""Versions of what is installed, read without the descriptions: as importlib.metadata reads them."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from assay.results import manifest

ABOUT = "Metadata-Version: 2.1\nname:  An_Odd.Name \nVersion: 1.0\n\nName: not-this\nVersion: 9\n"


def test_every_version_is_what_the_distribution_says() -> None:
    found = manifest._installed()
    assert len(found) > 50
    assert {name: version(name) for name in found} == found


def test_the_first_on_the_path_counts_and_a_description_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, folder in enumerate(("one", "two")):
        about = tmp_path / folder / "an_odd_name-1.0.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(ABOUT.replace("1.0", f"1.{number}"))
    (tmp_path / "one" / "broken-1.dist-info").mkdir()
    (tmp_path / "one" / "of_one_file-2.egg-info").write_text("Metadata-Version: 1.1\nName: of-one-file\nVersion: 2\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "one"), str(tmp_path / "two")])
    manifest._installed.cache_clear()
    try:
        assert manifest._installed() == {"an-odd-name": "1.0", "of-one-file": "2"}
    finally:
        manifest._installed.cache_clear()
