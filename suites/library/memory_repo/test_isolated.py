"""Where repositories in memory keep their rows."""

from __future__ import annotations

from typing import Any

from assay.checking import proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.database import Database
from reference_app.library.memory.models import Branch, Member
from reference_app.library.memory.repositories import BookMemory, MemberMemory, OtherMemberMemory, WriterMemory
from suites.library.memory_repo.twins import NO_SESSION, members

MODELS = (Member, Branch, Author, Book)


def cleared(repository_type: Any) -> Any:
    """A new repository of a class whose rows are gone."""
    repository_type.__database_clear__()
    return repository_type(session=NO_SESSION)


@proves("memory-repo.isolated")
async def test_rows_stay_for_the_next_repository() -> None:
    """Another repository of the same class has the rows of the first."""
    added = await cleared(MemberMemory).add(Member(name="Agatha"))
    another = MemberMemory(session=NO_SESSION)
    assert (await another.get(added.id)).name == "Agatha"
    assert await another.count() == 1


@proves("memory-repo.isolated")
async def test_models_do_not_mix() -> None:
    """Members are not among the authors, and deleting one kind leaves the other."""
    await cleared(MemberMemory).add_many(members("Agatha", "Boris"))
    writers = WriterMemory(session=NO_SESSION)
    assert await writers.count() == 0
    await writers.add(Author(name="Chinua"))
    await writers.delete_where()
    assert await writers.count() == 0
    assert await MemberMemory(session=NO_SESSION).count() == 2


@proves("memory-repo.isolated")
async def test_cleared_between_tests() -> None:
    """After it was cleared there is nobody, and a member with the same values can be added anew."""
    repository = cleared(MemberMemory)
    first = await repository.add(Member(name="Agatha"))
    again = cleared(MemberMemory)
    assert (await again.count(), await repository.count()) == (0, 0)
    await again.add(Member(id=first.id, name="Agatha"))
    assert await again.count() == 1


@proves("memory-repo.isolated")
async def test_clearing_takes_the_books_too() -> None:
    """What was added along with another model's rows is cleared with them."""
    await cleared(WriterMemory).add(Author(name="Agatha", books=[Book(title="Ask")]))
    assert await BookMemory(session=NO_SESSION).count() == 1
    WriterMemory.__database_clear__()
    assert await BookMemory(session=NO_SESSION).count() == 0


@proves("memory-repo.isolated")
async def test_classes_do_not_share_their_rows() -> None:
    """Two classes for one model each have a collection of their own."""
    await cleared(MemberMemory).add(Member(name="Agatha"))
    others = await OtherMemberMemory(session=NO_SESSION).count()
    assert others == 0, f"a class that added nobody has {others} members"


@proves("memory-repo.isolated")
async def test_change_without_update_is_not_kept(database: Database) -> None:
    """A member that was changed after it was read, and not updated, is as it was for the next repository."""
    async with database.session() as session:
        session.add(Member(name="Agatha", visits=3))
        await session.commit()
    repository = cleared(MemberMemory)
    await repository.add(Member(name="Agatha", visits=3))
    (await repository.get_one(name="Agatha")).visits = 9
    visits = (await MemberMemory(session=NO_SESSION).get_one(name="Agatha")).visits
    assert visits == 3, f"a change that was not written is in the collection: {visits}"
