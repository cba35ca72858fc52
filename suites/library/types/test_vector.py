"""Vector: lists of numbers of one length."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from assay.checking import Reader, proves
from reference_app.library.columns_since_1_11.models import Embedding
from reference_app.library.database import Database
from suites.library.types.storing import names, raised, refusal, store, value_of

MODELS = (Embedding,)

DISTANCES = ("cosine_distance", "l2_distance", "l1_distance", "max_inner_product")


@proves("types.vector-native")
@pytest.mark.parametrize(
    "vector", [[1.5, -2.25, 0.0], [1e-3, 1e6, 3.0], [0.0, 0.0, 0.0]], ids=["plain", "sizes", "zeros"]
)
async def test_vector_comes_back(database: Database, vector: list[float]) -> None:
    """As a list of the same numbers."""
    await store(database, Embedding(name="it", vector=vector))
    read = await value_of(database, Embedding.vector, "it")
    assert type(read) is list, f"the session reads a {type(read).__name__}"
    assert read == pytest.approx(vector, rel=1e-6)


@proves("types.vector-native")
async def test_integers_come_back_as_floats(database: Database) -> None:
    """A vector is of floats, whatever it was written with."""
    await store(database, Embedding(name="it", vector=[1, 2, 3]))
    read = await value_of(database, Embedding.vector, "it")
    assert read == [1.0, 2.0, 3.0]
    assert {type(number) for number in read} == {float}, f"the session reads {read}"


@proves("types.vector-native")
async def test_vectors_written_in_bulk(database: Database) -> None:
    """A tuple is as good as a list, in an INSERT of several rows and in an UPDATE by statement."""
    async with database.session() as session:
        await session.execute(
            sa.insert(Embedding),
            [{"name": "a", "vector": [1.0, 2.0, 3.0]}, {"name": "b", "vector": (4.0, 5.0, 6.0)}],
        )
        await session.execute(sa.update(Embedding).where(Embedding.name == "b").values(vector=[7.0, 8.0, 9.0]))
        await session.commit()
    read = [await value_of(database, Embedding.vector, name) for name in ("a", "b")]
    assert read == [[1.0, 2.0, 3.0], [7.0, 8.0, 9.0]], read


@proves("types.vector-native")
async def test_none_is_null(database: Database, reader: Reader) -> None:
    """No vector is NULL in the table, and None again; IS NULL finds it."""
    await store(database, Embedding(name="none", vector=None), Embedding(name="some", vector=[1.0, 2.0, 3.0]))
    assert await value_of(database, Embedding.vector, "none") is None
    assert await names(database, sa.select(Embedding.name).where(Embedding.vector.is_(None))) == ["none"]
    nulls = reader.execute("SELECT name FROM library_embedding WHERE embedded IS NULL")
    assert [row["name"] for row in nulls] == ["none"], nulls


@proves("types.vector-distances")
@pytest.mark.parametrize("distance", DISTANCES)
async def test_distance_without_native_vectors_is_refused(database: Database, distance: str) -> None:
    """Where vectors are JSON, ordering by a distance says that the database has none, before it is asked."""
    await store(database, Embedding(name="it", vector=[1.0, 2.0, 3.0]))
    order = getattr(Embedding.vector, distance)([1.0, 0.0, 0.0])
    said = await raised(
        (NotImplementedError, DBAPIError), lambda: names(database, sa.select(Embedding.name).order_by(order))
    )
    assert "require a native vector backend" in said, f"ordering by {distance}: {said!r}"
    assert await names(database, sa.select(Embedding.name)) == ["it"]


@proves("types.vector-dimension")
@pytest.mark.parametrize(
    "vector", [[], [1.0, 2.0], [1.0, 2.0, 3.0, 4.0], "abc", [1.0, "2", None]], ids=["0", "2", "4", "text", "others"]
)
async def test_vector_of_another_length_is_refused(database: Database, reader: Reader, vector: Any) -> None:
    """And so is what is no vector of numbers; there is no row."""
    assert await refusal(database, Embedding(name="it", vector=vector)), f"{vector} was taken for a vector of 3"
    assert reader.count("library_embedding") == 0


@proves("types.vector-dimension")
async def test_vector_of_its_length_is_taken(database: Database) -> None:
    """All three numbers are read."""
    refused = await refusal(database, Embedding(name="it", vector=[1.5, 2.5, 3.5]))
    assert refused == "", refused
    assert await value_of(database, Embedding.vector, "it") == [1.5, 2.5, 3.5]
