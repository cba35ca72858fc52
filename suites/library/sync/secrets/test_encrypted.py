# Generated from suites/library/secrets/test_encrypted.py by `python -m tools.twin`; do not edit.
"""EncryptedString: texts that the database cannot read."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from advanced_alchemy.types import EncryptedString, EncryptedText
from cryptography.fernet import InvalidToken
from sqlalchemy.engine.default import DefaultDialect

from assay.checking import Reader, proves
from reference_app.library.secrets.models import KEY_RING, Letter, Note, Rotating, Vault
from reference_app.sync.library.database import Database
from reference_app.sync.library.secrets.repositories import NoteRepository
from suites.library.sync.types.storing import committed, names, raised, refusal, store, value_of

MODELS = (Letter, Note, Rotating, Vault)

TEXTS = {
    "plain": "Murder on the Orient Express",
    "one": "x",
    "empty": "",
    "beyond": "\U0001f468\U0001f3fd é 中",
    "white-space": " \t\r\n x ",
    "nul": "a\x00b",
    "quotes": "'\"`\\ %s :b",
    "looks-encrypted": "gAAAAABm",
    "long": "x" * 3000,
}
KEYS = ("text_key", "bytes_key", "called_text", "called_bytes")


def stored(reader: Reader, table: str, column: str, name: str) -> Any:
    """What is in the table, as another client sees it."""
    row = reader.row(table, name=name)
    assert row is not None, f"there is no row {name}"
    return row[column]


@proves("secrets.encrypted-at-rest")
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_is_unreadable_at_rest_and_comes_back(database: Database, reader: Reader, text: str) -> None:
    """The table has something else, and the next session the text."""
    store(database, Note(name="it", secret=text))
    found = stored(reader, "library_note", "secret", "it")
    assert isinstance(found, str)
    assert found.startswith("gAAAA"), f"stored is {found[:40]!r}, which is no Fernet token"
    assert len(text) < 4 or text not in found, f"stored is {found!r}, which holds the text"
    read = value_of(database, Note.secret, "it")
    assert (type(read), read) == (str, text), f"the session reads {read!r}"


@proves("secrets.encrypted-at-rest")
def test_one_text_is_never_encrypted_alike(database: Database, reader: Reader) -> None:
    """In two rows, and written again, it is another cipher text."""
    store(database, *(Note(name=f"note {number}", secret="the same") for number in range(3)))
    found = {row["secret"] for row in reader.rows("library_note")}
    assert len(found) == 3, f"three rows with one text have {len(found)} cipher texts"
    assert [value_of(database, Note.secret, f"note {number}") for number in range(3)] == ["the same"] * 3


@proves("secrets.encrypted-at-rest")
def test_bulk_writes_are_encrypted_too(database: Database, reader: Reader) -> None:
    """An INSERT of several rows, an UPDATE by statement, and the repository's calls leave no plain text."""
    with database.session() as session:
        session.execute(sa.insert(Note), [{"name": name, "secret": f"bulk {name}"} for name in ("a", "b")])
        session.execute(sa.update(Note).where(Note.name == "b").values(secret="changed b"))
        repository = NoteRepository(session=session)
        added = repository.add_many([Note(name=name, secret=f"added {name}") for name in ("c", "d")])
        repository.update(Note(id=added[1].id, name="d", secret="updated d"))
        repository.upsert(Note(name="e", secret="upserted e"))
        session.commit()
    expected = {"a": "bulk a", "b": "changed b", "c": "added c", "d": "updated d", "e": "upserted e"}
    assert {name: value_of(database, Note.secret, name) for name in expected} == expected
    found = {row["name"]: row["secret"] for row in reader.rows("library_note")}
    assert all(token.startswith("gAAAA") for token in found.values()), found


@proves("secrets.encrypted-at-rest")
def test_other_columns_change_and_the_secret_stays(database: Database, reader: Reader) -> None:
    """An update of the name leaves the cipher text as it is."""
    store(database, Note(name="it", secret="kept"))
    before = stored(reader, "library_note", "secret", "it")
    with database.session() as session:
        repository = NoteRepository(session=session)
        found = repository.get_one(name="it")
        found.name = "other"
        repository.update(found)
        session.commit()
    assert stored(reader, "library_note", "secret", "other") == before
    assert value_of(database, Note.secret, "other") == "kept"


@proves("secrets.encrypted-key-kinds")
@pytest.mark.parametrize("column", KEYS)
def test_each_kind_of_key(database: Database, reader: Reader, column: str) -> None:
    """A text, bytes, and callables of either encrypt and decrypt."""
    store(database, Vault(name="it", **{column: "a secret"}))
    assert stored(reader, "library_vault", column, "it").startswith("gAAAA")
    assert value_of(database, getattr(Vault, column), "it") == "a secret"


