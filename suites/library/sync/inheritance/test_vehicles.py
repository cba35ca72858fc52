# Generated from suites/library/inheritance/test_vehicles.py by `python -m tools.twin`; do not edit.
"""Classes with tables that have nothing to do with each other."""

from __future__ import annotations

from assay.checking import Reader, proves
from reference_app.library.vehicles.models import BookCar, BookTram
from reference_app.sync.library.database import Database
from reference_app.sync.library.vehicles.repositories import BookCarRepository, BookTramRepository

MODELS = (BookCar, BookTram)


@proves("inheritance.cti-independent-tables")
def test_each_table_has_all_columns(database: Database, reader: Reader) -> None:
    """Id, the abstract class' column, its own, and the times."""
    del database
    assert set(reader.columns("library_book_car")) == {"id", "name", "engine", "created_at", "updated_at"}
    assert set(reader.columns("library_book_tram")) == {"id", "name", "line", "created_at", "updated_at"}


@proves("inheritance.cti-independent-tables")
def test_rows_are_of_one_table_only(database: Database, reader: Reader) -> None:
    """What is added to one is not in the other; ids are those of the rows, and may be given to both."""
    with database.session() as session:
        car = BookCarRepository(session=session).add(BookCar(id=7, name="Red", engine="steam"))
        tram = BookTramRepository(session=session).add(BookTram(id=7, name="Blue", line=4))
        session.commit()
        assert (car.id, tram.id) == (7, 7)
    assert [(row["id"], row["name"], row["engine"]) for row in reader.rows("library_book_car")] == [(7, "Red", "steam")]
    assert [(row["id"], row["name"], row["line"]) for row in reader.rows("library_book_tram")] == [(7, "Blue", 4)]


@proves("inheritance.cti-independent-tables")
def test_generated_ids_are_each_tables_own(database: Database, reader: Reader) -> None:
    """Ids from the database are those of the rows, with the times that the object has."""
    with database.session() as session:
        cars = BookCarRepository(session=session).add_many(
            [BookCar(name=f"Car {number}", engine="steam") for number in range(3)]
        )
        trams = BookTramRepository(session=session).add_many([BookTram(name="Tram", line=1)])
        session.commit()
        made = {car.id: car.name for car in cars}, {tram.id: tram.name for tram in trams}
    assert {row["id"]: row["name"] for row in reader.rows("library_book_car")} == made[0]
    assert {row["id"]: row["name"] for row in reader.rows("library_book_tram")} == made[1]
    assert len(made[0]) == 3


@proves("inheritance.cti-independent-tables")
def test_repository_of_one_sees_only_its_own(database: Database, reader: Reader) -> None:
    """Listing, counting and deleting one kind says nothing of the other."""
    with database.session() as session:
        BookCarRepository(session=session).add(BookCar(name="Red", engine="steam"))
        BookTramRepository(session=session).add(BookTram(name="Blue", line=4))
        session.commit()
    with database.session() as session:
        assert [one.name for one in BookCarRepository(session=session).list()] == ["Red"]
        assert BookTramRepository(session=session).count() == 1
        BookCarRepository(session=session).delete_where()
        session.commit()
    assert (reader.count("library_book_car"), reader.count("library_book_tram")) == (0, 1)
