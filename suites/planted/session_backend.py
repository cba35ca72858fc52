"""Planted defects of the chapter "Session Middleware"."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from advanced_alchemy.config import common
from advanced_alchemy.extensions.litestar import session as library
from advanced_alchemy.extensions.litestar.session import (
    SessionModelMixin,
    SQLAlchemyAsyncSessionBackend,
    SQLAlchemySessionBackendBase,
    SQLAlchemySyncSessionBackend,
)
from advanced_alchemy.operations import OnConflictUpsert
from advanced_alchemy.types.datetime import DateTimeUTC
from litestar.connection import ASGIConnection
from litestar.middleware.session import server_side
from litestar.middleware.session.server_side import ServerSideSessionConfig
from sqlalchemy.dialects.sqlite.base import SQLiteDDLCompiler, SQLiteTypeCompiler
from sqlalchemy.sql import ddl

from assay.selftest.planted import breaks, replaced

_HYBRID = vars(SessionModelMixin)["is_expired"]


async def _nothing(self: Any, *arguments: Any, **options: Any) -> None:
    del self, arguments, options


@breaks(
    "session-backend.server-side-middleware",
    "session-backend.parity-with-other-backends",
    "session-backend.example-home",
    "session-backend.route-profile",
    claim="no session is ever found",
)
def sessions_are_not_found() -> Iterator[None]:
    """What was set is not given back."""
    with replaced(SQLAlchemyAsyncSessionBackend, "get", _nothing):
        yield


@breaks(
    "session-backend.database-persistence",
    "session-backend.middleware-registration",
    "session-backend.example-runs-as-written",
    claim="no session is ever stored",
)
def sessions_are_not_stored() -> Iterator[None]:
    """set() does nothing."""
    with replaced(SQLAlchemyAsyncSessionBackend, "set", _nothing):
        yield


@breaks(
    "session-backend.async-config",
    "session-backend.route-logout",
    "session-backend.example-logout",
    claim="no session is ever deleted",
)
def sessions_are_not_deleted() -> Iterator[None]:
    """delete() does nothing."""
    with replaced(SQLAlchemyAsyncSessionBackend, "delete", _nothing):
        yield


@breaks(
    "session-backend.least-privilege-user",
    claim="no session is ever deleted",
    target="postgres-asyncpg",
)
def sessions_are_not_deleted_on_a_server() -> Iterator[None]:
    """delete() does nothing, so that a missing right does not show."""
    with replaced(SQLAlchemyAsyncSessionBackend, "delete", _nothing):
        yield


@breaks(
    "session-backend.sync-config",
    "session-backend.sync-default-driver-url",
    claim="the sync backend deletes no session",
)
def sync_sessions_are_not_deleted() -> Iterator[None]:
    """delete() of the sync backend does nothing."""
    with replaced(SQLAlchemySyncSessionBackend, "_delete_sync", lambda *_: None):
        yield


@breaks(
    "session-backend.uuid7-identifiers",
    "session-backend.column-id",
    "session-backend.uuid7-time-ordered",
    claim="ids of rows are random",
)
def row_ids_are_random() -> Iterator[None]:
    """The primary keys are UUIDs of version 4."""

    def random(table: Any, values: dict[str, Any], *arguments: Any, **options: Any) -> Any:
        return original(table, {"id": uuid.uuid4(), **values}, *arguments, **options)

    with replaced(OnConflictUpsert, "create_upsert", staticmethod(_renamed(random))) as original:
        yield


def _renamed(function: Any) -> Any:
    """The upsert is called by keywords; the wrapper takes them as it does."""

    def called(*arguments: Any, **options: Any) -> Any:
        table = options.pop("table", None) if not arguments else arguments[0]
        values = options.pop("values", None) if len(arguments) < 2 else arguments[1]
        return function(table, values, *arguments[2:], **options)

    return called


@breaks("session-backend.timezone-aware-timestamps", claim="times are read without a zone")
def times_have_no_zone() -> Iterator[None]:
    """What is read from the database says nothing of its zone."""

    def naive(self: Any, value: datetime.datetime | None, dialect: Any) -> datetime.datetime | None:
        del self, dialect
        return None if value is None else value.replace(tzinfo=None)

    with replaced(DateTimeUTC, "process_result_value", naive):
        yield


@breaks("session-backend.model-from-mixin", claim="create_all makes one table only")
def one_session_table_is_made() -> Iterator[None]:
    """The second model has no table."""

    def first(self: Any, bind: Any, *arguments: Any, **options: Any) -> None:
        chosen = [table for table in self.sorted_tables if table.name != "web_sessions"]
        original(self, bind, *arguments, **{**options, "tables": chosen})

    with replaced(sa.MetaData, "create_all", first) as original:
        yield


@breaks("session-backend.config-secret", "session-backend.route-profile", claim="any id gives anybody's session")
def any_id_will_do() -> Iterator[None]:
    """The id is not looked at."""

    def any_session(self: Any, session_id: str) -> Any:
        del session_id
        return sa.select(self._model).limit(1)

    with replaced(SQLAlchemySessionBackendBase, "_select_session_obj", any_session):
        yield


@breaks("session-backend.config-max-age", claim="sessions live longer than max_age")
def sessions_live_longer() -> Iterator[None]:
    """The backend reckons with another max_age than it was given."""

    def longer(self: Any) -> ServerSideSessionConfig:
        given = self._config
        return ServerSideSessionConfig(max_age=given.max_age + 100, key=given.key)

    with replaced(SQLAlchemySessionBackendBase, "config", property(longer)):
        yield


@breaks("session-backend.constructor", claim="a copy of a backend forgets its settings")
def copies_forget_their_settings() -> Iterator[None]:
    """The copy has a configuration by default."""

    def copied(self: Any, memo: dict[int, Any]) -> Any:
        del memo
        return type(self)(config=ServerSideSessionConfig(), alchemy_config=self.alchemy, model=self.model)

    with replaced(SQLAlchemySessionBackendBase, "__deepcopy__", copied):
        yield


@breaks("session-backend.column-session-id", "session-backend.ddl-structure", claim="strings have no length")
def strings_have_no_length() -> Iterator[None]:
    """CREATE TABLE says VARCHAR, and not how long."""
    with replaced(SQLiteTypeCompiler, "visit_VARCHAR", lambda *_arguments, **_options: "VARCHAR"):
        yield


@breaks("session-backend.column-data", claim="zero bytes are lost")
def zero_bytes_are_lost() -> Iterator[None]:
    """What is given back ends at the first zero byte."""

    async def cut(self: Any, /, session_id: str, store: Any) -> bytes | None:
        data = await original(self, session_id, store)
        return None if data is None else data.split(b"\x00")[0]

    with replaced(SQLAlchemyAsyncSessionBackend, "get", cut) as original:
        yield


@breaks("session-backend.column-expires-at", "session-backend.ddl-structure", claim="times are stored as text")
def times_are_text() -> Iterator[None]:
    """CREATE TABLE says TEXT for a time."""
    with replaced(SQLiteTypeCompiler, "visit_DATETIME", lambda *_arguments, **_options: "TEXT"):
        yield


@breaks("session-backend.column-created-at", claim="created_at moves when a session is saved again")
def created_at_moves() -> Iterator[None]:
    """The upsert writes created_at each time."""

    def touching(table: Any, values: dict[str, Any], *arguments: Any, **options: Any) -> Any:
        if "created_at" in table.c:
            values = {**values, "created_at": datetime.datetime.now(datetime.timezone.utc)}
            options["update_columns"] = [*options["update_columns"], "created_at"]
        return original(table, values, *arguments, **options)

    with replaced(OnConflictUpsert, "create_upsert", staticmethod(_renamed(touching))) as original:
        yield


@breaks("session-backend.unique-session-id", "session-backend.ddl-structure", claim="there is no unique constraint")
def no_unique_constraint() -> Iterator[None]:
    """CREATE TABLE leaves unique constraints out."""
    with replaced(SQLiteDDLCompiler, "visit_unique_constraint", lambda *_arguments, **_options: None):
        yield


@breaks("session-backend.unique-index-spanner", claim="constraint and index are made everywhere")
def unique_index_is_made_everywhere() -> Iterator[None]:
    """What is for one kind of database only is made for all."""
    with replaced(ddl.DDLIf, "_should_execute", lambda *_arguments, **_options: True):
        yield


@breaks(
    "session-backend.index-expires-at",
    "session-backend.custom-table-args",
    "guide112.session-table-args-directive",
    claim="no index is made",
)
def no_index_is_made() -> Iterator[None]:
    """CREATE INDEX is never sent."""
    with replaced(ddl.SchemaGenerator, "visit_index", lambda *_arguments, **_options: None):
        yield


@breaks(
    "session-backend.is-expired-instance",
    "session-backend.expired-filtered-on-retrieval",
    claim="no loaded session is ever expired",
)
def loaded_sessions_never_expire() -> Iterator[None]:
    """is_expired is False."""
    with replaced(_HYBRID, "fget", lambda _: False):
        yield


class _EarlyClock:
    """Something with a ``now`` that is long ago, as ``func``."""

    @staticmethod
    def now() -> Any:
        """The year 2000."""
        return sa.literal(datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc), DateTimeUTC)


@breaks(
    "session-backend.is-expired-sql",
    "session-backend.delete-expired-async",
    "session-backend.delete-expired-sync",
    "session-backend.periodic-cleanup",
    "session-backend.cleanup-on-startup",
    claim="no stored session is ever expired",
)
def stored_sessions_never_expire() -> Iterator[None]:
    """A query by is_expired finds nothing."""
    with replaced(library, "func", _EarlyClock):
        yield


@breaks(
    "session-backend.route-login",
    "session-backend.route-connection-annotation",
    "session-backend.example-login",
    claim="set_session has no effect",
)
def set_session_has_no_effect() -> Iterator[None]:
    """A handler's data is not kept."""
    with replaced(ASGIConnection, "set_session", lambda *_: None):
        yield


