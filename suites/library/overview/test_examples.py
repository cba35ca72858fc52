"""The front page's examples: four users, one page, what is left."""

from __future__ import annotations

from advanced_alchemy.filters import LimitOffset

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.overview.models import User
from reference_app.library.overview.services import UserRepository, UserService

MODELS = (User,)
USERS = [{"email": f"{name.lower()}@example.org", "name": name} for name in ("Ada", "Bo", "Cy", "Di")]


@proves("overview.readme-repository-example")
async def test_four_steps_of_a_repository(database: Database, reader: Reader) -> None:
    """Four users are added, a page of those of one name read, they are deleted, and the rest is counted."""
    async with database.session() as session:
        users = UserRepository(session=session)
        added = await users.add_many([User(**user) for user in USERS])
        await session.commit()
        page, total = await users.list_and_count(LimitOffset(limit=10, offset=0), name="Ada")
        deleted = await users.delete_many([user.id for user in page])
        left = await users.count()
        await session.commit()
    assert ([user.name for user in added], len({user.id for user in added})) == (["Ada", "Bo", "Cy", "Di"], 4)
    assert ([user.email for user in page], total) == (["ada@example.org"], 1)
    assert ([user.name for user in deleted], left) == (["Ada"], 3)
    assert sorted(row["email"] for row in reader.rows("library_front_user")) == [
        "bo@example.org",
        "cy@example.org",
        "di@example.org",
    ]


@proves("overview.readme-service-example")
async def test_four_steps_of_a_service(database: Database, reader: Reader) -> None:
    """The same with dictionaries that a service is given."""
    async with database.session() as session:
        users = UserService(session=session)
        added = await users.create_many(USERS)
        await session.commit()
        page, total = await users.list_and_count(LimitOffset(limit=10, offset=0), name="Bo")
        deleted = await users.delete_many([user.id for user in page])
        left = await users.count()
        await session.commit()
    assert ([user.name for user in added], len({user.id for user in added})) == (["Ada", "Bo", "Cy", "Di"], 4)
    assert ([user.email for user in page], total) == (["bo@example.org"], 1)
    assert ([user.name for user in deleted], left) == (["Bo"], 3)
    assert sorted(row["name"] for row in reader.rows("library_front_user")) == ["Ada", "Cy", "Di"]
