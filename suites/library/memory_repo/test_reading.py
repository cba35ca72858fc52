"""Methods that read: a repository in memory answers as that of the database does."""

from __future__ import annotations

import uuid
from typing import Any

from advanced_alchemy.exceptions import MultipleResultsFoundError, NotFoundError, RepositoryError
from advanced_alchemy.filters import CollectionFilter, LimitOffset, OrderBy, SearchFilter

from assay.checking import proves
from reference_app.library.database import Database
from reference_app.library.memory.models import Branch, Loan, Member
from reference_app.library.memory.repositories import BranchMemory, BranchRepository, LoanMemory, LoanRepository
from suites.library.memory_repo.twins import many, many_and_count, members, names, same
from suites.raising import raises

MODELS = (Member, Branch, Loan)


@proves("memory-repo.same-answers")
async def test_get_by_id(database: Database) -> None:
    """The member of the id, and NotFoundError for an id of none."""

    async def scenario(repository: Any) -> Any:
        agatha, _ = await repository.add_many(members("Agatha", "Boris"))
        found = await repository.get(agatha.id)
        with raises(NotFoundError):
            await repository.get(uuid.uuid4())
        return found.name, found is agatha

    await same(database, scenario, ("Agatha", True))


@proves("memory-repo.same-answers")
async def test_get_by_another_attribute(database: Database) -> None:
    """``id_attribute`` chooses the attribute that is compared."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris"))
        return (await repository.get("Boris", id_attribute="name")).name

    await same(database, scenario, "Boris")


@proves("memory-repo.composite-keys")
async def test_get_of_a_composite_key(database: Database) -> None:
    """A key of two columns is given as a tuple or by name; one of its columns has another name than its attribute."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many([Loan(branch="N", number=n, title=f"{n}") for n in (1, 2)])
        await repository.add(Loan(branch="S", number=1, title="S"))
        by_tuple = await repository.get(("N", 1))
        by_name = await repository.get({"branch": "S", "number": 1})
        with raises(NotFoundError):
            await repository.get(("S", 2))
        return by_tuple.title, by_name.title

    await same(database, scenario, ("1", "S"), LoanRepository, LoanMemory)


@proves("memory-repo.same-answers")
async def test_get_by_a_key_of_another_name(database: Database) -> None:
    """The primary key may be called something else than ``id``."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many([Branch(code="N", city="Oslo"), Branch(code="S", city="Rome")])
        found = await repository.get("S")
        await repository.delete("N")
        return found.city, await repository.count()

    await same(database, scenario, ("Rome", 1), BranchRepository, BranchMemory)


@proves("memory-repo.same-answers")
async def test_get_one_by_keyword(database: Database) -> None:
    """The one member of these values; NotFoundError, or None, for none of them."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many([*members("Agatha", "Boris", visits=3), *members("Chinua", visits=4)])
        one = await repository.get_one(name="Boris", visits=3)
        optional = await repository.get_one_or_none(visits=4)
        none = await repository.get_one_or_none(name="Boris", visits=4)
        with raises(NotFoundError):
            await repository.get_one(name="Zadie")
        return one.name, optional.name, none

    expected = ("Boris", "Chinua", None)
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_get_one_of_several(database: Database) -> None:
    """Two members where one is expected are MultipleResultsFoundError."""

    async def scenario(repository: Any) -> None:
        await repository.add_many(members("Agatha", "Boris", visits=3))
        with raises(MultipleResultsFoundError):
            await repository.get_one(visits=3)
        with raises(MultipleResultsFoundError):
            await repository.get_one_or_none(visits=3)

    await same(database, scenario, None)


@proves("memory-repo.same-answers")
async def test_get_one_by_filter(database: Database) -> None:
    """A filter chooses, alone and beside a keyword."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", visits=3))
        chosen = CollectionFilter("name", ["Boris", "Zadie"])
        nobody = CollectionFilter("name", ["Zadie"])
        return [
            (await repository.get_one(chosen)).name,
            (await repository.get_one(chosen, visits=3)).name,
            await repository.get_one_or_none(nobody),
            await repository.get_one_or_none(nobody, name="Agatha"),
        ]

    expected = ["Boris", "Boris", None, None]
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_numbers(database: Database) -> None:
    """``count`` and ``exists`` of all, of filters and keywords, and of nothing."""

    async def scenario(repository: Any) -> Any:
        before = (await repository.count(), await repository.exists())
        await repository.add_many([*members("Agatha", "Boris", visits=3), *members("Chinua", visits=4)])
        return [
            before,
            await repository.count(),
            await repository.count(visits=3),
            await repository.count(CollectionFilter("name", ["Agatha", "Chinua"])),
            await repository.count(CollectionFilter("name", ["Agatha", "Chinua"]), visits=4),
            await repository.count(visits=5),
            await repository.exists(name="Boris"),
            await repository.exists(name="Boris", visits=4),
            await repository.exists(SearchFilter("name", "hin")),
        ]

    expected = [(0, False), 3, 2, 2, 1, 0, True, False, True]
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_number_ignores_the_page(database: Database) -> None:
    """``count`` with a page's limit is the number of all."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", "Chinua"))
        return await repository.count(LimitOffset(limit=1, offset=0))

    await same(database, scenario, 3)


