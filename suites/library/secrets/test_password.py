"""PasswordHash: passwords that nobody can read."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from advanced_alchemy.types import HashedPassword, PasswordHash
from advanced_alchemy.types.password_hash.base import HashingBackend
from sqlalchemy.ext.asyncio import AsyncSession

from assay.checking import Reader, proves
from reference_app.library.database import Database
from reference_app.library.secrets.hashing import SaltedHasher
from reference_app.library.secrets.models import Account, Credential
from reference_app.library.secrets.repositories import AccountRepository
from suites.library.types.storing import committed, expect_python_type, names, raised, refusal, store, value_of

MODELS = (Account, Credential)

PASSWORDS: dict[str, str] = {
    "plain": "correct horse",
    "empty": "",
    "one": "x",
    "72": "x" * 72,
    "73": "x" * 73,
    "long": "x" * 5000,
    "nul": "a\x00b",
    "beyond": "\U0001f511é",
    "like-a-hash": "salted$1$00$00",
}


def stored(reader: Reader, name: str, table: str = "library_account") -> Any:
    """The hash in the table."""
    row = reader.row(table, name=name)
    assert row is not None, f"there is no row {name}"
    return row["password"]


@proves("secrets.password-hashed")
@pytest.mark.parametrize("password", PASSWORDS.values(), ids=PASSWORDS)
async def test_password_is_stored_as_its_hash(database: Database, reader: Reader, password: str) -> None:
    """The table has a hash of it, and the next session a HashedPassword of that hash."""
    await store(database, Account(name="it", password=password))
    found = stored(reader, "it")
    assert found != password
    assert SaltedHasher().verify(password, found), f"stored is {found!r}, which is no hash of the password"
    read = await value_of(database, Account.password, "it")
    assert type(read) is HashedPassword, f"the session reads a {type(read).__name__}"
    assert read.hash_string == found


@proves("secrets.password-hashed")
async def test_type_says_the_class(database: Database) -> None:
    """The type says of which class its values are."""
    await store(database, Account(name="it", password="x"))
    expect_python_type(Account.password, await value_of(database, Account.password, "it"))


@proves("secrets.password-hashed")
async def test_password_of_bytes(database: Database, reader: Reader) -> None:
    """Bytes are hashed as what they are."""
    await store(database, Account(name="it", password=b"\x00\xff raw"))
    assert SaltedHasher().verify(b"\x00\xff raw", stored(reader, "it"))


@proves("secrets.password-hashed")
async def test_no_password_is_null(database: Database, reader: Reader) -> None:
    """None is NULL in the table, and None again."""
    await store(database, Account(name="it", password=None))
    assert stored(reader, "it") is None
    assert await value_of(database, Account.password, "it") is None


@proves("secrets.password-hashed")
async def test_each_row_has_a_hash_of_its_own(database: Database, reader: Reader) -> None:
    """However rows are written, each password is hashed, with a salt of its own."""
    async with database.session() as session:
        await session.execute(sa.insert(Account), [{"name": name, "password": "same"} for name in ("a", "b")])
        await session.execute(sa.update(Account).where(Account.name == "b").values(password="same"))
        repository = AccountRepository(session=session)
        await repository.add_many([Account(name=name, password="same") for name in ("c", "d")])
        await repository.upsert(Account(name="e", password="same"))
        await session.commit()
    found = {row["name"]: row["password"] for row in reader.rows("library_account")}
    assert sorted(found) == ["a", "b", "c", "d", "e"]
    assert all(SaltedHasher().verify("same", digest) for digest in found.values()), found
    assert len(set(found.values())) == 5, found


@proves("secrets.password-hashed")
async def test_added_account_no_longer_has_the_password(database: Database) -> None:
    """What add and update return has the hash, and not the password that was given."""
    async with database.session() as session:
        repository = AccountRepository(session=session)
        added = await repository.add(Account(name="it", password="first"))
        kinds: list[type[Any]] = [type(added.password)]
        changed = await repository.update(Account(id=added.id, name="it", password="second"))
        kinds.append(type(changed.password))
        await session.commit()
    assert kinds == [HashedPassword, HashedPassword], f"the instances have {kinds}"


@proves("secrets.password-verify")
@pytest.mark.parametrize("password", PASSWORDS.values(), ids=PASSWORDS)
async def test_right_password_and_no_other(database: Database, password: str) -> None:
    """verify is true for the password, and false for any that differs in a character."""
    await store(database, Account(name="it", password=password))
    read = await value_of(database, Account.password, "it")
    assert read.verify(password) is True
    assert read.verify(password.encode()) is True
    for other in (f"{password} ", f"x{password}", f"{password}\x00", password.upper() + "!", "other"):
        assert read.verify(other) is False, f"{other!r} is taken for {password!r}"
    assert read.verify(read.hash_string) is False, "the hash is taken for the password"


@proves("secrets.password-verify")
async def test_new_password_replaces_the_old_one(database: Database) -> None:
    """After a change only the new password is right."""
    await store(database, Account(name="it", password="old"))
    async with database.session() as session:
        found = (await session.execute(sa.select(Account))).scalar_one()
        found.password = "new"
        await session.commit()
    read = await value_of(database, Account.password, "it")
    assert (read.verify("new"), read.verify("old")) == (True, False)


@proves("secrets.password-verify")
async def test_columns_have_backends_of_their_own(database: Database, reader: Reader) -> None:
    """Two models whose columns hash in different ways, in one session, each with its own."""
    await store(database, Account(name="it", password="same"), Credential(name="it", password="same"))
    found = [stored(reader, "it", table).split("$")[1] for table in ("library_account", "library_credential")]
    assert found == ["1", "3"], f"the rounds of the hashes are {found}"
    read = [await value_of(database, column, "it") for column in (Account.password, Credential.password)]
    assert [one.backend.rounds for one in read] == [1, 3]
    assert [one.verify("same") for one in read] == [True, True]


@proves("secrets.password-untouched-by-updates")
@pytest.mark.parametrize("by", ["flush", "statement", "update", "detached", "update-many", "upsert"])
async def test_update_of_another_column_leaves_the_hash(database: Database, reader: Reader, by: str) -> None:
    """A loaded account whose name changes keeps its hash, whichever way it is written."""
    await store(database, Account(name="it", password="kept"), Account(name="other", password="kept too"))
    before, other = stored(reader, "it"), stored(reader, "other")

    async def change(session: AsyncSession) -> None:
        found = (await session.execute(sa.select(Account).where(Account.name == "it"))).scalar_one()
        repository = AccountRepository(session=session)
        if by == "detached":
            session.expunge(found)
        if by == "statement":
            await session.execute(sa.update(Account).where(Account.name == "it").values(name="changed"))
        else:
            found.name = "changed"
        if by in {"update", "detached"}:
            await repository.update(found)
        elif by == "update-many":
            await repository.update_many([found])
        elif by == "upsert":
            await repository.upsert(found)

    refused = await committed(database, change)
    assert refused == "", f"a loaded account with another name cannot be written: {refused}"
    assert stored(reader, "changed") == before
    assert stored(reader, "other") == other


@proves("secrets.password-untouched-by-updates")
async def test_hash_of_one_row_is_given_to_another(database: Database, reader: Reader) -> None:
    """A HashedPassword that was read is written as the hash that it is: an account can be copied."""
    await store(database, Account(name="it", password="kept"))
    read = await value_of(database, Account.password, "it")
    refused = await refusal(database, Account(name="copy", password=read))
    assert refused == "", f"what the column returned it does not take: {refused}"
    assert stored(reader, "copy") == stored(reader, "it")


@proves("secrets.password-length")
async def test_column_has_255_characters(database: Database, reader: Reader) -> None:
    """By default; a length can be given."""
    del database, reader
    assert PasswordHash(backend=SaltedHasher()).length == 255
    assert str(Account.__table__.c.password.type) == "VARCHAR(255)"
    assert str(PasswordHash(backend=SaltedHasher(), length=60)) == "VARCHAR(60)"


@proves("secrets.password-not-comparable")
def test_comparison_in_sql_says_that_there_is_none() -> None:
    """compare_value is what the backend says of it, and those without raise."""
    kind = Account.__table__.c.password.type
    assert isinstance(kind, PasswordHash)
    said = ""
    try:
        kind.compare_value(Account.__table__.c.password, "a")
    except NotImplementedError as error:
        said = str(error)
    assert said == "a salted hash cannot be compared in SQL", f"a comparison was made: {said!r}"


@proves("secrets.password-not-comparable")
async def test_comparison_of_the_column_is_refused(database: Database) -> None:
    """The right password would not be found: the filter says so, and does not answer that there is no such row."""
    await store(database, Account(name="it", password="right"))
    statement = sa.select(Account.name).where(Account.password == "right")
    said = await raised(NotImplementedError, lambda: names(database, statement))
    assert said.startswith("NotImplementedError"), "by the right password the filter finds no row, without a word"


@proves("secrets.password-not-exposed")
def test_hash_is_in_no_repr() -> None:
    """Neither of the value nor of the type, and not of the backend."""
    backend: HashingBackend = SaltedHasher()
    digest = backend.hash("secret")
    value = HashedPassword(digest, backend)
    shown = f"{value!r} {value} {PasswordHash(backend=backend)!r}"
    assert digest not in shown, shown
    assert "secret" not in shown, shown


@proves("secrets.password-not-exposed")
async def test_hash_is_not_in_the_repr_of_a_row(database: Database) -> None:
    """Neither before nor after the row is stored: an account in a log does not tell its password."""
    account = Account(name="it", password="correct horse")
    shown = [repr(account)]
    await store(database, account)
    async with database.session() as session:
        found = (await session.execute(sa.select(Account))).scalar_one()
        shown.append(repr(found))
        assert isinstance(found.password, HashedPassword)
        assert found.password.hash_string not in shown[1], shown[1]
    assert "correct horse" not in shown[0], shown[0]