@proves("secrets.encrypted-key-kinds")
def test_columns_of_one_row_have_keys_of_their_own(database: Database, reader: Reader) -> None:
    """Four columns with four keys, in one INSERT and one SELECT; what one key encrypted another cannot read."""
    values = {column: f"secret of {column}" for column in KEYS}
    store(database, Vault(name="it", **values))
    with database.session() as session:
        found = (session.execute(sa.select(Vault))).scalar_one()
        assert {column: getattr(found, column) for column in KEYS} == values
    row = reader.row("library_vault", name="it")
    assert row is not None
    reader.insert("library_vault", {**row, "id": uuid.uuid4(), "name": "swapped", "text_key": row["bytes_key"]})
    said = raised(InvalidToken, lambda: value_of(database, Vault.text_key, "swapped"))
    assert said.startswith("InvalidToken"), "one key has decrypted what another one encrypted"


@proves("secrets.encrypted-key-kinds")
def test_text_and_bytes_of_one_key_are_the_same_key(database: Database, reader: Reader) -> None:
    """A text and its bytes are one key: "key" and b"key" decrypt each other's texts."""
    store(database, Note(name="it", secret="a secret"))
    token = stored(reader, "library_note", "secret", "it")
    dialect = DefaultDialect()
    read = []
    for key in (b"my-secret-key", lambda: "my-secret-key", lambda: b"my-secret-key"):
        try:
            read.append(EncryptedString(key=key).process_result_value(token, dialect))
        except InvalidToken:
            read.append("cannot be decrypted")
    assert read == ["a secret"] * 3, f"with bytes, and callables of text and bytes: {read}"


@proves("secrets.encrypted-callable-reresolved")
def test_rotated_key_takes_effect_at_once(database: Database) -> None:
    """What is written after the key has changed is read with the new key, and not with the old one; and the reverse."""
    KEY_RING.key = "first"
    store(database, Rotating(name="old", secret="old text"))
    KEY_RING.key = b"second"
    store(database, Rotating(name="new", secret="new text"))
    assert value_of(database, Rotating.secret, "new") == "new text"
    said = raised(InvalidToken, lambda: value_of(database, Rotating.secret, "old"))
    assert said.startswith("InvalidToken"), "the new key has decrypted what the old one encrypted"
    KEY_RING.key = "first"
    assert value_of(database, Rotating.secret, "old") == "old text"
    said = raised(InvalidToken, lambda: value_of(database, Rotating.secret, "new"))
    assert said.startswith("InvalidToken"), "the old key has decrypted what the new one encrypted"


@proves("secrets.encrypted-callable-reresolved")
def test_key_is_asked_for_each_value(database: Database) -> None:
    """A second read of the same statement asks again, as does a second write."""
    KEY_RING.key = "first"
    store(database, Rotating(name="one", secret="a"))
    value_of(database, Rotating.secret, "one")
    before = KEY_RING.asked
    store(database, Rotating(name="two", secret="b"))
    written = KEY_RING.asked
    value_of(database, Rotating.secret, "two")
    assert (written > before, KEY_RING.asked > written) == (True, True)


@proves("secrets.encrypted-length-validated")
@pytest.mark.parametrize("text", ["x" * 11, "x" * 5000, "\U0001f600" * 11], ids=["one-more", "many-more", "emoji"])
def test_longer_text_is_refused(database: Database, reader: Reader, text: str) -> None:
    """With the library's IntegrityError, which says the length and not the text; there is no row."""
    said = refusal(database, Vault(name="it", short=text))
    assert said == "IntegrityError: Unencrypted value exceeds maximum unencrypted length of 10", said
    assert reader.count("library_vault") == 0


@proves("secrets.encrypted-length-validated")
@pytest.mark.parametrize("text", ["x" * 10, "\U0001f600" * 10, ""], ids=["exactly", "emoji", "empty"])
def test_text_of_the_length_is_taken(database: Database, text: str) -> None:
    """The length is that of the text, in characters, not that of what is stored."""
    refused = refusal(database, Vault(name="it", short=text))
    assert refused == "", f"{len(text)} characters are refused: {refused}"
    assert value_of(database, Vault.short, "it") == text


@proves("secrets.encrypted-length-validated")
def test_too_long_an_update_is_refused(database: Database) -> None:
    """By a flush and by a statement; the value that was there stays."""
    store(database, Vault(name="it", short="kept"))
    refused = committed(database, lambda session: session.execute(sa.update(Vault).values(short="x" * 11)))
    assert refused == "IntegrityError: Unencrypted value exceeds maximum unencrypted length of 10", refused
    assert value_of(database, Vault.short, "it") == "kept"


