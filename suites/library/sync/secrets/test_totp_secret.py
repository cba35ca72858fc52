# Generated from suites/library/secrets/test_totp_secret.py by `python -m tools.twin`; do not edit.
"""TOTPSecret: secrets that are encrypted in the table, and make codes in the program."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from typing import Any

import sqlalchemy as sa
import time_machine
from advanced_alchemy import types
from advanced_alchemy.repository import SQLAlchemySyncRepository

from assay.checking import Reader, proves
from reference_app.library.totp.models import Enrolment
from reference_app.sync.library.database import Database
from suites.library.sync.types.storing import names, store, value_of

MODELS = (Enrolment,)

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTHER = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class EnrolmentRepository(SQLAlchemySyncRepository[Enrolment]):
    """Enrolments."""

    model_type = Enrolment


def code_of(secret: str, at: float, *, digits: int = 6, interval: int = 30, digest: Any = hashlib.sha1) -> str:
    """The code of a moment, as RFC 6238 has it."""
    counter = struct.pack(">Q", int(at) // interval)
    mac = hmac.new(base64.b32decode(secret), counter, digest).digest()
    start = mac[-1] & 0xF
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


@proves("secrets.totp-encrypted")
def test_table_has_no_secret(database: Database, reader: Reader) -> None:
    """The same secret twice is two texts in the table, and of neither can it be read; a provider has it again."""
    store(database, Enrolment(name="a", seed=SECRET, long=OTHER), Enrolment(name="b", seed=SECRET, long=SECRET))
    rows = {row["name"]: row for row in reader.rows("library_enrolment")}
    stored = [rows[name][column] for name in "ab" for column in ("seed", "long")]
    assert not [text for text in stored if SECRET in text or OTHER in text]
    assert len(set(stored)) == 4, "the same secret has the same text"
    read = {name: value_of(database, Enrolment.seed, name) for name in "ab"}
    assert {name: (type(found), found.secret) for name, found in read.items()} == {
        "a": (types.TOTPProvider, SECRET),
        "b": (types.TOTPProvider, SECRET),
    }
    assert (value_of(database, Enrolment.long, "a")).secret == OTHER


@proves("secrets.totp-encrypted")
def test_codes_of_both_columns(database: Database) -> None:
    """Each makes codes with its own digits, interval and digest, those of RFC 6238."""
    store(database, Enrolment(name="it", seed=SECRET, long=SECRET))
    seed, long = [value_of(database, column, "it") for column in (Enrolment.seed, Enrolment.long)]
    for at in (1_700_000_000, 1_700_000_045):
        with time_machine.travel(at, tick=False):
            found = seed.now(), long.now()
        expected = code_of(SECRET, at), code_of(SECRET, at, digits=8, interval=60, digest=hashlib.sha256)
        assert found == expected


@proves("secrets.totp-encrypted")
def test_no_secret_is_null(database: Database, reader: Reader) -> None:
    """None is NULL in the table, and None again."""
    store(database, Enrolment(name="none", seed=None), Enrolment(name="missing"), Enrolment(name="it", seed=OTHER))
    nulls = reader.execute("SELECT name FROM library_enrolment WHERE seed IS NULL ORDER BY name")
    assert [row["name"] for row in nulls] == ["missing", "none"]
    assert [value_of(database, Enrolment.seed, name) for name in ("none", "missing")] == [None, None]
    found = names(database, sa.select(Enrolment.name).where(Enrolment.seed.is_(None)).order_by(Enrolment.name))
    assert found == ["missing", "none"]


@proves("secrets.totp-encrypted")
def test_secret_of_one_column_is_written_to_another_row(database: Database) -> None:
    """What was read can be assigned: a provider is written as its secret, in a flush and in bulk."""
    store(database, Enrolment(name="a", seed=SECRET))
    read = value_of(database, Enrolment.seed, "a")
    with database.session() as session:
        session.add(Enrolment(name="b", seed=read))
        session.execute(sa.insert(Enrolment), [{"name": "c", "seed": read}, {"name": "d", "seed": OTHER}])
        session.commit()
    found = [(value_of(database, Enrolment.seed, name)).secret for name in "abcd"]
    assert found == [SECRET, SECRET, SECRET, OTHER]


@proves("secrets.totp-encrypted")
def test_repository_changes_the_name_only(database: Database, reader: Reader) -> None:
    """An update of another column leaves the text in the table as it is."""
    store(database, Enrolment(name="old", seed=SECRET, long=OTHER))
    before = reader.row("library_enrolment", name="old")
    assert before is not None
    with database.session() as session:
        EnrolmentRepository(session=session).update(Enrolment(id=before["id"], name="new"))
        session.commit()
    after = reader.row("library_enrolment", name="new")
    assert after is not None
    assert (after["id"], after["seed"], after["long"]) == (before["id"], before["seed"], before["long"])


@proves("secrets.totp-encrypted")
def test_repository_changes_the_secret(database: Database, reader: Reader) -> None:
    """A new secret replaces the old one in its row only; the object that comes back makes its codes."""
    store(database, Enrolment(name="it", seed=SECRET), Enrolment(name="bystander", seed=SECRET))
    row = reader.row("library_enrolment", name="it")
    assert row is not None
    with database.session() as session:
        changed = EnrolmentRepository(session=session).update(Enrolment(id=row["id"], seed=OTHER))
        session.commit()
        session.refresh(changed)
        assert type(changed.seed) is types.TOTPProvider
    found = [(value_of(database, Enrolment.seed, name)).secret for name in ("it", "bystander")]
    assert found == [OTHER, SECRET]
