# Generated from suites/library/memory_repo/test_isolated.py by `python -m tools.twin`; do not edit.
"""Where repositories in memory keep their rows."""

from __future__ import annotations

from typing import Any

from assay.checking import proves
from reference_app.library.authors.models import Author, Book
from reference_app.library.memory.models import Branch, Member
from reference_app.sync.library.database import Database
from reference_app.sync.library.memory.repositories import BookMemory, MemberMemory, OtherMemberMemory, WriterMemory
from suites.library.sync.memory_repo.twins import NO_SESSION, members

MODELS = (Member, Branch, Author, Book)


def cleared(repository_type: Any) -> Any:
    """A new repository of a class whose rows are gone."""
    repository_type.__database_clear__()
    return repository_type(session=NO_SESSION)


@proves("memory-repo.isolated")
def test_rows_stay_for_the_next_repository() -> None:
    """Another repository of the same class has the rows of the first."""
    added = cleared(MemberMemory).add(Member(name="Agatha"))
    another = MemberMemory(session=NO_SESSION)
    assert (another.get(added.id)).name == "Agatha"
    assert another.count() == 1


@proves("memory-repo.isolated")
def test_models_do_not_mix() -> None:
    """Members are not among the authors, and deleting one kind leaves the other."""
    cleared(MemberMemory).add_many(members("Agatha", "Boris"))
    writers = WriterMemory(session=NO_SESSION)
    assert writers.count() == 0
    writers.add(Author(name="Chinua"))
    writers.delete_where()
    assert writers.count() == 0
    assert MemberMemory(session=NO_SESSION).count() == 2


@proves("memory-repo.isolated")
def test_cleared_between_tests() -> None:
    """After it was cleared there is nobody, and a member with the same values can be added anew."""
    repository = cleared(MemberMemory)
    first = repository.add(Member(name="Agatha"))
    again = cleared(MemberMemory)
    assert (again.count(), repository.count()) == (0, 0)
    again.add(Member(id=first.id, name="Agatha"))
    assert again.count() == 1


@proves("memory-repo.isolated")
def test_clearing_takes_the_books_too() -> None:
    """What was added along with another model's rows is cleared with them."""
    cleared(WriterMemory).add(Author(name="Agatha", books=[Book(title="Ask")]))
    assert BookMemory(session=NO_SESSION).count() == 1
    WriterMemory.__database_clear__()
    assert BookMemory(session=NO_SESSION).count() == 0


@proves("memory-repo.isolated")
def test_classes_do_not_share_their_rows() -> None:
    """Two classes for one model each have a collection of their own."""
    cleared(MemberMemory).add(Member(name="Agatha"))
    others = OtherMemberMemory(session=NO_SESSION).count()
    assert others == 0, f"a class that added nobody has {others} members"


@proves("memory-repo.isolated")
def test_change_without_update_is_not_kept(database: Database) -> None:
    """A member that was changed after it was read, and not updated, is as it was for the next repository."""
    with database.session() as session:
        session.add(Member(name="Agatha", visits=3))
        session.commit()
    repository = cleared(MemberMemory)
    repository.add(Member(name="Agatha", visits=3))
    (repository.get_one(name="Agatha")).visits = 9
    visits = (MemberMemory(session=NO_SESSION).get_one(name="Agatha")).visits
    assert visits == 3, f"a change that was not written is in the collection: {visits}"
