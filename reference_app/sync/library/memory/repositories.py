# Generated from reference_app/library/memory/repositories.py by `python -m tools.twin`; do not edit.
"""Each repository twice: on the database, and in memory for the program's own tests."""

from advanced_alchemy.repository import SQLAlchemySyncRepository
from advanced_alchemy.repository.memory import SQLAlchemySyncMockRepository

from reference_app.library.authors.models import Author, Book
from reference_app.library.memory.models import Branch, Loan, Member

__all__ = (
    "BookMemory",
    "BranchMemory",
    "BranchRepository",
    "LoanMemory",
    "LoanRepository",
    "MemberMemory",
    "MemberRepository",
    "OtherMemberMemory",
    "WriterMemory",
)


class MemberRepository(SQLAlchemySyncRepository[Member]):
    """Members on the database."""

    model_type = Member


class MemberMemory(SQLAlchemySyncMockRepository[Member]):
    """Members in memory."""

    model_type = Member


class OtherMemberMemory(SQLAlchemySyncMockRepository[Member]):
    """Members in memory, for another part of the program."""

    model_type = Member


class BranchRepository(SQLAlchemySyncRepository[Branch]):
    """Branches on the database."""

    model_type = Branch
    id_attribute = "code"


class BranchMemory(SQLAlchemySyncMockRepository[Branch]):
    """Branches in memory."""

    model_type = Branch
    id_attribute = "code"


class LoanRepository(SQLAlchemySyncRepository[Loan]):
    """Loans on the database."""

    model_type = Loan


class LoanMemory(SQLAlchemySyncMockRepository[Loan]):
    """Loans in memory."""

    model_type = Loan


class WriterMemory(SQLAlchemySyncMockRepository[Author]):
    """Authors in memory."""

    model_type = Author


class BookMemory(SQLAlchemySyncMockRepository[Book]):
    """Books in memory."""

    model_type = Book
