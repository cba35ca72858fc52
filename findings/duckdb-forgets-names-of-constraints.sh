#!/usr/bin/env bash
# DuckDB reads the name of a constraint and forgets it: neither its catalogue nor its error messages have it.
#
# Versions: duckdb 1.4.4 and 2.0.1, Python 3.11.
# Guess before the run: CONSTRAINT uq_mail UNIQUE (mail) either is refused, or the constraint is called uq_mail.
# Seen: CREATE TABLE is accepted. duckdb_constraints() and information_schema have names that DuckDB made up of table and columns, and a
#   violation tells the column and the value, never the name. An application that looks for uq_mail in the message of an error, to say which
#   field is wrong, finds it nowhere; a migration that compares names, as Alembic does, sees other constraints than it has made.
# What helps: a unique index, CREATE UNIQUE INDEX uq_mail ON member (mail): its name is kept, in the catalogue only.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import duckdb

connection = duckdb.connect()
connection.execute("CREATE TABLE member (mail VARCHAR, age INTEGER, CONSTRAINT uq_mail UNIQUE (mail), CONSTRAINT ck_age CHECK (age > 0))")
names = connection.execute("SELECT constraint_name FROM information_schema.table_constraints ORDER BY 1").fetchall()
print(duckdb.__version__, "catalogue:", *(name for (name,) in names))
connection.execute("INSERT INTO member VALUES ('a', 1)")
for row in ("('a', 1)", "('b', -1)"):
    try:
        connection.execute(f"INSERT INTO member VALUES {row}")
    except duckdb.ConstraintException as error:
        print("violation:", "named" if "uq_mail" in str(error) or "ck_age" in str(error) else "not named")
connection.execute("CREATE TABLE guest (mail VARCHAR)")
connection.execute("CREATE UNIQUE INDEX uq_guest ON guest (mail)")
print("index:", *connection.execute("SELECT index_name FROM duckdb_indexes()").fetchone())
PY
for version in 1.4.4 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check "duckdb==$version" 2>/dev/null
  "$folder/$version/bin/python" "$folder/ask.py"
done | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
1.4.4 catalogue: member_age_check member_mail_key
violation: not named
violation: not named
index: uq_guest
2.0.1 catalogue: member_age_check member_mail_key
violation: not named
violation: not named
index: uq_guest
SEEN
