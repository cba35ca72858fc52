#!/usr/bin/env bash
# PyIceberg: delete("v != 10") removes rows whose v is NULL, or keeps them: it depends on which data file they lie in.
#
# Versions: PyIceberg 0.12.0 (catalog in SQLite, files in a folder), PyArrow 26.0.1; Python 3.11.
# Guess before the run: delete removes exactly the rows that scan(row_filter=...) shows with the same filter.
# Seen: three rows, v = 10, 20 and NULL; the filter "v != 10" shows the row of 20 alone, as SQL does. If all three lie in one file,
#   delete removes that row. If NULL and 20 lie in a file without 10, the file's statistics say that it holds no 10, it is dropped
#   whole, and the row with NULL is lost. "v not in (10, 11)" is the other way about as well: its scan shows the row with NULL,
#   and delete keeps it in the one file, and drops it with the other. So a compaction changes what a later delete removes.
#   Comparisons as "v < 15" are the same everywhere.
# What helps: say what shall become of NULL: "v != 10 and v is not null".
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sys
import tempfile

import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog

SCHEMA = pa.schema([pa.field("id", pa.int64()), pa.field("v", pa.int64())])
TEN, TWENTY, NULL = {"id": 1, "v": 10}, {"id": 2, "v": 20}, {"id": 3, "v": None}
LAYOUTS = {"one file": [[TEN, TWENTY, NULL]], "two files": [[TEN], [TWENTY, NULL]]}


def ids(scan):
    return sorted(scan.to_arrow()["id"].to_pylist())


for condition in ["v != 10", "v not in (10, 11)", "v < 15", "v != 10 and v is not null"]:
    for name, files in LAYOUTS.items():
        place = tempfile.mkdtemp(dir=sys.argv[1])
        catalog = SqlCatalog("catalog", uri=f"sqlite:///{place}/catalog.db", warehouse=f"file://{place}")
        catalog.create_namespace("shop")
        table = catalog.create_table("shop.sale", schema=SCHEMA)
        for rows in files:
            table.append(pa.Table.from_pylist(rows, schema=SCHEMA))
        shown, before = ids(table.scan(row_filter=condition)), ids(table.scan())
        table.delete(condition)
        removed = sorted(set(before) - set(ids(table.scan())))
        print(f"{condition}, {name}: shows {shown}, removes {removed}")
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "pyiceberg[sql-sqlite]==0.12.0" pyarrow==26.0.1 2>/dev/null
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
v != 10, one file: shows [2], removes [2]
v != 10, two files: shows [2], removes [2, 3]
v not in (10, 11), one file: shows [2, 3], removes [2]
v not in (10, 11), two files: shows [2, 3], removes [2, 3]
v < 15, one file: shows [1], removes [1]
v < 15, two files: shows [1], removes [1]
v != 10 and v is not null, one file: shows [2], removes [2]
v != 10 and v is not null, two files: shows [2], removes [2]
SEEN
