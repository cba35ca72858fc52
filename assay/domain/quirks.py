"""What a database may have of its own: options, conversions and statements that most others do without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from assay.domain import administration
from assay.domain.capabilities import Ability, DatabaseCapability
from assay.domain.servers import Server, Space

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, Table

    from assay.domain.targets import Driver


class Quirks:
    """What the class of a backend may say beyond what each has to; nothing of it is needed to begin with.

    First what differs by nature: options of engines, the reader's conversions, how room is tried. Then what a
    capability stands for: a backend that states the capability writes the methods that name it.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    capabilities: ClassVar[Mapping[DatabaseCapability, Ability]]

    reading_options: ClassVar[Mapping[str, Any]] = {}
    """SQLAlchemy's execution options of a connection that only reads while another one writes; a quirk."""
    begin_statement: ClassVar[str] = ""
    """What begins a transaction in which there are savepoints, if the drivers do not begin one by themselves."""
    one_process_at_a_time: ClassVar[bool] = False
    """Whether a process that has a database open keeps all others out of it.

    The reader then keeps no connection between two statements, and a check that starts a process says so to its
    runtime, which makes the applications give theirs back.
    """
    write_statements: ClassVar[tuple[str, str] | tuple[()]] = ()
    """What makes a table with some pages that nothing compresses, and what drops it."""

    def environment(self, server: Server) -> dict[str, str]:
        """Environment variables that clients of this server need."""
        del server
        return {}

    def try_write(self, server: Server, space: Space) -> None:
        """Write some pages to a space of the worker's, and remove them: a server without room refuses.

        Raises:
            Exception: Whatever its driver raises.
        """
        del server
        if not self.write_statements:
            return
        fill, drop = self.write_statements
        with administration.connect(space.url) as connection:
            try:
                connection.exec_driver_sql(fill)
            finally:
                connection.exec_driver_sql(drop)

    def engine_options(self, driver: Driver) -> dict[str, Any]:
        """Options for ``create_engine`` that every user of this driver has to give; a quirk, with its reason."""
        del driver
        return {}

    def patient_options(self, driver: Driver) -> dict[str, Any]:
        """Options for ``create_engine`` with which a statement waits for a lock about as long as a check may take."""
        del driver
        return {}

    def impatient_options(self, driver: Driver) -> dict[str, Any]:
        """Options for ``create_engine`` with which a statement gives up at once on a lock that would not be freed."""
        del driver
        return {}

    def reflected(self, column: dict[str, Any]) -> None:
        """Mend the description of a column that SQLAlchemy's reflection gets wrong, before the reader uses it."""
        del column

    def to_python(self, column: Column[Any], value: Any) -> Any:
        """What the independent reader shows for a value read from a reflected column."""
        del column
        return value

    def to_database(self, column: Column[Any], value: Any) -> Any:
        """What the independent reader sends for a Python value written to a reflected column."""
        del column
        return value

    def delete_rows(self, connection: Connection, tables: Sequence[Table]) -> None:
        """Delete all rows of tables, committed before the call returns.

        Args:
            connection: One of the independent reader's, in autocommit mode.
            tables: Children before their parents.
        """
        for table in tables:
            connection.execute(table.delete())

    def delete_all_rows(self, connection: Connection, tables: Sequence[Table]) -> None:
        """The same for the tables of any project, which may also refer to each other.

        Args:
            connection: A connection in autocommit mode.
            tables: Children before their parents, where there is such an order; all that have rows.
        """
        self.delete_rows(connection, tables)

    def end_connections(self, server: Server, name: str) -> None:
        """Make the server end every connection to a space, as an administrator would.

        Raises:
            NotImplementedError: The backend lacks the capability ``kills-connections``.
        """
        raise NotImplementedError(f"{self.title} does not end connections")

    def zone_options(self, driver: Driver, zone: str) -> dict[str, Any]:
        """Options for ``create_engine`` with which connections are in a time zone.

        Needs the capability ``session-time-zone``.

        Args:
            driver: The driver.
            zone: ``+05:30`` or ``-08:00``.
        """
        raise NotImplementedError(f"{self.name}: {driver.name} cannot be in the zone {zone}")

    encryption_query: ClassVar[str] = ""
    """What a connection asks to learn whether it is encrypted: an empty answer says no."""

    def encryption_options(self, driver: Driver) -> dict[str, Any]:
        """Options for ``create_engine`` that encrypt connections; needs the capability ``encrypted-connections``."""
        raise NotImplementedError(f"{self.name}: {driver.name} cannot be encrypted")

    def user_statements(self, space: Space, user: str, password: str, rights: Mapping[str, str]) -> Sequence[str]:
        """What an administrator says to make a user who has only the named rights.

        Needs the capability ``users-with-rights``.

        Args:
            space: Where the tables are.
            user: The user's name.
            password: The user's password.
            rights: Rights such as ``SELECT, INSERT`` by name of the table.
        """
        raise NotImplementedError(f"{self.name} makes no user {user} in {space.name} with {rights}")

    def drop_user_statements(self, user: str) -> Sequence[str]:
        """What an administrator says to remove such a user."""
        raise NotImplementedError(f"{self.name} removes no user {user}")


WRITTEN_FOR: Mapping[DatabaseCapability, tuple[str, ...]] = {
    DatabaseCapability.KILLS_CONNECTIONS: ("end_connections",),
    DatabaseCapability.SESSION_TIME_ZONE: ("zone_options",),
    DatabaseCapability.ENCRYPTED_CONNECTIONS: ("encryption_options", "encryption_query"),
    DatabaseCapability.USERS_WITH_RIGHTS: ("user_statements", "drop_user_statements"),
}
"""What the class of a backend has to define that states a capability."""


def undefined(backend: Quirks) -> str:
    """What a backend states, and does not define what it takes; empty if there is no such capability."""
    for capability, names in WRITTEN_FOR.items():
        ability = backend.capabilities.get(capability, capability.by_default)
        missing = [name for name in names if getattr(type(backend), name) is getattr(Quirks, name)]
        if ability.present and missing:
            return f"it states the capability {capability.value!r} and has no {', '.join(missing)}: define it"
    return ""
