"""Each repository twice: on the database, and in memory for the program's own tests."""

from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.repository.memory import SQLAlchemyAsyncMockRepository

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


class MemberRepository(SQLAlchemyAsyncRepository[Member]):
    """Members on the database."""

    model_type = Member


class MemberMemory(SQLAlchemyAsyncMockRepository[Member]):
    """Members in memory."""

    model_type = Member


class OtherMemberMemory(SQLAlchemyAsyncMockRepository[Member]):
    """Members in memory, for another part of the program."""

    model_type = Member


class BranchRepository(SQLAlchemyAsyncRepository[Branch]):
    """Branches on the database."""

    model_type = Branch
    id_attribute = "code"


class BranchMemory(SQLAlchemyAsyncMockRepository[Branch]):
    """Branches in memory."""

    model_type = Branch
    id_attribute = "code"


class LoanRepository(SQLAlchemyAsyncRepository[Loan]):
    """Loans on the database."""

    model_type = Loan


class LoanMemory(SQLAlchemyAsyncMockRepository[Loan]):
    """Loans in memory."""

    model_type = Loan


class WriterMemory(SQLAlchemyAsyncMockRepository[Author]):
    """Authors in memory."""

    model_type = Author


class BookMemory(SQLAlchemyAsyncMockRepository[Book]):
    """Books in memory."""

    model_type = Book