@breaks(
    "session-backend.truncate-get",
    "session-backend.truncate-set",
    "session-backend.truncate-delete",
    claim="long ids are not cut",
)
def long_ids_are_not_cut() -> Iterator[None]:
    """The limit is beyond the column's length."""
    with replaced(library, "SESSION_ID_MAX_LENGTH", 2000):
        yield


@breaks("session-backend.https-only", "session-backend.samesite-strict", claim="the cookie lacks its attributes")
def cookie_lacks_attributes() -> Iterator[None]:
    """Secure and SameSite are left out."""

    def fewer(*arguments: Any, **options: Any) -> Any:
        return [item for item in original(*arguments, **options) if item[0] not in {"secure", "samesite"}]

    with replaced(server_side, "extract_dataclass_items", fewer) as original:
        yield


@breaks("session-backend.renewed-on-each-request", claim="reading does not extend a session")
def reading_does_not_extend() -> Iterator[None]:
    """The end stays where it was."""
    with replaced(SQLAlchemySessionBackendBase, "_update_session_expiry", lambda *_: None):
        yield


@breaks("session-backend.renewed-on-each-request", claim="writing does not extend a session")
def writing_does_not_extend() -> Iterator[None]:
    """The end of a row that is there stays where it was."""

    def shorter(table: Any, values: dict[str, Any], *arguments: Any, **options: Any) -> Any:
        options["update_columns"] = [name for name in options["update_columns"] if name != "expires_at"]
        return original(table, values, *arguments, **options)

    with replaced(OnConflictUpsert, "create_upsert", staticmethod(_renamed(shorter))) as original:
        yield


