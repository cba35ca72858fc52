"""Files that become rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from advanced_alchemy.exceptions import RepositoryError
from advanced_alchemy.utils import fixtures

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.seeding.models import Label, Member, Product, Role, Team
from reference_app.library.seeding.services import (
    LabelService,
    MemberService,
    ProductRepository,
    RoleService,
    TeamService,
)

MODELS = (Product, Role, Label, Team, Member)

PRODUCTS = [
    {
        "name": "Laptop",
        "description": "High-performance laptop with 16GB RAM and 1TB SSD",
        "price": 999.99,
        "in_stock": True,
    },
    {"name": "Smartphone", "description": None, "price": 699.5, "in_stock": False},
    {"name": "Cable", "price": 5},
]


def write(folder: Path, name: str, value: Any) -> None:
    """Write a JSON file."""
    (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")


def stored(reader: Reader) -> list[tuple[Any, ...]]:
    """The products by their names."""
    rows = reader.rows("library_seed_product")
    return sorted((row["name"], row["description"], row["price"], bool(row["in_stock"])) for row in rows)


@proves("seeding.page-models", "seeding.open-fixture")
async def test_the_pages_script(database: Database, reader: Reader, tmp_path: Path) -> None:
    """The file's products are rows, with their numbers and booleans, and defaults for what it does not say."""
    write(tmp_path, "products", PRODUCTS)
    async with database.session() as session:
        repository = ProductRepository(session=session)
        fixture_data = await fixtures.open_fixture_async(tmp_path, "products")
        await repository.add_many([Product(**item) for item in fixture_data], auto_commit=True)
    found = stored(reader)
    assert found == [
        ("Cable", None, 5.0, True),
        ("Laptop", "High-performance laptop with 16GB RAM and 1TB SSD", 999.99, True),
        ("Smartphone", None, 699.5, False),
    ], f"the prices are {[row[2] for row in found]}"


@proves("seeding.csv-strings")
async def test_the_pages_rows(database: Database, reader: Reader, tmp_path: Path) -> None:
    """The lines of a CSV file are rows once their texts are made what they mean."""
    lines = "name,price,in_stock\nWidget,9.99,true\nThingy,4.99,false\n"
    (tmp_path / "products.csv").write_text(lines, encoding="utf-8")
    async with database.session() as session:
        raw_rows = await fixtures.open_fixture_async(tmp_path, "products")
        products = [
            Product(name=row["name"], price=float(row["price"]), in_stock=row["in_stock"].lower() == "true")
            for row in raw_rows
        ]
        await ProductRepository(session=session).add_many(products, auto_commit=True)
    assert stored(reader) == [("Thingy", None, 4.99, False), ("Widget", None, 9.99, True)]


@proves("seeding.json-types")
async def test_ids_of_the_file(database: Database, reader: Reader, tmp_path: Path) -> None:
    """A row has the id that the file gives it."""
    wanted = uuid4()
    write(tmp_path, "products", [{"id": str(wanted), "name": "Laptop", "price": 1.5}])
    refusal = ""
    async with database.session() as session:
        fixture_data = await fixtures.open_fixture_async(tmp_path, "products")
        try:
            await ProductRepository(session=session).add_many([Product(**item) for item in fixture_data])
            await session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the file's id was not taken
            refusal = type(error).__name__
            await session.rollback()
    assert not refusal, f"a row with the file's id was refused with {refusal}"
    assert [row["id"] for row in reader.rows("library_seed_product")] == [wanted]


ROLES = [
    {"name": "admin", "description": "All", "level": 9},
    {"name": "editor", "description": "Some", "level": 5},
    {"name": "guest"},
]


def by_name(reader: Reader, table: str) -> dict[str, dict[str, Any]]:
    """All rows of a table by their names; one of each name."""
    rows = reader.rows(table)
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names)), f"names are there more than once: {sorted(names)}"
    return {row["name"]: row for row in rows}


def shown(rows: dict[str, dict[str, Any]]) -> dict[str, tuple[Any, Any]]:
    """Description and level by name."""
    return {name: (row["description"], row["level"]) for name, row in rows.items()}


async def load(database: Database, folder: Path, table: str) -> None:
    """Load the file as the page's loader does."""
    async with database.session() as session:
        service: Any = RoleService(session=session) if table == "library_seed_role" else LabelService(session=session)
        fixture_data = await fixtures.open_fixture_async(folder, "role")
        await service.upsert_many(match_fields=["name"], data=fixture_data, auto_commit=True)


async def changed_file(database: Database, reader: Reader, folder: Path, table: str) -> None:
    """Load a file, then one with a changed line, a new one and one less, then this again."""
    write(folder, "role", ROLES)
    await load(database, folder, table)
    first = by_name(reader, table)
    assert shown(first) == {"admin": ("All", 9), "editor": ("Some", 5), "guest": (None, 1)}
    changed = [{"name": "editor", "level": 0}, {"name": "owner", "description": "New"}, ROLES[0]]
    write(folder, "role", changed)
    for _ in range(2):
        await load(database, folder, table)
        second = by_name(reader, table)
        assert shown(second) == {
            "admin": ("All", 9),
            "editor": ("Some", 0),
            "guest": (None, 1),
            "owner": ("New", 1),
        }
        kept = {name: (row["id"], row["created_at"]) for name, row in second.items() if name in first}
        assert kept == {name: (row["id"], row["created_at"]) for name, row in first.items()}
        assert second["guest"] == first["guest"], "a row that the file does not name was changed"


