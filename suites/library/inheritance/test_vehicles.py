"""Classes with tables that have nothing to do with each other."""

from __future__ import annotations

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.vehicles.models import BookCar, BookTram
from reference_app.library.vehicles.repositories import BookCarRepository, BookTramRepository

MODELS = (BookCar, BookTram)


@proves("inheritance.cti-independent-tables")
async def test_each_table_has_all_columns(database: Database, reader: Reader) -> None:
    """Id, the abstract class' column, its own, and the times."""
    del database
    assert set(reader.columns("library_book_car")) == {"id", "name", "engine", "created_at", "updated_at"}
    assert set(reader.columns("library_book_tram")) == {"id", "name", "line", "created_at", "updated_at"}


@proves("inheritance.cti-independent-tables")
async def test_rows_are_of_one_table_only(database: Database, reader: Reader) -> None:
    """What is added to one is not in the other; ids are those of the rows, and may be given to both."""
    async with database.session() as session:
        car = await BookCarRepository(session=session).add(BookCar(id=7, name="Red", engine="steam"))
        tram = await BookTramRepository(session=session).add(BookTram(id=7, name="Blue", line=4))
        await session.commit()
        assert (car.id, tram.id) == (7, 7)
    assert [(row["id"], row["name"], row["engine"]) for row in reader.rows("library_book_car")] == [(7, "Red", "steam")]
    assert [(row["id"], row["name"], row["line"]) for row in reader.rows("library_book_tram")] == [(7, "Blue", 4)]


@proves("inheritance.cti-independent-tables")
async def test_generated_ids_are_each_tables_own(database: Database, reader: Reader) -> None:
    """Ids from the database are those of the rows, with the times that the object has."""
    async with database.session() as session:
        cars = await BookCarRepository(session=session).add_many(
            [BookCar(name=f"Car {number}", engine="steam") for number in range(3)]
        )
        trams = await BookTramRepository(session=session).add_many([BookTram(name="Tram", line=1)])
        await session.commit()
        made = {car.id: car.name for car in cars}, {tram.id: tram.name for tram in trams}
    assert {row["id"]: row["name"] for row in reader.rows("library_book_car")} == made[0]
    assert {row["id"]: row["name"] for row in reader.rows("library_book_tram")} == made[1]
    assert len(made[0]) == 3


@proves("inheritance.cti-independent-tables")
async def test_repository_of_one_sees_only_its_own(database: Database, reader: Reader) -> None:
    """Listing, counting and deleting one kind says nothing of the other."""
    async with database.session() as session:
        await BookCarRepository(session=session).add(BookCar(name="Red", engine="steam"))
        await BookTramRepository(session=session).add(BookTram(name="Blue", line=4))
        await session.commit()
    async with database.session() as session:
        assert [one.name for one in await BookCarRepository(session=session).list()] == ["Red"]
        assert await BookTramRepository(session=session).count() == 1
        await BookCarRepository(session=session).delete_where()
        await session.commit()
    assert (reader.count("library_book_car"), reader.count("library_book_tram")) == (0, 1)
