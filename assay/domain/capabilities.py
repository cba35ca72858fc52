"""What databases and object stores can or cannot do: every capability there is, with what it means and its default.

A check names the capabilities that it needs, ``@proves("crud.get", needs=("concurrent-writers",))``, and so does the
catalogue. The profile of a database or store states where it differs from the defaults, each time with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError


@dataclass(frozen=True, slots=True)
class Ability:
    """What a profile says of one capability.

    Args:
        present: Whether the database or store has it.
        reason: One sentence: why not, or how.
    """

    present: bool
    reason: str


def has(reason: str) -> Ability:
    """The database or store has the capability; the reason says how."""
    return Ability(True, reason)


def lacks(reason: str) -> Ability:
    """The database or store does not have the capability; a check that needs it is reported with the reason."""
    return Ability(False, reason)


_NOT_STATED = "it is an exception among databases and stores, and the profile does not state it"


class _Described(Enum):
    """A capability: its value is the word that checks, the catalogue and messages use.

    Args:
        word: The word.
        meaning: What it means to have it, and so when a check needs it.
        default: Whether a profile that does not speak of it has it.
    """

    _value_: str
    meaning: str
    default: bool

    def __new__(cls, word: str, meaning: str, default: bool) -> _Described:
        """Make a member whose value is its word."""
        member = object.__new__(cls)
        member._value_ = word
        member.meaning = meaning
        member.default = default
        return member

    @property
    def by_default(self) -> Ability:
        """What a profile says that does not speak of it."""
        return has(self.meaning) if self.default else lacks(_NOT_STATED)

    def __str__(self) -> str:
        return self._value_


M = TypeVar("M", bound=_Described)


class DatabaseCapability(_Described):
    """What a database and its drivers can or cannot do."""

    ASYNC_DRIVER = (
        "async-driver",
        "One driver at least works with SQLAlchemy's asyncio extension. A check needs it that uses an async "
        "configuration on targets of both kinds.",
        True,
    )
    ENFORCES_FOREIGN_KEYS = (
        "enforces-foreign-keys",
        "A row whose foreign key names no row is refused, without any setting of the connection.",
        True,
    )
    UNIQUE_CONSTRAINTS = (
        "unique-constraints",
        "CREATE TABLE can have a UNIQUE constraint. Without it Advanced Alchemy makes a unique index where it can.",
        True,
    )
    DEFERRABLE_CONSTRAINTS = (
        "deferrable-constraints",
        "A constraint can be DEFERRABLE INITIALLY DEFERRED, so that only the COMMIT fails.",
        False,
    )
    ENFORCES_STRING_LENGTH = (
        "enforces-string-length",
        "A string that is longer than its column is refused, neither stored nor cut off.",
        True,
    )
    KEEPS_STRING_LENGTHS = (
        "keeps-string-lengths",
        "The catalogue tells the length that a VARCHAR was made with, whether or not it is enforced.",
        True,
    )
    KEEPS_CONSTRAINT_NAMES = (
        "keeps-constraint-names",
        "A UNIQUE constraint has the name in the catalogue that CREATE TABLE gave it.",
        True,
    )
    EMPTY_STRING_IS_NOT_NULL = (
        "empty-string-is-not-null",
        "An empty string is a value that is stored and read as such, and not NULL.",
        True,
    )
    LIKE_IS_CASE_SENSITIVE = (
        "like-is-case-sensitive",
        "LIKE tells capitals from small letters in a column made without a collation. A check needs it that a search "
        "which heeds case finds less than one that does not.",
        True,
    )
    EQUALITY_IS_EXACT = (
        "equality-is-exact",
        "= tells apart texts that differ only in case, in accents, or in blanks at their end, in a column made without "
        "a collation.",
        True,
    )
    LIKE_HAS_ESCAPE = (
        "like-has-escape",
        "LIKE takes an ESCAPE clause, with which its wildcards can be searched for.",
        True,
    )
    COMPARES_WITH_ANY = (
        "compares-with-any",
        "A value can be compared with ANY of an array that is a parameter.",
        False,
    )
    LIKE_DISTINGUISHES_ACCENTS = (
        "like-distinguishes-accents",
        "A search that ignores case takes e and é for different letters.",
        True,
    )
    FOLDS_CASE_BEYOND_ASCII = (
        "folds-case-beyond-ascii",
        "A search that ignores case finds letters beyond A to Z in both cases, such as Ä and ä.",
        True,
    )
    TRANSACTIONAL_DDL = (
        "transactional-ddl",
        "What CREATE TABLE and its like did is undone when their transaction is rolled back, through every driver, and "
        "the table can be used before the COMMIT. A check needs it that a migration which fails leaves nothing behind.",
        False,
    )
    CONCURRENT_WRITERS = (
        "concurrent-writers",
        "Transactions that write different rows run side by side, and none waits for another or fails.",
        True,
    )
    QUEUES_WRITERS = (
        "queues-writers",
        "A transaction that writes what another one is writing waits for it, and neither is aborted. A check needs it "
        "that sends several requests at once which write. A database can queue writers and have one writer at a time.",
        True,
    )
    SAVEPOINTS = (
        "savepoints",
        "A part of a transaction can be rolled back alone, to a SAVEPOINT, and the transaction goes on.",
        True,
    )
    LOCKS_ROWS = (
        "locks-rows",
        "SELECT ... FOR UPDATE locks the rows that it reads for other transactions, and with NOWAIT refuses rows that "
        "are locked. A check needs it that two transactions want the same row.",
        False,
    )
    UPSERTS_ON_CONFLICT = (
        "upserts-on-conflict",
        "INSERT ... ON CONFLICT DO UPDATE updates the row that is in the way, and RETURNING gives it.",
        False,
    )
    UPSERTS_ON_DUPLICATE_KEY = (
        "upserts-on-duplicate-key",
        "INSERT ... ON DUPLICATE KEY UPDATE updates the row that is in the way.",
        False,
    )
    UPSERTS_INSERT_OR_UPDATE = (
        "upserts-insert-or-update",
        "INSERT OR UPDATE writes a row whether or not there is one with its primary key.",
        False,
    )
    KILLS_CONNECTIONS = (
        "kills-connections",
        "An administrator can make the server end the connections of others: Backend.end_connections does.",
        False,
    )
    SESSION_TIME_ZONE = (
        "session-time-zone",
        "A connection can be in a time zone, by options of the engine: Backend.zone_options gives them.",
        False,
    )
    ENCRYPTED_CONNECTIONS = (
        "encrypted-connections",
        "The servers of a run take encrypted connections: Backend.encryption_options and encryption_query are given.",
        False,
    )
    USERS_WITH_RIGHTS = (
        "users-with-rights",
        "An administrator can make a user who has only some rights on some tables: Backend.user_statements does.",
        False,
    )
    SERVER_SIDE_ENCRYPTION = (
        "server-side-encryption",
        "A text can be encrypted and decrypted in SQL, by functions of the extension pgcrypto, which can be created.",
        False,
    )
    DEFAULT_SYNC_DRIVER = (
        "default-sync-driver",
        "A URL that names the product only, such as postgresql://, is for a sync driver that is installed.",
        False,
    )


class StoreCapability(_Described):
    """What an object store can or cannot do, through one client."""

    KEEPS_OBJECTS = (
        "keeps-objects",
        "What is saved can be read, listed and deleted. Without it only what needs no server can be checked, such as "
        "signatures.",
        True,
    )
    CHECKED_IN_FULL = (
        "checked-in-full",
        "Every claim about documents is checked on it. Without it only the claims about backends and signed URLs are: "
        "so it is for a second client of a product whose server answers each request slowly.",
        True,
    )
    KEEPS_CONTENT_TYPE = ("keeps-content-type", "The content type of an object is kept beside its bytes.", True)
    KEEPS_METADATA = ("keeps-metadata", "Metadata that the application gives are kept beside the bytes.", True)
    MULTIPART_UPLOAD = (
        "multipart-upload",
        "A large object is sent in parts, which the store puts together. A check needs it that sends more than 5 MiB.",
        True,
    )
    SIGNS_DOWNLOADS = (
        "signs-downloads",
        "A URL can be signed with which anybody reads an object. The profile then promises refused, "
        "expiry-parameter and signature-parameter.",
        False,
    )
    SIGNS_UPLOADS = ("signs-uploads", "A URL can be signed with which anybody writes an object.", False)
    LIMITS_EXPIRY = (
        "limits-expiry",
        "The product refuses a signed URL that would be good for too long; the profile promises longest-expiry.",
        False,
    )
    SIGNATURE_COVERS_HOST = (
        "signature-covers-host",
        "A signed URL is good for one host: with another name of the same server it is refused.",
        False,
    )
    SERVES_OVER_HTTP = ("serves-over-http", "A server of the run answers at the signed URL.", False)
    KEEPS_IN_MEMORY = ("keeps-in-memory", "It is the in-memory store that the documentation names.", False)
    KEEPS_IN_FILES = ("keeps-in-files", "It keeps objects as files below a directory of this machine.", False)
    SPEAKS_S3 = ("speaks-s3", "It is reached by the protocol of Amazon S3.", False)
    TAKES_S3_OPTIONS = (
        "takes-s3-options",
        "It is reached by an s3:// URL and the options of the documentation, which its opening has.",
        False,
    )
    SPEAKS_AZURE = ("speaks-azure-blob-storage", "It is reached by the protocol of Azure Blob Storage.", False)
    SPEAKS_GOOGLE = ("speaks-google-cloud-storage", "It is reached by the protocol of Google Cloud Storage.", False)
    OTHER_PRODUCT = (
        "other-product",
        "Its servers are of none of the products that the documentation names, as one that speaks Amazon's protocol.",
        False,
    )
    OWN_BACKEND = ("own-backend", "It is reached by a backend that an application wrote itself.", False)


Capability = DatabaseCapability | StoreCapability
C = TypeVar("C", DatabaseCapability, StoreCapability)


def database_capability(name: DatabaseCapability | str) -> DatabaseCapability:
    """The capability of databases that is called that.

    Raises:
        UsageError: There is none; the message suggests the one that is spelt most like it.
    """
    return name if isinstance(name, DatabaseCapability) else _named(name, tuple(DatabaseCapability))


def store_capability(name: StoreCapability | str) -> StoreCapability:
    """The capability of object stores that is called that.

    Raises:
        UsageError: There is none; the message suggests the one that is spelt most like it.
    """
    return name if isinstance(name, StoreCapability) else _named(name, tuple(StoreCapability))


def capability(name: str) -> Capability:
    """The capability of databases or of object stores that is called that.

    Raises:
        UsageError: There is none; the message suggests the one that is spelt most like it.
    """
    known: list[Capability] = [*DatabaseCapability, *StoreCapability]
    return _named(name, known)


def _named(name: str, known: Iterable[M]) -> M:
    words = {member.value: member for member in known}
    if name in words:
        return words[name]
    hint = did_you_mean(name, words, "") or "docs/capabilities.md lists them"
    raise UsageError(f"unknown capability {name!r}: {hint}")


def stated(profile: Mapping[C, Ability], wanted: C) -> Ability:
    """What a profile says of a capability, or else the default."""
    return profile.get(wanted, wanted.by_default)