@proves("seeding.upsert-many-rerunnable")
async def test_a_file_that_changes(database: Database, reader: Reader, tmp_path: Path) -> None:
    """One row for each name, which keeps its id and what the file does not say; changed values are written."""
    await changed_file(database, reader, tmp_path, "library_seed_role")


@proves("seeding.upsert-many-rerunnable")
async def test_the_same_file_twice(database: Database, reader: Reader, tmp_path: Path) -> None:
    """A second load of the same file leaves the same rows."""
    write(tmp_path, "role", ROLES)
    await load(database, tmp_path, "library_seed_role")
    first = by_name(reader, "library_seed_role")
    await load(database, tmp_path, "library_seed_role")
    second = by_name(reader, "library_seed_role")
    assert {name: row["id"] for name, row in second.items()} == {name: row["id"] for name, row in first.items()}
    assert shown(second) == shown(first)


@proves("seeding.upsert-many-rerunnable")
async def test_an_empty_file(database: Database, reader: Reader, tmp_path: Path) -> None:
    """A file without lines changes nothing."""
    write(tmp_path, "role", ROLES)
    await load(database, tmp_path, "library_seed_role")
    before = by_name(reader, "library_seed_role")
    write(tmp_path, "role", [])
    await load(database, tmp_path, "library_seed_role")
    assert by_name(reader, "library_seed_role") == before


@proves("seeding.upsert-many-rerunnable")
async def test_a_large_file(database: Database, reader: Reader, tmp_path: Path) -> None:
    """More lines than go into one statement, twice, with another level the second time."""
    for level in (3, 4):
        write(tmp_path, "role", [{"name": f"role {number:04}", "level": level} for number in range(1001)])
        await load(database, tmp_path, "library_seed_role")
        rows = by_name(reader, "library_seed_role")
        assert {name: row["level"] for name, row in rows.items()} == {f"role {n:04}": level for n in range(1001)}


@proves("seeding.upsert-many-unique-gate")
async def test_without_a_constraint(database: Database, reader: Reader, tmp_path: Path) -> None:
    """The same, though the database does not know that names are unique."""
    await changed_file(database, reader, tmp_path, "library_seed_label")


@proves("seeding.upsert-many-unique-gate")
@pytest.mark.parametrize("there", [True, False], ids=["there", "not-there"])
async def test_a_name_that_the_file_has_twice(database: Database, reader: Reader, tmp_path: Path, there: bool) -> None:
    """A name that stands twice in the file is one row, with the values of the last line."""
    if there:
        write(tmp_path, "role", [{"name": "admin", "level": 1}])
        await load(database, tmp_path, "library_seed_label")
    write(tmp_path, "role", [{"name": "admin", "level": 2}, {"name": "guest"}, {"name": "admin", "level": 3}])
    await load(database, tmp_path, "library_seed_label")
    found = sorted((row["name"], row["level"]) for row in reader.rows("library_seed_label"))
    assert found == [("admin", 3), ("guest", 1)], f"the rows are {found}"


def family(folder: Path) -> UUID:
    """Files of a team and its members; the team's id."""
    team = uuid4()
    write(folder, "team", [{"id": str(team), "name": "Reds"}])
    write(folder, "member", [{"name": name, "team_id": str(team)} for name in ("Ada", "Grace")])
    return team


@proves("seeding.parents-first")
async def test_in_the_right_order(database: Database, reader: Reader, tmp_path: Path) -> None:
    """Parents, then children: all rows are there."""
    team = family(tmp_path)
    async with database.session() as session:
        teams = await fixtures.open_fixture_async(tmp_path, "team")
        await TeamService(session=session).create_many([{**one, "id": UUID(one["id"])} for one in teams])
        members = await fixtures.open_fixture_async(tmp_path, "member")
        await MemberService(session=session).create_many([{**one, "team_id": UUID(one["team_id"])} for one in members])
        await session.commit()
    assert [row["id"] for row in reader.rows("library_seed_team")] == [team]
    found = sorted((row["name"], row["team_id"]) for row in reader.rows("library_seed_team_member"))
    assert found == [("Ada", team), ("Grace", team)]


@proves("seeding.parents-first", needs=("enforces-foreign-keys",))
async def test_in_the_wrong_order(database: Database, reader: Reader, tmp_path: Path) -> None:
    """Children without their parents are refused, and nothing of them stays."""
    family(tmp_path)
    refused = False
    async with database.session() as session:
        members = await fixtures.open_fixture_async(tmp_path, "member")
        sent = [{**one, "team_id": UUID(one["team_id"])} for one in members]
        try:
            await MemberService(session=session).create_many(sent, auto_commit=True)
        except RepositoryError:
            refused = True
        await session.rollback()
    assert refused, "children without a parent were taken"
    assert reader.rows("library_seed_team_member") == []
