"""How a database stores what models have columns of: what checks of column types compare with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnTypes:
    """The types of columns, as the SQL of the database puts them: ``BINARY(16)``.

    They are those that the library under test documents for the database, or what stands for them where the
    database has no such type; a check compares them with what the database says that it has.

    Args:
        uuid: Of a UUID.
        reflected_uuid: The same by the name and length of the type that SQLAlchemy's reflection reports, after
            :meth:`Backend.reflected <assay.domain.targets.Backend.reflected>`: ``LargeBinary(16)``.
        string: Of a string of at most 255 characters.
        binary: Of bytes of any number.
        timestamp: Of a date-time in UTC.
        json: Of a JSON document.
    """

    uuid: str
    reflected_uuid: str
    string: str
    binary: str
    timestamp: str
    json: str = "JSON"
