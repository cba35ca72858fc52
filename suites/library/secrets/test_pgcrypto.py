"""PGCryptoBackend: the server encrypts and decrypts."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.checking import Reader, TargetRuntime, proves
from reference_app.library.database import Database
from reference_app.library.sealed_secrets.models import Sealed, SealedAnew
from reference_app.library.secrets.models import KEY_RING
from suites.library.types.storing import create, names, store, value_of

MODELS = (Sealed, SealedAnew)

TEXTS = {
    "plain": "Murder on the Orient Express",
    "empty": "",
    "beyond": "\U0001f468\U0001f3fd é 中",
    "quotes": "'\"`\\ %s :b $1",
    "lines": "a\nb\r\n\tc",
    "long": "x" * 20_000,
}


@pytest.fixture(autouse=True)
def extension(reader: Reader) -> None:
    """The extension, as the page makes it."""
    reader.execute("CREATE EXTENSION IF NOT EXISTS pgcrypto")


async def results(session: AsyncSession, statement: sa.Executable) -> list[str]:
    """The one column of a statement's rows."""
    return list((await session.execute(statement)).scalars())


@proves("secrets.pgcrypto-server-side")
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_text_is_encrypted_by_the_server(database: Database, reader: Reader, text: str) -> None:
    """The table has an armored message, in which neither the text nor the key is; the next session has the text."""
    await store(database, Sealed(name="it", secret=text))
    row = reader.row("library_sealed", name="it")
    assert row is not None
    assert row["secret"].startswith("-----BEGIN PGP MESSAGE-----"), row["secret"][:60]
    assert text == "" or text not in row["secret"]
    assert "my-secret-key" not in row["secret"]
    assert await value_of(database, Sealed.secret, "it") == text


@proves("secrets.pgcrypto-server-side")
async def test_none_is_null(database: Database, reader: Reader) -> None:
    """None is NULL in the table, and None again."""
    await store(database, Sealed(name="it", secret=None))
    assert reader.rows("library_sealed")[0]["secret"] is None
    assert await value_of(database, Sealed.secret, "it") is None


@proves("secrets.pgcrypto-server-side")
async def test_each_way_to_write(database: Database, reader: Reader) -> None:
    """INSERT of several rows, with RETURNING, UPDATE by statement, and a flush of many."""
    async with database.session() as session:
        await session.execute(sa.insert(Sealed), [{"name": name, "secret": f"bulk {name}"} for name in ("a", "b")])
        await session.execute(sa.update(Sealed).where(Sealed.name == "b").values(secret="changed b"))
        session.add_all([Sealed(name=f"many {number}", secret=f"text {number}") for number in range(50)])
        await session.flush()
        returned = await results(session, sa.insert(Sealed).values(name="r", secret="sent").returning(Sealed.secret))
        changed = await results(
            session, sa.update(Sealed).where(Sealed.name == "a").values(secret="new a").returning(Sealed.secret)
        )
        await session.commit()
    assert (returned, changed) == (["sent"], ["new a"])
    expected = {"a": "new a", "b": "changed b", "r": "sent", **{f"many {n}": f"text {n}" for n in range(50)}}
    async with database.session() as session:
        rows = (await session.execute(sa.select(Sealed))).scalars().all()
        assert {row.name: row.secret for row in rows} == expected
    kinds = {row["secret"][:27] for row in reader.rows("library_sealed")}
    assert kinds == {"-----BEGIN PGP MESSAGE-----"}, kinds


@proves("secrets.pgcrypto-server-side")
async def test_plain_text_finds_no_row(database: Database) -> None:
    """As with the other backend: each cipher text is another one, so that equality finds nothing, and IN nothing."""
    await store(database, Sealed(name="a", secret="x"), Sealed(name="none", secret=None))
    conditions = {
        "equal": (Sealed.secret == "x", []),
        "in": (Sealed.secret.in_(["x", "y"]), []),
        "unequal": (Sealed.secret != "x", ["a"]),
        "null": (Sealed.secret.is_(None), ["none"]),
    }
    found = {name: await names(database, sa.select(Sealed.name).where(c)) for name, (c, _) in conditions.items()}
    assert found == {name: expected for name, (_, expected) in conditions.items()}, found


@proves("secrets.pgcrypto-server-side")
async def test_rotated_key_takes_effect_at_once(database: Database) -> None:
    """A callable key is asked again for a statement that was compiled before: the new key, and not the first one."""
    KEY_RING.key = "first"
    await store(database, SealedAnew(name="old", secret="old text"))
    assert await value_of(database, SealedAnew.secret, "old") == "old text"
    KEY_RING.key = "second"
    await store(database, SealedAnew(name="new", secret="new text"))
    assert await value_of(database, SealedAnew.secret, "new") == "new text"
    refused = ""
    try:
        await value_of(database, SealedAnew.secret, "old")
    except DBAPIError as error:
        refused = str(error.orig)
    assert "Wrong key" in refused, f"with the new key the text of the old one is read: {refused!r}"


@proves("secrets.pgcrypto-server-side")
async def test_without_the_extension_the_server_refuses(database: Database, fresh_space: TargetRuntime) -> None:
    """The error names the function that is missing."""
    del database
    bare = await create(fresh_space, Sealed)
    refused = ""
    async with bare.session() as session:
        session.add(Sealed(name="it", secret="a text"))
        try:
            await session.commit()
        except DBAPIError as error:
            refused = str(error.orig)
            await session.rollback()
    await bare.close()
    assert "pgp_sym_encrypt" in refused, refused
    assert fresh_space.reader.count("library_sealed") == 0


@proves("secrets.pgcrypto-server-side")
async def test_key_is_in_no_statement(database: Database) -> None:
    """It is sent as a parameter, so that no log of statements has it."""
    statement = sa.select(Sealed.secret).where(Sealed.secret == "x")
    async with database.session() as session:
        bind = session.get_bind()
    shown = str(statement.compile(dialect=bind.dialect))
    assert "my-secret-key" not in shown
    assert "bXktc2VjcmV0LWtleQ" not in shown, "the base64 of the key is in the statement"
