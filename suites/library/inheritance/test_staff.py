"""Classes that share a table."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import selectin_polymorphic

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.staff.models import Engineer, LeadEngineer, Manager, StaffMember
from reference_app.library.staff.repositories import EngineerRepository, ManagerRepository, StaffRepository

MODELS = (StaffMember,)
TABLE = "library_staff_member"


async def hire(database: Database) -> None:
    """One of each kind, and a second engineer."""
    async with database.session() as session:
        await StaffRepository(session=session).add_many(
            [
                StaffMember(name="Ada"),
                Manager(name="Ben", team="north"),
                Engineer(name="Cleo", skill="steam"),
                Engineer(name="Dora", skill="rail"),
                LeadEngineer(name="Emil", skill="steam", reports=2),
            ]
        )
        await session.commit()


def names(reader: Reader) -> dict[str, str]:
    """The kind of everybody, by name, as the table has it."""
    return {row["name"]: row["kind"] for row in reader.rows(TABLE)}


@proves("inheritance.sti-one-table")
async def test_all_kinds_are_rows_of_one_table(database: Database, reader: Reader) -> None:
    """The kind is written, and each row has the columns of its own kind."""
    await hire(database)
    found = sorted((r["name"], r["kind"], r["team"], r["skill"], r["reports"]) for r in reader.rows(TABLE))
    assert found == [
        ("Ada", "member", None, None, None),
        ("Ben", "manager", "north", None, None),
        ("Cleo", "engineer", None, "steam", None),
        ("Dora", "engineer", None, "rail", None),
        ("Emil", "lead", None, "steam", 2),
    ]


@proves("inheritance.sti-one-table")
async def test_subclasses_name_no_table(database: Database) -> None:
    """A subclass says that it has no table of its own, and uses its parent's."""
    del database
    assert [kind.__tablename__ for kind in (StaffMember, Manager, Engineer, LeadEngineer)] == [TABLE, None, None, None]
    assert {kind.__table__.name for kind in (StaffMember, Manager, Engineer, LeadEngineer)} == {TABLE}  # type: ignore[attr-defined]


@proves("inheritance.sti-one-table", "inheritance.repository-of-base")
async def test_rows_come_back_as_what_they_are(database: Database) -> None:
    """A repository of the base class gives an object of each row's own class."""
    await hire(database)
    async with database.session() as session:
        found = await StaffRepository(session=session).list(order_by=[("name", False)])
        assert [(type(one), one.name) for one in found] == [
            (StaffMember, "Ada"),
            (Manager, "Ben"),
            (Engineer, "Cleo"),
            (Engineer, "Dora"),
            (LeadEngineer, "Emil"),
        ]


@proves("inheritance.repository-of-base")
async def test_columns_of_the_subclass_can_be_read_from_what_the_base_gives(database: Database) -> None:
    """A manager from the repository of all has its team, as one from its own."""
    await hire(database)
    async with database.session() as session:
        found = await StaffRepository(session=session).get_one(name="Ben")
        assert isinstance(found, Manager)
        assert found.team == "north"


@proves("inheritance.repository-of-base")
async def test_columns_of_the_subclass_can_be_loaded(database: Database) -> None:
    """They are there, if the repository is told to load them, once for all or for one call."""
    await hire(database)
    load: Any = [selectin_polymorphic(StaffMember, [Manager, Engineer])]
    async with database.session() as session:
        found = await StaffRepository(session=session, load=load).get_one(name="Ben")
        assert isinstance(found, Manager)
        assert found.team == "north"
    async with database.session() as session:
        listed = await StaffRepository(session=session).list(load=load, kind="engineer")
        assert {one.skill for one in listed if isinstance(one, Engineer)} == {"rail", "steam"}


@proves("inheritance.repository-of-base")
async def test_base_counts_and_gets_every_kind(database: Database, reader: Reader) -> None:
    """Counting, counting with a filter, and getting one by its key speak of all kinds."""
    await hire(database)
    row = reader.row(TABLE, name="Dora")
    assert row is not None
    async with database.session() as session:
        repository = StaffRepository(session=session)
        assert await repository.count() == 5
        _, total = await repository.list_and_count()
        assert total == 5
        assert await repository.count(kind="engineer") == 2
        assert await repository.exists(name="Ben")
        assert type(await repository.get(row["id"])) is Engineer
        assert type(await repository.get_one(name="Emil")) is LeadEngineer


@proves("inheritance.repository-of-base")
async def test_base_updates_and_deletes_every_kind(database: Database, reader: Reader) -> None:
    """An update of a column that all have, and a delete by key, reach rows of subclasses and no other row."""
    await hire(database)
    ids = {row["name"]: row["id"] for row in reader.rows(TABLE)}
    async with database.session() as session:
        repository = StaffRepository(session=session)
        changed = await repository.get(ids["Cleo"])
        changed.name = "Clio"
        await repository.update(changed)
        await repository.delete(ids["Ben"])
        await session.commit()
    assert names(reader) == {"Ada": "member", "Clio": "engineer", "Dora": "engineer", "Emil": "lead"}


