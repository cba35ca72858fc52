"""Tries whether a database has a capability, in plain SQLAlchemy: what a profile says is compared with it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import partial
from threading import Barrier, Thread
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from assay.domain.capabilities import DatabaseCapability
from assay.products import text_probes
from assay.products.probe_tables import Tables, filled, made, opened, refused
from assay.products.probed_space import ProbedSpace

T = TypeVar("T")

SIDE_BY_SIDE = 4.0
"""Seconds within which a writer that waits for nobody has written."""
_WRITERS = 3
_QUEUED = 0.5
"""Seconds after which a writer that has not written yet is taken for one that waits."""


def _async_driver(place: ProbedSpace) -> bool:
    return any(driver.is_async for driver in place.backend.drivers)


def _enforces_foreign_keys(place: ProbedSpace) -> bool:
    with opened(place) as (engine, tables):
        child = tables.table("assay_child", sa.Column("parent", sa.ForeignKey("assay_words.id")))
        filled(engine, tables.words)
        filled(engine, child)
        return refused(engine, sa.insert(child).values(id=1, parent=7))


def _unique_constraints(place: ProbedSpace) -> bool:
    with opened(place) as (engine, tables):
        once = tables.table("assay_once", sa.Column("word", sa.String(20), nullable=False), sa.UniqueConstraint("word"))
        first, second = (sa.insert(once).values(id=number, word="a") for number in (1, 2))
        return made(engine, once) and not refused(engine, first) and refused(engine, second)


def _deferrable_constraints(place: ProbedSpace) -> bool:
    with opened(place) as (engine, tables):
        parent = sa.ForeignKey("assay_words.id", deferrable=True, initially="DEFERRED")
        child = tables.table("assay_child", sa.Column("parent", parent))
        filled(engine, tables.words)
        if not made(engine, child):
            return False
        kept = not refused(
            engine, sa.insert(child).values(id=1, parent=7), sa.insert(tables.words).values(id=7, word="a")
        )
        return kept and refused(engine, sa.insert(child).values(id=2, parent=8))


def _keeps_constraint_names(place: ProbedSpace) -> bool:
    with opened(place) as (engine, tables):
        unique = sa.UniqueConstraint("word", name="uq_assay_once")
        once = tables.table("assay_once", sa.Column("word", sa.String(20), nullable=False), unique)
        if not made(engine, once):
            return False
        found = place.described(once.name)
        # Some products show one as the index that it is kept in.
        return unique.name in {*(one.name for one in found.constraints), *(one.name for one in found.indexes)}


def _transactional_ddl(place: ProbedSpace) -> bool:
    def undone(connection: sa.Connection) -> bool:
        table = Tables().words
        try:
            table.create(connection)
            # What is put off until the commit is not undone: whatever comes next would find the table.
            connection.execute(sa.insert(table).values(id=1, word="a"))
        except SQLAlchemyError:
            return False  # it takes none in a transaction
        connection.rollback()
        there = sa.inspect(connection).has_table(table.name)
        if there:
            connection.rollback()
            table.drop(connection)
            connection.commit()
        return not there

    return all(place.through(driver, undone) for driver in place.backend.drivers)


def _patient(place: ProbedSpace) -> dict[str, Any]:
    """What makes a statement wait for a lock as long as a check may take."""
    driver = place.sync_driver
    return place.backend.patient_options(driver) if driver else {}


def _started(write: Callable[[], None], failures: list[BaseException]) -> Thread:
    def run() -> None:
        try:
            write()
        except BaseException as error:  # noqa: BLE001 - it is the answer
            failures.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    return thread


def _concurrent_writers(place: ProbedSpace) -> bool:
    """Several transactions read and write a row of their own each, and none ends before all have."""
    with opened(place, **_patient(place)) as (engine, tables):
        words = tables.words
        filled(engine, words, *({"id": number, "word": "a"} for number in range(_WRITERS)))
        all_have = Barrier(_WRITERS, timeout=SIDE_BY_SIDE)
        failures: list[BaseException] = []

        def write(number: int) -> None:
            own = words.c.id == number
            with engine.begin() as connection:
                # A driver that repeats behind the back what was aborted gets another answer to this, and says so.
                connection.execute(sa.select(sa.func.current_timestamp())).all()
                connection.execute(sa.update(words).where(own).values(word="b"))
                all_have.wait()

        writers = [_started(partial(write, number), failures) for number in range(_WRITERS)]
        for writer in writers:
            writer.join(SIDE_BY_SIDE * 5)
        return not failures and not any(writer.is_alive() for writer in writers)


def _queues_writers(place: ProbedSpace) -> bool:
    """A transaction writes a row that another one has written, and goes on as soon as that is committed."""
    with opened(place, **_patient(place)) as (engine, tables):
        words = tables.words
        filled(engine, words, {"id": 1, "word": "a"})
        failures: list[BaseException] = []

        def write() -> None:
            with engine.begin() as connection:
                connection.execute(sa.update(words).where(words.c.id == 1).values(word="b"))

        with engine.connect() as connection:
            connection.execute(sa.update(words).where(words.c.id == 1).values(word="c"))
            writer = _started(write, failures)
            writer.join(_QUEUED)
            waited = writer.is_alive()
            try:
                connection.commit()
            except SQLAlchemyError as error:
                failures.append(error)
        writer.join(SIDE_BY_SIDE * 5)
        return waited and not failures and not writer.is_alive()


def _upserts(statement: str, place: ProbedSpace) -> bool:
    """A statement inserts a new row, and updates the one with the same key."""
    with opened(place) as (engine, tables):
        words = tables.words
        filled(engine, words, {"id": 1, "word": "a"})
        try:
            for key in (1, 2):
                with engine.begin() as connection:
                    connection.execute(sa.text(statement.format(f"assay_words (id, word) VALUES ({key}, 'b')")))
        except SQLAlchemyError:
            return False
        with engine.connect() as connection:
            return [row.word for row in connection.execute(sa.select(words.c.word))] == ["b", "b"]


def _savepoints(place: ProbedSpace) -> bool:
    """Of two rows, the one after the savepoint is taken back."""
    with opened(place) as (engine, tables):
        words = tables.words
        filled(engine, words)
        try:
            with engine.begin() as connection:
                connection.execute(sa.insert(words), {"id": 1, "word": "a"})
                savepoint = connection.begin_nested()
                connection.execute(sa.insert(words), {"id": 2, "word": "b"})
                savepoint.rollback()
        except SQLAlchemyError:
            return False
        with engine.connect() as connection:
            return [row.word for row in connection.execute(sa.select(words.c.word))] == ["a"]


def _locks_rows(place: ProbedSpace) -> bool:
    """A row that one transaction has selected FOR UPDATE is refused to another one, and another row is not."""
    with opened(place) as (engine, tables):
        words = tables.words
        filled(engine, words, {"id": 1, "word": "a"}, {"id": 2, "word": "b"})

        def wanted(key: int) -> sa.Select[Any]:
            return sa.select(words).where(words.c.id == key).with_for_update(nowait=True)

        with engine.connect() as one, engine.connect() as other:
            try:
                one.execute(wanted(1)).all()
                other.execute(wanted(2)).all()
            except SQLAlchemyError:
                return False
            try:
                other.execute(wanted(1)).all()
            except SQLAlchemyError:
                return True
            return False


def _kills_connections(place: ProbedSpace) -> bool:
    with opened(place) as (engine, _):
        connection = engine.connect()
        try:
            connection.execute(sa.select(sa.literal(1))).all()
            connection.rollback()
            try:
                place.backend.end_connections(place.server, place.space.name)
            except NotImplementedError:
                return False
            # An end that is on its way may arrive after the next statement.
            for _attempt in range(10):
                try:
                    connection.execute(sa.select(sa.literal(1))).all()
                    connection.rollback()
                except SQLAlchemyError:
                    return True
                time.sleep(0.1)
            return False
        finally:
            with suppress(SQLAlchemyError):
                connection.invalidate()
            with suppress(SQLAlchemyError):
                connection.close()


def _session_time_zone(place: ProbedSpace) -> bool:
    def wall_clock(connection: sa.Connection) -> datetime:
        found = connection.execute(sa.select(sa.cast(sa.func.current_timestamp(), sa.String(40)))).scalar_one()
        return datetime.strptime(str(found)[:19].replace("T", " "), "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)

    for driver in place.backend.drivers:
        try:
            options = place.backend.zone_options(driver, "+05:30")
        except NotImplementedError:
            return False
        ahead = place.through(driver, wall_clock, **options) - datetime.now(timezone.utc)
        if abs(ahead - timedelta(hours=5, minutes=30)) > timedelta(minutes=2):
            return False
    return True


def _encrypted_connections(place: ProbedSpace) -> bool:
    def encrypted(connection: sa.Connection) -> bool:
        found = connection.exec_driver_sql(place.backend.encryption_query).first()
        return found is not None and any(found)

    if not place.backend.encryption_query:
        return False
    try:
        options = {driver: place.backend.encryption_options(driver) for driver in place.backend.drivers}
    except NotImplementedError:
        return False
    return all(place.through(driver, encrypted, **given) for driver, given in options.items())


def _users_with_rights(place: ProbedSpace) -> bool:
    user, password = f"limited_{secrets.token_hex(4)}", f"p{secrets.token_hex(12)}"
    with opened(place) as (engine, tables):
        words = tables.words
        filled(engine, words, {"id": 1, "word": "a"})
        try:
            statements = place.backend.user_statements(place.space, user, password, {words.name: "SELECT"})
        except NotImplementedError:
            return False
        administrator = sa.create_engine(place.space.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        limited = sa.create_engine(engine.url.set(username=user, password=password), poolclass=NullPool)
        try:
            with administrator.connect() as connection:
                for statement in statements:
                    connection.execute(sa.text(statement))
            with limited.connect() as connection:
                reads = connection.execute(sa.select(words.c.id)).scalar() == 1
            return reads and refused(limited, sa.insert(words).values(id=2, word="b"))
        finally:
            limited.dispose()
            with administrator.connect() as connection:
                for statement in place.backend.drop_user_statements(user):
                    connection.execute(sa.text(statement))
            administrator.dispose()


def _server_side_encryption(place: ProbedSpace) -> bool:
    statement = "SELECT pgp_sym_decrypt(dearmor(armor(pgp_sym_encrypt('a text', 'a key'))), 'a key')"
    with opened(place) as (engine, _):
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pgcrypto")
                return str(connection.exec_driver_sql(statement).scalar()) == "a text"
        except SQLAlchemyError:
            return False


def _default_sync_driver(place: ProbedSpace) -> bool:
    dialects = {driver.dialect.partition("+")[0] for driver in place.backend.drivers}
    try:
        found = [sa.make_url(f"{name}://").get_dialect() for name in dialects]
        for dialect in found:
            dialect.import_dbapi()
    except (ImportError, SQLAlchemyError):
        return False
    return not any(dialect.is_async for dialect in found)


PROBES: dict[DatabaseCapability, Callable[[ProbedSpace], bool]] = {
    DatabaseCapability.ASYNC_DRIVER: _async_driver,
    DatabaseCapability.ENFORCES_FOREIGN_KEYS: _enforces_foreign_keys,
    DatabaseCapability.UNIQUE_CONSTRAINTS: _unique_constraints,
    DatabaseCapability.DEFERRABLE_CONSTRAINTS: _deferrable_constraints,
    DatabaseCapability.ENFORCES_STRING_LENGTH: text_probes.enforces_string_length,
    DatabaseCapability.KEEPS_STRING_LENGTHS: text_probes.keeps_string_lengths,
    DatabaseCapability.KEEPS_CONSTRAINT_NAMES: _keeps_constraint_names,
    DatabaseCapability.EMPTY_STRING_IS_NOT_NULL: text_probes.empty_string_is_not_null,
    DatabaseCapability.LIKE_IS_CASE_SENSITIVE: text_probes.like_is_case_sensitive,
    DatabaseCapability.EQUALITY_IS_EXACT: text_probes.equality_is_exact,
    DatabaseCapability.LIKE_HAS_ESCAPE: text_probes.like_has_escape,
    DatabaseCapability.COMPARES_WITH_ANY: text_probes.compares_with_any,
    DatabaseCapability.LIKE_DISTINGUISHES_ACCENTS: text_probes.like_distinguishes_accents,
    DatabaseCapability.FOLDS_CASE_BEYOND_ASCII: text_probes.folds_case_beyond_ascii,
    DatabaseCapability.TRANSACTIONAL_DDL: _transactional_ddl,
    DatabaseCapability.CONCURRENT_WRITERS: _concurrent_writers,
    DatabaseCapability.QUEUES_WRITERS: _queues_writers,
    DatabaseCapability.SAVEPOINTS: _savepoints,
    DatabaseCapability.LOCKS_ROWS: _locks_rows,
    DatabaseCapability.UPSERTS_ON_CONFLICT: partial(
        _upserts, "INSERT INTO {} ON CONFLICT (id) DO UPDATE SET word = excluded.word RETURNING id"
    ),
    DatabaseCapability.UPSERTS_ON_DUPLICATE_KEY: partial(
        _upserts, "INSERT INTO {} ON DUPLICATE KEY UPDATE word = VALUES(word)"
    ),
    DatabaseCapability.UPSERTS_INSERT_OR_UPDATE: partial(_upserts, "INSERT OR UPDATE INTO {} THEN RETURN id"),
    DatabaseCapability.KILLS_CONNECTIONS: _kills_connections,
    DatabaseCapability.SESSION_TIME_ZONE: _session_time_zone,
    DatabaseCapability.ENCRYPTED_CONNECTIONS: _encrypted_connections,
    DatabaseCapability.USERS_WITH_RIGHTS: _users_with_rights,
    DatabaseCapability.SERVER_SIDE_ENCRYPTION: _server_side_encryption,
    DatabaseCapability.DEFAULT_SYNC_DRIVER: _default_sync_driver,
}
"""By capability, what tries it in an empty space."""
