#!/usr/bin/env bash
# DuckDB 2.0 changed what the operator ~ means, and with it what SQLAlchemy's regexp_match() answers: no error, other rows.
#
# Versions: duckdb 1.4.4 and 2.0.1, duckdb-engine 0.17.0, SQLAlchemy 2.0.58, Python 3.11.
# Guess before the run: a driver's major release does not change the rows of a portable SQLAlchemy expression.
# Seen: duckdb-engine writes regexp_match() as "value ~ pattern". Up to 1.4 that asks whether the *whole* text matches, as
#   regexp_full_match does; since 2.0 whether it matches *anywhere*, as in PostgreSQL. A filter for 'b' finds 'b' alone
#   before, and 'abc' too after. The negated form loses rows in the same way.
#   duckdb 1.4.4 'b': matched ['b'] others ['abc', 'c']
#   duckdb 2.0.1 'b': matched ['abc', 'b'] others ['c']
# What helps: anchor the pattern (^...$), or call func.regexp_full_match / func.regexp_matches, which mean the same in both.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import duckdb
import sqlalchemy as sa

engine = sa.create_engine("duckdb:///:memory:")
word = sa.Table("word", sa.MetaData(), sa.Column("text", sa.String))
with engine.connect() as connection:
    connection.exec_driver_sql("CREATE TABLE word (text VARCHAR)")
    connection.execute(word.insert(), [{"text": "abc"}, {"text": "b"}, {"text": "c"}])
    for pattern in ("b", "^b$"):
        condition = word.c.text.regexp_match(pattern)
        found, others = (
            connection.scalars(sa.select(word.c.text).where(c).order_by(word.c.text)).all() for c in (condition, ~condition)
        )
        print(f"duckdb {duckdb.__version__} {pattern!r}: matched {found} others {others}")
PY
for version in 1.4.4 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check "duckdb==$version" duckdb-engine==0.17.0 sqlalchemy==2.0.58 2>/dev/null
  "$folder/$version/bin/python" -W ignore "$folder/ask.py"
done | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
duckdb 1.4.4 'b': matched ['b'] others ['abc', 'c']
duckdb 1.4.4 '^b$': matched ['b'] others ['abc', 'c']
duckdb 2.0.1 'b': matched ['abc', 'b'] others ['c']
duckdb 2.0.1 '^b$': matched ['b'] others ['abc', 'c']
SEEN
