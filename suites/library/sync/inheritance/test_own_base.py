# Generated from suites/library/inheritance/test_own_base.py by `python -m tools.twin`; do not edit.
"""``CommonTableAttributes`` on a declarative base of one's own."""

from __future__ import annotations

from assay.checking import Reader, proves
from reference_app.library.own_base.models import LibraryHTTPHost, LibraryLoanV2, LibraryOwnBase, NamedLoan
from reference_app.sync.library.database import Database

MODELS = (LibraryHTTPHost, LibraryLoanV2, NamedLoan)


@proves("inheritance.common-table-attributes")
def test_tables_are_named_after_the_classes(database: Database, reader: Reader) -> None:
    """In snake case, unless the class says otherwise, and in the metadata of the base."""
    del database
    names = {"library_http_host", "library_loan_v2", "library_loan_by_name"}
    assert {model.__table__.name for model in MODELS} == names  # type: ignore[attr-defined]
    assert names <= reader.tables()
    assert set(LibraryOwnBase.metadata.tables) == names


@proves("inheritance.common-table-attributes")
def test_to_dict_of_a_stored_object(database: Database, reader: Reader) -> None:
    """It has the attributes by their own names, the key and the times of the mixins, and no sentinel."""
    with database.session() as session:
        loan = LibraryLoanV2(title="Curtain", days=14)
        session.add(loan)
        session.commit()
        said = loan.to_dict()
        assert loan.to_dict(exclude={"days", "created_at"}) == {
            "id": loan.id,
            "title": "Curtain",
            "updated_at": loan.updated_at,
        }
    row = reader.row("library_loan_v2")
    assert row is not None
    assert said == {
        "id": row["id"],
        "title": "Curtain",
        "days": row["number_of_days"],
        "created_at": loan.created_at,
        "updated_at": loan.updated_at,
    }
    assert said["days"] == 14
