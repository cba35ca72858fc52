"""What a version counts as, where the catalogue and the ledger compare it."""

from __future__ import annotations

import datetime

import msgspec
import pytest

from assay.domain.catalogue import Feature
from assay.domain.impacts import NO_WORKAROUND, Impact
from assay.domain.ledger import Entry
from assay.results.context import Asked
from assay.results.manifest import comparable_versions, describe_run


def feature(since: str = "", until: str = "") -> Feature:
    return Feature(id="demo.holds", section="Demo", claim="It holds.", varies=("none",), since=since, until=until)


@pytest.mark.parametrize(
    ("version", "offered"),
    [("1.12.9", False), ("1.13.0.dev3", True), ("1.13.0rc1", True), ("1.13.0", True), ("1.13.0.post1", True)],
)
def test_a_release_candidate_offers_what_its_release_will(version: str, offered: bool) -> None:
    assert feature(since="1.13.0").offered_by(version) is offered
    assert feature(until="1.13.0").offered_by(version) is not offered


def test_a_mark_between_release_candidates_is_taken_as_it_is() -> None:
    assert not feature(since="1.13.0rc2").offered_by("1.13.0rc1")
    assert feature(since="1.13.0rc2").offered_by("1.13.0rc2")
    assert feature(until="1.13.0rc2").offered_by("1.13.0rc1")


def entry(spec: str) -> Entry:
    return Entry(
        id="demo",
        features=("demo.holds",),
        targets=("postgres-*",),
        fault="server",
        impact=Impact.ERROR,
        workaround=NO_WORKAROUND,
        reason="It is old.",
        upstream="unreported",
        review_by=datetime.date(2027, 1, 1),
        seen="nothing",
        versions={"server": spec},
    )


@pytest.mark.parametrize(
    ("version", "spec", "fits"),
    [
        ("17.6", ">=17", True),
        ("19devel", ">=19", True),
        ("19devel", "<19", False),
        ("16.4-YB-2.25.2.0-b0", ">=16.4,<17", True),
        ("16.4-YB-2.25.2.0-b0", "<16", False),
        ("unknown", ">=1", False),
        ("", ">=1", False),
    ],
)
def test_a_server_may_call_its_version_what_it_likes(version: str, spec: str, fits: bool) -> None:
    assert entry(spec).fits({"server": version}) is fits


def test_a_version_that_nobody_knows_is_none() -> None:
    assert not entry(">=1").fits({})


@pytest.mark.parametrize(
    ("installed", "fits"),
    [
        ({}, True),
        ({"argon2-cffi": "25.1.0"}, False),
        ({"argon2-cffi": "25.1.0", "pwdlib": "1"}, False),
        ({"argon2-cffi-bindings": "25.1.0"}, True),
    ],
)
def test_a_fault_may_be_gone_where_a_distribution_is_there(installed: dict[str, str], fits: bool) -> None:
    found = msgspec.structs.replace(entry(">=1"), unless_installed=("passlib", "argon2-cffi"))
    assert found.fits({"server": "17", **installed}) is fits


def test_conditions_are_compared_with_everything_that_is_installed() -> None:
    found = comparable_versions(None)
    assert found["packaging"]
    assert found["sqlalchemy"]
    assert "python" in found
    assert "server" not in found
    assert "argon2-cffi-that-nobody-has" not in found


def test_what_a_condition_names_is_in_the_manifest() -> None:
    """A comparison of two runs can then tell that it was there in one of them."""
    found = describe_run("r", (), Asked(), ["packaging", "argon2-cffi-that-nobody-has"])["distributions"]
    assert {"packaging", "alchemy-assay", "pytest"} <= {*found}
    assert "argon2-cffi-that-nobody-has" not in found
    assert "packaging" not in describe_run("r", (), Asked())["distributions"]
