"""What the files below docker/ say of the same images."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.servers.images import own_images, read_images

DOCKER = Path(__file__).parents[2] / "docker"
ENTRIES = read_images(own_images())


def test_the_compose_file_names_the_pinned_images() -> None:
    text = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    named = dict(re.findall(r"image: \$\{([A-Z]+)_IMAGE:-(\S+)\}", text))
    assert named, "the compose file names no image"
    assert named == {name: ENTRIES[name.lower()].image for name in named}


@pytest.mark.parametrize("name", [name for name in ENTRIES if ENTRIES[name].offline])
def test_every_offline_build_has_a_tag_of_its_own(name: str) -> None:
    tags = [ENTRIES[name].offline, *(v.offline for v in ENTRIES[name].versions.values() if v.offline)]
    assert len(set(tags)) == len(tags)
    assert all(tag.startswith("assay-offline/") for tag in tags), "no registry's name: never pulled"


@pytest.mark.parametrize("name", list(ENTRIES))
def test_official_images_are_pinned_to_what_their_server_reports(name: str) -> None:
    entry = ENTRIES[name]
    versions = {"": entry, **{version: entry.of(version) for version in entry.versions}}
    for version, image in versions.items():
        tag = image.image.rpartition(":")[2]
        assert re.match(r"\d+\.\d+", tag), f"{image.image} is not pinned"
        if version:
            assert tag.startswith(f"{version}."), f"{image.image} is not version {version}"