@breaks("session-backend.encrypt-at-rest", claim="types of one's own are passed over")
def own_binary_types_are_passed_over() -> Iterator[None]:
    """Bytes go to the database as they are."""

    def plain(self: Any, dialect: Any) -> Any:
        if isinstance(self.impl_instance, sa.LargeBinary) and self.impl_instance.length is None:
            return self.impl_instance.bind_processor(dialect)  # type: ignore[no-untyped-call]
        return original(self, dialect)

    with replaced(sa.TypeDecorator, "bind_processor", plain) as original:
        yield


def _without(*names: str) -> property:
    getter: Any = vars(common.GenericSQLAlchemyConfig)["engine_config_dict"].fget

    def fewer(self: Any) -> dict[str, Any]:
        return {key: value for key, value in getter(self).items() if key not in names}

    return property(fewer)


@breaks("session-backend.pool-size-overflow-preping", claim="the pool's settings are not passed on")
def pool_settings_are_lost() -> Iterator[None]:
    """The engine has a pool by default."""
    lost = _without("pool_size", "max_overflow", "pool_pre_ping", "pool_timeout")
    with replaced(common.GenericSQLAlchemyConfig, "engine_config_dict", lost):
        yield


@breaks("session-backend.tls-connection", claim="the driver's options are not passed on", target="mysql-aiomysql")
def driver_options_are_lost() -> Iterator[None]:
    """The driver connects as it does by default."""
    with replaced(common.GenericSQLAlchemyConfig, "engine_config_dict", _without("connect_args")):
        yield
