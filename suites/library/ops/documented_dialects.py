"""The dialects that the library's documentation lists for its upsert statements, as it spells them."""

__all__ = ("INSERTS", "MERGES", "UPSERTS_BY_MERGE")

INSERTS = frozenset({"postgresql", "cockroachdb", "sqlite", "duckdb", "mysql", "mariadb"})
"""Dialects for which the documentation names an INSERT that says what to do with a row that is there."""
MERGES = frozenset({"postgresql", "oracle", "mssql"})
"""Dialects for which the documentation names MERGE."""
UPSERTS_BY_MERGE = frozenset({"oracle", "mssql"})
"""Dialects for which the documentation says that ``upsert_many`` sends MERGE."""