@proves("inheritance.repository-of-subclass")
async def test_subclass_sees_only_its_own_kind(database: Database, reader: Reader) -> None:
    """Listing, counting and getting leave out the other kinds, and take in the kinds below."""
    await hire(database)
    ids = {row["name"]: row["id"] for row in reader.rows(TABLE)}
    async with database.session() as session:
        managers = ManagerRepository(session=session)
        assert [(type(one), one.name) for one in await managers.list()] == [(Manager, "Ben")]
        assert await managers.count() == 1
        found, total = await managers.list_and_count()
        assert ([one.name for one in found], total) == (["Ben"], 1)
        assert await managers.exists(name="Ben")
        assert not await managers.exists(name="Ada")
        assert await managers.get_one_or_none(name="Cleo") is None
        assert await managers.get_one_or_none(id=ids["Cleo"]) is None
        engineers = EngineerRepository(session=session)
        assert sorted(one.name for one in await engineers.list()) == ["Cleo", "Dora", "Emil"]
        assert await engineers.count() == 3


@proves("inheritance.repository-of-subclass")
async def test_subclass_writes_its_own_kind(database: Database, reader: Reader) -> None:
    """``add`` and ``add_many`` of a subclass' repository write the kind."""
    async with database.session() as session:
        repository = ManagerRepository(session=session)
        await repository.add(Manager(name="Ben", team="north"))
        await repository.add_many([Manager(name="Bea"), Manager(name="Bo", team="south")])
        await session.commit()
    assert names(reader) == {"Ben": "manager", "Bea": "manager", "Bo": "manager"}


@proves("inheritance.repository-of-subclass")
async def test_delete_where_of_a_subclass_spares_the_others(database: Database, reader: Reader) -> None:
    """Deleting all managers deletes managers."""
    await hire(database)
    async with database.session() as session:
        deleted = await ManagerRepository(session=session).delete_where()
        await session.commit()
    assert [one.name for one in deleted] == ["Ben"]
    assert names(reader) == {"Ada": "member", "Cleo": "engineer", "Dora": "engineer", "Emil": "lead"}


@proves("inheritance.repository-of-subclass")
async def test_delete_where_takes_the_kinds_below(database: Database, reader: Reader) -> None:
    """An engineer who leads others is an engineer; one with another skill is not meant."""
    await hire(database)
    async with database.session() as session:
        await EngineerRepository(session=session).delete_where(skill="steam")
        await session.commit()
    assert names(reader) == {"Ada": "member", "Ben": "manager", "Dora": "engineer"}


@proves("inheritance.repository-of-subclass")
async def test_delete_many_of_a_subclass_spares_the_others(database: Database, reader: Reader) -> None:
    """A key of another kind among those to be deleted is no manager's, and its row stays."""
    await hire(database)
    ids = {row["name"]: row["id"] for row in reader.rows(TABLE)}
    async with database.session() as session:
        await ManagerRepository(session=session).delete_many([ids["Ben"], ids["Ada"]])
        await session.commit()
    assert names(reader) == {"Ada": "member", "Cleo": "engineer", "Dora": "engineer", "Emil": "lead"}


@proves("inheritance.repository-of-subclass")
async def test_update_many_of_a_subclass(database: Database, reader: Reader) -> None:
    """Columns of the subclass and of its parent are written, in the rows that were named."""
    await hire(database)
    ids = {row["name"]: row["id"] for row in reader.rows(TABLE)}
    async with database.session() as session:
        await EngineerRepository(session=session).update_many(
            [Engineer(id=ids["Cleo"], name="Clio", skill="sails"), Engineer(id=ids["Dora"], name="Dodo", skill="air")]
        )
        await session.commit()
    assert sorted((row["name"], row["kind"], row["skill"]) for row in reader.rows(TABLE)) == [
        ("Ada", "member", None),
        ("Ben", "manager", None),
        ("Clio", "engineer", "sails"),
        ("Dodo", "engineer", "air"),
        ("Emil", "lead", "steam"),
    ]


@proves("inheritance.sti-subclass-columns")
async def test_columns_of_subclasses_are_nullable_in_the_table(database: Database, reader: Reader) -> None:
    """The table has the columns of all subclasses; those that a subclass brings may be NULL, the others not."""
    del database
    columns = {name: column["nullable"] for name, column in reader.columns(TABLE).items()}
    assert columns == {
        "id": False,
        "name": False,
        "kind": False,
        "sa_orm_sentinel": True,
        "created_at": False,
        "updated_at": False,
        "team": True,
        "skill": True,
        "reports": True,
    }