@proves("secrets.encrypted-column-size")
def test_longest_allowed_value_fits(database: Database) -> None:
    """Ten characters of four bytes each, and without a length four thousand characters, come back whole."""
    refused = refusal(database, Vault(name="it", short="\U0001f600" * 10, text_key="\U0001f600" * 4000))
    assert refused == "", refused
    assert value_of(database, Vault.short, "it") == "\U0001f600" * 10
    assert value_of(database, Vault.text_key, "it") == "\U0001f600" * 4000


@proves("secrets.encrypted-null-and-empty")
@pytest.mark.parametrize("model", [Note, Letter], ids=["string", "text"])
def test_none_and_empty_differ(database: Database, reader: Reader, model: Any) -> None:
    """None is NULL in the table; the empty text is encrypted like any other."""
    column = "secret" if model is Note else "body"
    store(database, model(name="none", **{column: None}), model(name="empty", **{column: ""}))
    assert stored(reader, model.__tablename__, column, "none") is None
    assert str(stored(reader, model.__tablename__, column, "empty")).startswith("gAAAA")
    read = [value_of(database, getattr(model, column), name) for name in ("none", "empty")]
    assert read == [None, ""], read
    assert names(database, sa.select(model.name).where(getattr(model, column).is_(None))) == ["none"]


@proves("secrets.encrypted-null-and-empty")
def test_secret_is_taken_away(database: Database, reader: Reader) -> None:
    """Set to None the row has NULL, and nothing that could be decrypted."""
    store(database, Note(name="it", secret="gone"))
    with database.session() as session:
        found = (session.execute(sa.select(Note))).scalar_one()
        found.secret = None
        session.commit()
    assert stored(reader, "library_note", "secret", "it") is None


@proves("secrets.encrypted-equality")
def test_plain_text_finds_no_row(database: Database) -> None:
    """Equality, IN and LIKE compare with cipher texts and find nothing; inequality finds each row that has one."""
    store(database, Note(name="a", secret="x"), Note(name="b", secret="y"), Note(name="none", secret=None))
    conditions = {
        "equal": (Note.secret == "x", []),
        "in": (Note.secret.in_(["x", "y"]), []),
        "in nothing": (Note.secret.in_([]), []),
        "like": (Note.secret.like("%x%"), []),
        "unequal": (Note.secret != "x", ["a", "b"]),
        "not null": (Note.secret.is_not(None), ["a", "b"]),
        "null": (Note.secret == None, ["none"]),  # noqa: E711 - SQL
    }
    found = {
        name: names(database, sa.select(Note.name).where(condition).order_by(Note.name))
        for name, (condition, _) in conditions.items()
    }
    assert found == {name: expected for name, (_, expected) in conditions.items()}, found


@proves("secrets.encrypted-non-text")
@pytest.mark.parametrize("value", [5, b"bytes", {"a": 1}, True, 1.5], ids=["int", "bytes", "dict", "bool", "float"])
def test_what_is_no_text_is_refused(database: Database, reader: Reader, value: Any) -> None:
    """There is no text that it could be: it is not stored as what Python prints of it."""
    refused = refusal(database, Note(name="it", secret=value))
    assert refused, f"{value!r} comes back as {value_of(database, Note.secret, 'it')!r}"
    assert reader.count("library_note") == 0


@proves("secrets.encrypted-non-text")
def test_text_of_a_class_of_its_own_is_a_text(database: Database) -> None:
    """A subclass of str, as enumerations and template engines have them, is stored as its characters."""

    class Marked(str):
        """A text that a template need not escape."""

        def __repr__(self) -> str:
            return f"Marked({str(self)!r})"

    store(database, Note(name="it", secret=Marked("a & b")))
    assert value_of(database, Note.secret, "it") == "a & b"


@proves("secrets.encrypted-text-large")
@pytest.mark.parametrize("size", [1, 10_000, 40_000, 100_000])
def test_long_text_comes_back(database: Database, reader: Reader, size: int) -> None:
    """Whole, and unreadable at rest."""
    text = ("The Mysterious Affair at Styles " * (size // 32 + 1))[:size]
    refused = refusal(database, Letter(name="it", body=text))
    assert refused == "", f"a text of {size} characters is refused: {refused}"
    read = value_of(database, Letter.body, "it")
    assert read == text, f"of {size} characters {len(read)} came back"
    assert stored(reader, "library_letter", "body", "it").startswith("gAAAA")


@proves("secrets.encrypted-text-large")
def test_text_is_of_the_long_type() -> None:
    """An EncryptedText is a text without a length where an EncryptedString is a string."""
    dialect = DefaultDialect()
    assert [str(kind(key="a").compile(dialect=dialect)) for kind in (EncryptedText, EncryptedString)] == [
        "TEXT",
        "VARCHAR",
    ]
