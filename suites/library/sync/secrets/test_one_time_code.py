# Generated from suites/library/secrets/test_one_time_code.py by `python -m tools.twin`; do not edit.
"""OneTimeCode: codes that are good once, for a while, and for a few guesses."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from advanced_alchemy import types

from assay.checking import Reader, proves
from reference_app.library.secrets_since_1_11.models import LoginCode, Unlimited
from reference_app.sync.library.database import Database
from reference_app.sync.library.secrets.hashing import SaltedHasher
from suites.library.sync.types.storing import names, store, value_of

MODELS = (LoginCode, Unlimited)

CODE = "041820"
HOUR = datetime.timedelta(hours=1)


def redeemed(database: Database, code: str, model: Any = LoginCode) -> bool:
    """Redeem in a session of its own, as the page does: assign the new state, and commit."""
    with database.session() as session:
        row = (session.execute(sa.select(model))).scalar_one()
        right, row.code = row.code.redeem(code)
        session.commit()
    return bool(right)


def state(reader: Reader, table: str = "library_login_code") -> dict[str, Any]:
    """The document in the table."""
    row = reader.row(table, name="it")
    assert row is not None
    found = row["code"]
    assert isinstance(found, dict), f"stored is {found!r}"
    return found


@proves("secrets.otc-hashed-with-state")
def test_code_is_stored_as_a_hash_with_its_state(database: Database, reader: Reader) -> None:
    """One document: a hash that is one of the code, the end in ten minutes, not used, no guess."""
    before = time.time()
    store(database, LoginCode(name="it", code=CODE))
    after = time.time()
    found = state(reader)
    assert set(found) == {"hash", "expires_at", "used_at", "attempts"}, found
    assert CODE not in str(found["hash"])
    assert SaltedHasher().verify(CODE, found["hash"])
    assert (found["used_at"], found["attempts"]) == (None, 0)
    assert before + 600 <= found["expires_at"] <= after + 600, found
    read = value_of(database, LoginCode.code, "it")
    assert type(read) is types.HashedOneTimeCode
    assert (read.hash_string, read.expires_at, read.used_at, read.attempts) == (
        found["hash"],
        found["expires_at"],
        None,
        0,
    )
    assert (read.is_used, read.is_expired, read.is_locked, read.is_redeemable) == (False, False, False, True)


@proves("secrets.otc-hashed-with-state")
def test_verify_changes_nothing(database: Database, reader: Reader) -> None:
    """verify is true for the code, of text or bytes, and false for another; the state stays."""
    store(database, LoginCode(name="it", code=CODE))
    before = state(reader)
    with database.session() as session:
        row = (session.execute(sa.select(LoginCode))).scalar_one()
        assert row.code is not None
        tried = [row.code.verify(code) for code in (CODE, CODE.encode(), "041821", "", CODE.lstrip("0"), f"{CODE} ")]
        session.commit()
    assert tried == [True, True, False, False, False, False], tried
    assert state(reader) == before


@proves("secrets.otc-hashed-with-state")
def test_no_code_is_null(database: Database, reader: Reader) -> None:
    """None is NULL in the table, and None again; IS NULL finds it."""
    store(database, LoginCode(name="it", code=CODE), LoginCode(name="none", code=None), LoginCode(name="missing"))
    assert [value_of(database, LoginCode.code, name) for name in ("none", "missing")] == [None, None]
    found = names(database, sa.select(LoginCode.name).where(LoginCode.code.is_(None)).order_by(LoginCode.name))
    assert found == ["missing", "none"], found
    nulls = reader.execute("SELECT name FROM library_login_code WHERE code IS NULL ORDER BY name")
    assert [row["name"] for row in nulls] == ["missing", "none"], nulls


@proves("secrets.otc-hashed-with-state")
def test_codes_written_in_bulk(database: Database, reader: Reader) -> None:
    """An INSERT of several rows and an UPDATE by statement hash as a flush does."""
    with database.session() as session:
        session.execute(sa.insert(LoginCode), [{"name": name, "code": CODE} for name in ("it", "b")])
        session.execute(sa.update(LoginCode).where(LoginCode.name == "it").values(code="999999"))
        session.commit()
    assert SaltedHasher().verify("999999", state(reader)["hash"])
    assert (value_of(database, LoginCode.code, "b")).verify(CODE)


@proves("secrets.otc-hashed-with-state")
def test_other_columns_change_and_the_code_stays(database: Database, reader: Reader) -> None:
    """A loaded row whose name changes keeps hash and state."""
    store(database, LoginCode(name="other", code=CODE))
    row = reader.row("library_login_code", name="other")
    assert row is not None
    with database.session() as session:
        found = (session.execute(sa.select(LoginCode))).scalar_one()
        found.name = "it"
        session.commit()
    assert state(reader) == row["code"]


@proves("secrets.otc-expires")
@pytest.mark.parametrize(("seconds", "right"), [(599, True), (601, False)], ids=["before", "after"])
def test_code_has_an_end(database: Database, reader: Reader, seconds: int, right: bool) -> None:
    """A second before the end it is good, and a second after it is not, for verify as for redeem."""
    store(database, LoginCode(name="it", code=CODE))
    written = state(reader)["expires_at"] - 600
    read = value_of(database, LoginCode.code, "it")
    with time_machine.travel(written + seconds, tick=False):
        assert read.verify(CODE) is right
        assert (read.is_expired, read.is_redeemable) == (not right, right)
        redeemed, after = read.redeem(CODE)
    assert redeemed is right
    assert after.is_used is right


@proves("secrets.otc-expires")
def test_state_of_an_expired_code_stays(database: Database, reader: Reader) -> None:
    """A code that has expired is not used, and counts no guesses; storing its state does not give it a new end."""
    store(database, LoginCode(name="it", code=CODE))
    before = state(reader)
    read = value_of(database, LoginCode.code, "it")
    with time_machine.travel(before["expires_at"] + 3600, tick=False):
        found = [read.redeem(code) for code in (CODE, "000000")]
        assert found == [(False, read), (False, read)], found
    with database.session() as session:
        row = (session.execute(sa.select(LoginCode))).scalar_one()
        row.code = read.register_failure()
        session.commit()
    assert state(reader) == {**before, "attempts": 1}


@proves("secrets.otc-expires")
def test_code_without_an_end(database: Database, reader: Reader) -> None:
    """Without ttl_seconds a code is good a year later."""
    store(database, Unlimited(name="it", code=CODE))
    assert state(reader, "library_unlimited_code")["expires_at"] is None
    read = value_of(database, Unlimited.code, "it")
    with time_machine.travel(datetime.datetime.now(datetime.timezone.utc) + 9000 * HOUR, tick=False):
        assert read.verify(CODE) is True


@proves("secrets.otc-attempts-lock")
@pytest.mark.parametrize(("wrong", "right"), [(0, True), (2, True), (3, False)])
def test_code_locks_after_three_guesses(database: Database, reader: Reader, wrong: int, right: bool) -> None:
    """Two wrong guesses leave it good, three do not; each is counted in the row."""
    store(database, LoginCode(name="it", code=CODE))
    guesses = [redeemed(database, f"00000{number}") for number in range(wrong)]
    assert guesses == [False] * wrong
    assert state(reader)["attempts"] == wrong
    assert (value_of(database, LoginCode.code, "it")).is_locked is not right
    assert redeemed(database, CODE) is right


@proves("secrets.otc-attempts-lock")
def test_guesses_of_a_locked_code_are_not_counted(database: Database, reader: Reader) -> None:
    """Once it is locked its state stays."""
    store(database, LoginCode(name="it", code=CODE))
    for number in range(5):
        assert not redeemed(database, f"00000{number}")
    assert state(reader)["attempts"] == 3
    assert state(reader)["used_at"] is None


@proves("secrets.otc-attempts-lock")
def test_code_without_a_limit(database: Database) -> None:
    """With max_attempts=None it is good after ten wrong guesses, and once only."""
    store(database, Unlimited(name="it", code=CODE))
    guesses = [redeemed(database, "000000", Unlimited) for _ in range(10)]
    assert guesses == [False] * 10
    assert [redeemed(database, CODE, Unlimited) for _ in range(2)] == [True, False]


@proves("secrets.otc-attempts-lock")
def test_new_code_starts_anew(database: Database, reader: Reader) -> None:
    """A new code in a locked row has no guesses, and an end of its own."""
    store(database, LoginCode(name="it", code=CODE))
    for number in range(3):
        redeemed(database, f"00000{number}")
    with database.session() as session:
        row = (session.execute(sa.select(LoginCode))).scalar_one()
        row.code = "111111"
        session.commit()
    assert state(reader)["attempts"] == 0
    assert [redeemed(database, code) for code in (CODE, "111111")] == [False, True]


@proves("secrets.otc-single-use")
def test_redeemed_code_is_refused_after_reload(database: Database, reader: Reader) -> None:
    """The first time it is right, and says so; the second time, and to verify, it is used."""
    store(database, LoginCode(name="it", code=CODE))
    before = time.time()
    assert redeemed(database, CODE)
    after = time.time()
    assert before <= state(reader)["used_at"] <= after
    read = value_of(database, LoginCode.code, "it")
    assert (read.is_used, read.is_redeemable, read.verify(CODE)) == (True, False, False)
    assert not redeemed(database, CODE)
    assert state(reader)["attempts"] == 0


@proves("secrets.otc-single-use")
def test_redeem_in_one_session_twice(database: Database) -> None:
    """The value that redeem returns refuses the code at once, before any commit."""
    store(database, LoginCode(name="it", code=CODE))
    with database.session() as session:
        row = (session.execute(sa.select(LoginCode))).scalar_one()
        loaded: Any = row.code
        first, once = loaded.redeem(CODE)
        second, row.code = once.redeem(CODE)
        session.commit()
    assert (first, second) == (True, False)


@proves("secrets.otc-single-use")
def test_code_that_was_just_assigned_can_be_redeemed(database: Database) -> None:
    """After the commit the instance has the stored state, as a loaded one has."""
    with database.session() as session:
        row = LoginCode(name="it", code=CODE)
        session.add(row)
        session.commit()
        session.refresh(row)
        assert row.code is not None
        right, row.code = row.code.redeem(CODE)
        session.commit()
    assert right
    assert not redeemed(database, CODE)


@proves("secrets.otc-single-use")
def test_two_sessions_redeem_it_once(database: Database) -> None:
    """Two requests that have loaded it before either has stored its use: one of them is refused."""
    store(database, LoginCode(name="it", code=CODE))
    loaded = [value_of(database, LoginCode.code, "it") for _ in range(2)]
    won = []
    for code in loaded:
        with database.session() as session:
            row: Any = (session.execute(sa.select(LoginCode))).scalar_one()
            right, row.code = code.redeem(CODE)
            won.append(right)
            session.commit()
    assert won.count(True) == 1, f"the code was redeemed {won.count(True)} times"


@proves("secrets.otc-generate")
@pytest.mark.parametrize("length", [1, 4, 6, 12, 200])
def test_digits_as_many_as_asked_for(length: int) -> None:
    """Only digits, of that number, each time others; and with letters in capitals if asked for."""
    codes = {types.generate_one_time_code(length) for _ in range(200)}
    assert {len(code) for code in codes} == {length}
    assert set("".join(codes)) == set("0123456789")
    mixed = "".join(types.generate_one_time_code(length, digits_only=False) for _ in range(2000))
    assert set(mixed) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@proves("secrets.otc-generate")
def test_six_digits_by_default_with_leading_zeros() -> None:
    """Of three thousand codes some begin with a zero, and hardly two are the same."""
    codes = [types.generate_one_time_code() for _ in range(3000)]
    assert {len(code) for code in codes} == {6}
    assert any(code.startswith("0") for code in codes)
    assert len(set(codes)) > 2900
