"""The key that ``base.UUIDBase`` brings."""

from __future__ import annotations

from uuid import UUID, uuid4

from assay.checking import Reader, RunningApp, Target, answer, proves


@proves("models.uuid-base-primary-key")
def test_key_is_made_on_insert(app: RunningApp, reader: Reader) -> None:
    """An author sent without an id gets a random UUID, which is the stored key and finds it again."""
    created = answer(app.post("/authors", {"name": "Agatha"}), 201)
    key = UUID(created["id"])
    assert key.version == 4, f"the id {key} is a UUID of version {key.version}, not 4"
    stored = [row["id"] for row in reader.rows("author")]
    assert stored == [key], f"the answer's id is {key}, the stored ones are {stored}"
    assert answer(app.get(f"/authors/{key}"), 200)["id"] == created["id"], "another session reads another id"


@proves("models.uuid-base-primary-key")
def test_keys_differ(probed: RunningApp, reader: Reader) -> None:
    """Two hundred authors inserted at once get as many keys, each a UUID already in Python."""
    names = [f"author {number}" for number in range(200)]
    created = answer(probed.post("/probes/models/authors", [{"name": name} for name in names]), 201)
    keys = {UUID(author["id"]) for author in created}
    assert len(keys) == len(names), f"{len(names)} authors have {len(keys)} different keys"
    assert {author["type"] for author in created} == {"UUID"}, "a key is no UUID in Python"
    assert {row["id"] for row in reader.rows("author")} == keys, "the stored keys are not those of the objects"


@proves("models.uuid-base-primary-key")
def test_callers_key_is_kept(probed: RunningApp, reader: Reader) -> None:
    """A key that the caller chose is the one that is stored."""
    key = uuid4()
    answer(probed.post("/probes/models/authors", [{"id": str(key), "name": "Agatha"}]), 201)
    stored = [row["id"] for row in reader.rows("author")]
    assert stored == [key], f"the caller chose {key}, stored is {stored}"


@proves("models.uuid-base-primary-key")
def test_second_row_with_a_key_is_refused(probed: RunningApp, reader: Reader) -> None:
    """A key that is taken is a conflict, and the row that has it stays as it is."""
    key = uuid4()
    reader.insert("author", {"id": key, "name": "first"})
    answer(probed.post("/probes/models/authors", [{"id": str(key), "name": "second"}]), 409)
    stored = [row["name"] for row in reader.rows("author", id=key)]
    assert stored == ["first"], f"after the refused insert the key belongs to {stored}"


@proves("models.uuid-base-primary-key")
def test_key_is_stored_as_documented(app: RunningApp, reader: Reader, target: Target) -> None:
    """The column has the database's own UUID type, or 16 bytes; it is the primary key, and never NULL."""
    column = reader.table("author").c["id"]
    length = getattr(column.type, "length", None)
    seen = f"{type(column.type).__name__}({length})" if length else type(column.type).__name__
    expected = target.column_types.reflected_uuid
    assert seen == expected, f"author.id is stored as {seen}, not {expected}"
    assert [c.name for c in reader.table("author").primary_key] == ["id"]
    assert not column.nullable, "author.id may be NULL"
