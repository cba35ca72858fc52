"""One scenario on two repositories: that of the database, and that in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.checking import AssayError
from reference_app.library.database import Database
from reference_app.library.memory.models import Member
from reference_app.library.memory.repositories import MemberMemory, MemberRepository

NO_SESSION: Any = object()
"""A repository in memory is given a session, and has no use for it."""


async def same(
    database: Database, scenario: Any, expected: Any, real: Any = MemberRepository, memory: Any = MemberMemory
) -> None:
    """Demand the same of a scenario on the database and in memory, both of which are empty before.

    Args:
        database: Where the tables are.
        scenario: What is done with a repository.
        expected: What it gives.
        real: The repository's class on the database.
        memory: And in memory.

    Raises:
        AssertionError: It gave something else, or an error.
    """
    async with database.session() as session:
        from_database = await scenario(real(session=session))
        await session.rollback()
    assert from_database == expected, f"the repository of the database gave {from_database!r}"
    memory.__database_clear__()
    from_memory: Any = None
    try:
        from_memory = await scenario(memory(session=NO_SESSION))
    except (AssertionError, AssayError):
        raise
    except Exception as error:
        raise AssertionError(f"the repository in memory raised {type(error).__name__}: {error}") from error
    assert from_memory == expected, f"the repository in memory gave {from_memory!r}"


def members(*names: str, **same: Any) -> list[Member]:
    """Members of these names, and with these values."""
    return [Member(name=name, **same) for name in names]


def names(found: Sequence[Any]) -> list[str]:
    """Their names, in their order."""
    return [member.name for member in found]


def many(repository: Any) -> Any:
    """``get_many``, which was ``list`` before 1.10."""
    return repository.get_many if hasattr(repository, "get_many") else repository.list


def many_and_count(repository: Any) -> Any:
    """``get_many_and_count``, which was ``list_and_count`` before 1.10."""
    return repository.get_many_and_count if hasattr(repository, "get_many_and_count") else repository.list_and_count
