# Generated from suites/library/repo_reading/test_slugs.py by `python -m tools.twin`; do not edit.
"""Repositories of models with slugs."""

from __future__ import annotations

import random
import re
from uuid import UUID

import pytest

from assay.checking import Reader, proves
from reference_app.library.reading.models import Label
from reference_app.sync.library.database import Database
from reference_app.sync.library.reading.repositories import LabelRepository

MODELS = (Label,)


def labels(reader: Reader, *slugs: str) -> None:
    """Labels whose names are their slugs in capitals."""
    reader.insert(
        "library_read_label",
        *({"id": UUID(int=0x51 << 64 | n), "slug": slug, "name": slug.upper()} for n, slug in enumerate(slugs)),
    )


@proves("repo.get-by-slug")
def test_row_of_the_slug(database: Database, reader: Reader) -> None:
    """Its own row for each slug, and not one whose slug begins so."""
    labels(reader, "art", "art-2", "art-history")
    with database.session() as session:
        repository = LabelRepository(session=session)
        found = [repository.get_by_slug(slug) for slug in ("art-history", "art", "art-2")]
    assert [label and (label.slug, label.name) for label in found] == [
        ("art-history", "ART-HISTORY"),
        ("art", "ART"),
        ("art-2", "ART-2"),
    ]


@proves("repo.get-by-slug")
@pytest.mark.parametrize("slugs", [(), ("art",)], ids=["empty", "another"])
def test_no_row_of_the_slug(database: Database, reader: Reader, slugs: tuple[str, ...]) -> None:
    """None, of a slug that nobody has, of a part of one, and of an empty one."""
    labels(reader, *slugs)
    with database.session() as session:
        repository = LabelRepository(session=session)
        found = [repository.get_by_slug(slug) for slug in ("music", "ar", "art-", "")]
    assert found == [None] * 4


@proves("repo.get-by-slug")
def test_options_of_get_by_slug(database: Database, reader: Reader) -> None:
    """execution_options and uniquify are taken, and change nothing here."""
    labels(reader, "art", "music")
    with database.session() as session:
        found = LabelRepository(session=session).get_by_slug(
            "music", execution_options={"purpose": "report"}, uniquify=True
        )
    assert found is not None
    assert found.name == "MUSIC"


@proves("repo.available-slug")
@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("  -Rusty_Man- _", "rusty_man"),
        ("--", ""),
        ("Art", "art"),
        ("Art History", "art-history"),
        ("  Art -- History!  ", "art-history"),
        ("Müller & Söhne", "muller-sohne"),
        ("50% off", "50-off"),
        ("already-a-slug", "already-a-slug"),
    ],
)
def test_slug_of_a_text(database: Database, reader: Reader, text: str, slug: str) -> None:
    """Of letters, digits and hyphens; other slugs that begin so do not count."""
    labels(reader, f"{slug}-2", "other")
    with database.session() as session:
        assert LabelRepository(session=session).get_available_slug(text) == slug


@proves("repo.available-slug")
def test_slug_that_is_taken(database: Database, reader: Reader) -> None:
    """With an ending of its own, with which a label can be added."""
    labels(reader, "art-history")
    with database.session() as session:
        repository = LabelRepository(session=session)
        slug = repository.get_available_slug("Art History")
        other = repository.get_available_slug("Art")
        repository.add(Label(name="again", slug=slug))
        session.commit()
    assert re.fullmatch(r"art-history-[a-z0-9]{4}", slug)
    assert other == "art"
    assert {row["slug"]: row["name"] for row in reader.rows("library_read_label")} == {
        "art-history": "ART-HISTORY",
        slug: "again",
    }


@proves("repo.available-slug")
def test_slug_whose_ending_is_taken(database: Database, reader: Reader) -> None:
    """A slug that is given out is available, also if chance draws an ending that somebody has."""
    labels(reader, "art")
    with database.session() as session:
        repository = LabelRepository(session=session)
        random.seed(7)
        first = repository.get_available_slug("Art")
        repository.add(Label(name="second", slug=first))
        random.seed(7)
        second = repository.get_available_slug("Art")
    assert second != first, f"{second} is not available"


@proves("repo.available-slug")
def test_slug_of_a_row_that_is_not_committed(database: Database) -> None:
    """What was added in the same transaction is taken."""
    with database.session() as session:
        repository = LabelRepository(session=session)
        session.add(Label(name="Art", slug="art"))
        slug = repository.get_available_slug("Art")
        session.rollback()
    assert re.fullmatch(r"art-[a-z0-9]{4}", slug)
