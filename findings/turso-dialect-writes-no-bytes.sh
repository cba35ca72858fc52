#!/usr/bin/env bash
# The SQLAlchemy dialect of pyturso (SQLite written anew in Rust) passes for SQLite until a model has a binary column.
#
# Versions: pyturso 0.8.3, SQLAlchemy 2.0.58 and 2.1.9, Python 3.11.
# Guess before the run: what the driver stores (its own documentation lists bytes), its dialect stores.
# Seen: every INSERT into a LargeBinary or PickleType column raises StatementError, "module 'turso' has no attribute 'Binary'", NULL
#   too: SQLAlchemy takes the constructor for bytes from the driver's module, as the database API (PEP 249) has it, and that module
#   has none. text() with bytes works, so that a small trial passes. Numbers, dates, JSON, UUID, constraint
#   errors, savepoints, RETURNING and reflection are as with sqlite3. Server-side sessions and anything encrypted live in such columns.
# What helps: `turso.Binary = bytes` before the engine is made; shown below.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sys

import sqlalchemy as sa
import turso


def outcome(engine, table, value):
    try:
        with engine.begin() as connection:
            connection.execute(table.insert().values(data=value))
            return connection.scalars(sa.select(table.c.data).order_by(table.c.id.desc())).first() == value
    except sa.exc.StatementError as error:
        return str(error).splitlines()[0]


for kind, value in ((sa.LargeBinary, b"\0\xff"), (sa.LargeBinary, None), (sa.PickleType, {"a": 1})):
    engine = sa.create_engine(f"sqlite+turso:///{sys.argv[1]}/{kind.__name__}-{value is None}.db")
    table = sa.Table("kept", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("data", kind))
    table.create(engine)
    print(kind.__name__, value, outcome(engine, table, value))
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO kept (data) VALUES (:data)"), {"data": b"\0"})
turso.Binary = bytes
engine = sa.create_engine(f"sqlite+turso:///{sys.argv[1]}/mended.db")
table.create(engine)
print("with turso.Binary = bytes:", outcome(engine, table, {"a": 1}))
PY
cat >"$folder/expected" <<'SEEN'
LargeBinary b'\x00\xff' (builtins.AttributeError) module 'turso' has no attribute 'Binary'
LargeBinary None (builtins.AttributeError) module 'turso' has no attribute 'Binary'
PickleType {'a': 1} (builtins.AttributeError) module 'turso' has no attribute 'Binary'
with turso.Binary = bytes: True
SEEN
for version in 2.0.58 2.1.9; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check pyturso==0.8.3 "sqlalchemy==$version" 2>/dev/null
  "$folder/$version/bin/python" "$folder/ask.py" "$folder/$version" | tee "$folder/seen"
  diff "$folder/seen" "$folder/expected"
done