@proves("memory-repo.same-answers")
async def test_misspelt_keyword(database: Database) -> None:
    """A keyword that names no attribute is an error of the repository."""

    async def scenario(repository: Any) -> None:
        await repository.add_many(members("Agatha"))
        with raises(RepositoryError):
            await many(repository)(nam="Agatha")
        with raises(RepositoryError):
            await repository.count(nam="Agatha")

    await same(database, scenario, None)


@proves("memory-repo.same-answers")
async def test_misspelt_keyword_on_an_empty_table(database: Database) -> None:
    """A keyword that names no attribute is an error where there are no rows, too."""

    async def scenario(repository: Any) -> None:
        with raises(RepositoryError):
            await many(repository)(nam="Agatha")

    await same(database, scenario, None)


@proves("memory-repo.same-answers")
async def test_rows_by_keyword(database: Database) -> None:
    """``get_many`` by one keyword, by two, by None, and by none."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many([*members("Agatha", "Boris", town="Oslo"), *members("Chinua", town=None, label="x")])
        return [
            sorted(names(await many(repository)(**equal)))
            for equal in ({}, {"town": "Oslo"}, {"town": "Oslo", "name": "Boris"}, {"town": "Bern"})
        ]

    expected = [["Agatha", "Boris", "Chinua"], ["Agatha", "Boris"], ["Boris"], []]
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_order_of_the_call(database: Database) -> None:
    """``order_by`` of a call is the order of the rows."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Boris", "Agatha", "Chinua"))
        return names(await many(repository)(order_by=("name", True)))

    expected = ["Chinua", "Boris", "Agatha"]
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_second_page(database: Database) -> None:
    """The second page has the rows after the first, and the number of all."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", "Chinua", "Doris", "Edna"))
        by_name = OrderBy("name", "asc")
        pages = [names(await many(repository)(by_name, LimitOffset(limit=2, offset=at))) for at in (0, 2, 4, 6)]
        rows, total = await many_and_count(repository)(by_name, LimitOffset(limit=2, offset=2))
        return pages, names(rows), total

    pages = [["Agatha", "Boris"], ["Chinua", "Doris"], ["Edna"], []]
    expected = (pages, ["Chinua", "Doris"], 5)
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_number_of_the_first_page(database: Database) -> None:
    """The number beside the first page is that of all."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many(members("Agatha", "Boris", "Chinua"))
        rows, total = await many_and_count(repository)(OrderBy("name", "asc"), LimitOffset(limit=2, offset=0))
        return names(rows), total

    expected = (["Agatha", "Boris"], 3)
    await same(database, scenario, expected)


@proves("memory-repo.same-answers")
async def test_page_of_chosen_rows(database: Database) -> None:
    """A page is one of the rows that the keyword chooses."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many([*members("Agatha", "Boris", visits=1), *members("Chinua", "Doris", visits=2)])
        return names(await many(repository)(OrderBy("name", "asc"), LimitOffset(limit=1, offset=0), visits=2))

    await same(database, scenario, ["Chinua"])


@proves("memory-repo.same-answers")
async def test_older_names(database: Database) -> None:
    """``list`` and ``list_and_count`` heed filters and keywords as ever."""

    async def scenario(repository: Any) -> Any:
        await repository.add_many([*members("Boris", "Agatha", visits=1), *members("Chinua", visits=2)])
        rows = await repository.list(OrderBy("name", "asc"), visits=1)
        both, total = await repository.list_and_count(OrderBy("name", "desc"), visits=1)
        return names(rows), names(both), total

    expected = (["Agatha", "Boris"], ["Boris", "Agatha"], 2)
    await same(database, scenario, expected)
