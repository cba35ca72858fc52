#!/usr/bin/env bash
# DuckDB: CREATE INDEX on a column that is no key makes every UPDATE of it a foreign key violation, where a child row points at the row.
#
# Versions: duckdb 1.4.4 and 2.0.1, Python 3.11.
# Guess before the run: an UPDATE that leaves the key alone cannot violate a foreign key, and an index changes the speed only.
# Seen: an UPDATE of an indexed column, or of a list, is done as DELETE and INSERT, and the DELETE is checked against the children. So
#   a migration that adds an index breaks a statement that worked, for rows with children only, with a message about the
#   key that nobody touched. DROP INDEX mends it. The value may even stay the same. A list column (VARCHAR[]) has the same without
#   any index, and so has ON CONFLICT (id) DO UPDATE of the indexed column. Tests on rows without children see nothing.
# What helps: no index and no UNIQUE on what changes in a parent table; what changes in a table of its own.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import duckdb

connection = duckdb.connect()
connection.execute("CREATE TABLE team (id INTEGER PRIMARY KEY, name VARCHAR, tags VARCHAR[])")
connection.execute("CREATE TABLE player (id INTEGER PRIMARY KEY, team INTEGER REFERENCES team (id))")
connection.execute("INSERT INTO team VALUES (1, 'a', ['x']), (2, 'b', ['x'])")
connection.execute("INSERT INTO player VALUES (1, 1)")


def outcome(statement):
    try:
        connection.execute(statement)
        return "done"
    except duckdb.ConstraintException as error:
        return "foreign key" if "foreign key" in str(error) else str(error)


for index in ("no index", "CREATE INDEX by_name ON team (name)", "DROP INDEX by_name"):
    if index != "no index":
        connection.execute(index)
    print(duckdb.__version__, index)
    for statement in (
        "UPDATE team SET name = 'c' WHERE id = 1",
        "UPDATE team SET name = name WHERE id = 1",
        "UPDATE team SET name = 'c' WHERE id = 2",
        "UPDATE team SET tags = ['y'] WHERE id = 1",
        "INSERT INTO team VALUES (1, 'd', ['x']) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    ):
        print(f"  {statement}: {outcome(statement)}")
PY
for version in 1.4.4 2.0.1; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q --disable-pip-version-check "duckdb==$version" 2>/dev/null
  "$folder/$version/bin/python" "$folder/ask.py"
done | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
1.4.4 no index
  UPDATE team SET name = 'c' WHERE id = 1: done
  UPDATE team SET name = name WHERE id = 1: done
  UPDATE team SET name = 'c' WHERE id = 2: done
  UPDATE team SET tags = ['y'] WHERE id = 1: foreign key
  INSERT INTO team VALUES (1, 'd', ['x']) ON CONFLICT (id) DO UPDATE SET name = excluded.name: done
1.4.4 CREATE INDEX by_name ON team (name)
  UPDATE team SET name = 'c' WHERE id = 1: foreign key
  UPDATE team SET name = name WHERE id = 1: foreign key
  UPDATE team SET name = 'c' WHERE id = 2: done
  UPDATE team SET tags = ['y'] WHERE id = 1: foreign key
  INSERT INTO team VALUES (1, 'd', ['x']) ON CONFLICT (id) DO UPDATE SET name = excluded.name: foreign key
1.4.4 DROP INDEX by_name
  UPDATE team SET name = 'c' WHERE id = 1: done
  UPDATE team SET name = name WHERE id = 1: done
  UPDATE team SET name = 'c' WHERE id = 2: done
  UPDATE team SET tags = ['y'] WHERE id = 1: foreign key
  INSERT INTO team VALUES (1, 'd', ['x']) ON CONFLICT (id) DO UPDATE SET name = excluded.name: done
2.0.1 no index
  UPDATE team SET name = 'c' WHERE id = 1: done
  UPDATE team SET name = name WHERE id = 1: done
  UPDATE team SET name = 'c' WHERE id = 2: done
  UPDATE team SET tags = ['y'] WHERE id = 1: foreign key
  INSERT INTO team VALUES (1, 'd', ['x']) ON CONFLICT (id) DO UPDATE SET name = excluded.name: done
2.0.1 CREATE INDEX by_name ON team (name)
  UPDATE team SET name = 'c' WHERE id = 1: foreign key
  UPDATE team SET name = name WHERE id = 1: foreign key
  UPDATE team SET name = 'c' WHERE id = 2: done
  UPDATE team SET tags = ['y'] WHERE id = 1: foreign key
  INSERT INTO team VALUES (1, 'd', ['x']) ON CONFLICT (id) DO UPDATE SET name = excluded.name: foreign key
2.0.1 DROP INDEX by_name
  UPDATE team SET name = 'c' WHERE id = 1: done
  UPDATE team SET name = name WHERE id = 1: done
  UPDATE team SET name = 'c' WHERE id = 2: done
  UPDATE team SET tags = ['y'] WHERE id = 1: foreign key
  INSERT INTO team VALUES (1, 'd', ['x']) ON CONFLICT (id) DO UPDATE SET name = excluded.name: done
SEEN
