# Generated from reference_app/library/failures/repositories.py by `python -m tools.twin`; do not edit.
"""Repositories of shelves and volumes, and what goes wrong on them."""

from collections.abc import Sequence

from advanced_alchemy.repository import SQLAlchemySyncRepository
from sqlalchemy import literal_column
from sqlalchemy.orm import Session

from reference_app.library.failures.models import Loan, Nowhere, Shelf, Volume

__all__ = ("FAILURES", "NowhereRepository", "ShelfRepository", "VolumeRepository", "fail")


class ShelfRepository(SQLAlchemySyncRepository[Shelf]):
    """Shelves."""

    model_type = Shelf
    id_attribute = "code"


class VolumeRepository(SQLAlchemySyncRepository[Volume]):
    """Volumes."""

    model_type = Volume
    id_attribute = "code"


class LoanRepository(SQLAlchemySyncRepository[Loan]):
    """Repository of volumes that are out."""

    model_type = Loan
    id_attribute = "code"


class NowhereRepository(SQLAlchemySyncRepository[Nowhere]):
    """Of the table that is not there."""

    model_type = Nowhere
    id_attribute = "code"


FAILURES: Sequence[str] = (
    "missing",
    "missing-one",
    "missing-update",
    "missing-delete",
    "two",
    "two-or-none",
    "same-key",
    "same-label",
    "same-label-of-two-lines",
    "same-label-of-many",
    "same-label-by-update",
    "no-such-shelf",
    "no-such-shelf-of-a-loan",
    "shelf-in-use",
    "negative",
    "null",
    "too-long",
    "no-table",
    "bad-sql",
)
"""What :func:`fail` knows."""


def _shelf(code: str, label: str = "", width: int = 1, **more: str) -> Shelf:
    return Shelf(code=code, label=label or f"of {code}", width=width, **more)


def fail(session: Session, name: str, **options: object) -> object:
    """Do what a database or a repository refuses, on a table that holds nothing.

    Args:
        session: Where; what is written before is flushed and not committed.
        name: What: one of ``FAILURES``.
        options: What the repositories take.
    """
    shelves = ShelfRepository(session=session, **options)  # type: ignore[arg-type]
    volumes = VolumeRepository(session=session, **options)  # type: ignore[arg-type]
    if name.startswith("missing"):
        return _fail_missing(shelves, name)
    shelves.add(_shelf("first"))
    if name in ("two", "two-or-none"):
        shelves.add(_shelf("second"))
        return shelves.get_one(width=1) if name == "two" else shelves.get_one_or_none(width=1)
    if name.startswith("same-"):
        return _fail_same(shelves, name)
    if "-shelf" in name or name.startswith("shelf-"):
        return _fail_foreign_key(shelves, volumes, name, **options)
    if name == "negative":
        return shelves.add(_shelf("second", width=-1))
    if name == "null":
        return shelves.add(Shelf(code="second", label="without a width", width=None))
    if name == "too-long":
        return shelves.add(_shelf("second", note="secret " * 20))
    if name == "no-table":
        return NowhereRepository(session=session, **options).list()  # type: ignore[arg-type]
    return shelves.list(literal_column("no_such_column") == "secret")


def _fail_missing(shelves: ShelfRepository, name: str) -> object:
    if name == "missing":
        return shelves.get("secret")
    if name == "missing-one":
        return shelves.get_one(code="secret")
    if name == "missing-update":
        return shelves.update(_shelf("secret"))
    return shelves.delete("secret")


def _fail_foreign_key(shelves: ShelfRepository, volumes: VolumeRepository, name: str, **options: object) -> object:
    if name == "no-such-shelf":
        return volumes.add(Volume(code="lost", shelf_code="nowhere"))
    if name == "shelf-in-use":
        volumes.add(Volume(code="kept", shelf_code="first"))
        return shelves.delete("first")
    loans = LoanRepository(session=shelves.session, **options)  # type: ignore[arg-type]
    return loans.add(Loan(code="lost", shelf_to_which_it_comes_back="nowhere"))


def _fail_same(shelves: ShelfRepository, name: str) -> object:
    if name == "same-key":
        # a key that this session does not know, or it would be refused before it is sent
        shelves.session.expunge_all()
        return shelves.add(_shelf("first", "another"))
    if name == "same-label-by-update":
        second = shelves.add(_shelf("second"))
        second.label = "of first"
        return shelves.update(second)
    label = "secret\nof two lines" if name == "same-label-of-two-lines" else "secret"
    shelves.add(_shelf("second", label))
    if name == "same-label-of-many":
        return shelves.add_many([_shelf("third"), _shelf("fourth", label)])
    return shelves.add(_shelf("third", label))
