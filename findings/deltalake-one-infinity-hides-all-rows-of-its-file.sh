#!/usr/bin/env bash
# delta-rs: one infinity hides all rows of its file from filters, and beside one NaN a query answers a number that is not stored.
#
# Versions: deltalake 1.6.6, PyArrow 26.0.1; Python 3.11.
# Guess before the run: with a filter, reading gives the rows that fulfil it of those that reading without a filter gives; statistics of
#   files only save work.
# Seen: JSON has no infinity, so that the log says null for the greatest value of a file with one. to_pyarrow_table(filters=...) and
#   to_pyarrow_dataset().to_table(filter=...) take that for "no value here": [1, inf] has no row above 2, none below 2, and none
#   equal to 1. QueryBuilder (SQL) finds these. But NaN is left out of the statistics: a file of [1, nan] has 1 for its least and its
#   greatest value and is taken for a column of one value: "where f < 2" gives 1 twice in SQL, and NaN beside 1 in PyArrow.
#   Without NaN and infinity all agree.
# What helps: read without filters and filter afterwards (pyarrow.compute), or store NULL instead of NaN and infinity.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import sys
import tempfile

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
from deltalake import DeltaTable, QueryBuilder, write_deltalake

for stored in ([1.0, 5.0], [1.0, float("inf")], [1.0, float("nan")]):
    place = tempfile.mkdtemp(dir=sys.argv[1])
    write_deltalake(place, pa.table({"f": pa.array(stored, pa.float64())}))
    table = DeltaTable(place)
    query = QueryBuilder().register("measured", table)
    for sign, compare in (("<", pc.less), (">", pc.greater), ("=", pc.equal)):
        bound = 1.0 if sign == "=" else 2.0
        whole = table.to_pyarrow_table()
        answers = {
            "afterwards": whole.filter(compare(whole["f"], bound)),
            "filters": table.to_pyarrow_table(filters=[("f", sign, bound)]),
            "dataset": table.to_pyarrow_dataset().to_table(filter=compare(pyarrow.dataset.field("f"), bound)),
            "SQL": pa.table(query.execute(f"SELECT f FROM measured WHERE f {sign} {bound}").read_all()),
        }
        print(stored, sign, bound, {name: answer["f"].to_pylist() for name, answer in answers.items()})
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check deltalake==1.6.6 pyarrow==26.0.1 2>/dev/null
"$folder/venv/bin/python" -W ignore "$folder/ask.py" "$folder" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
[1.0, 5.0] < 2.0 {'afterwards': [1.0], 'filters': [1.0], 'dataset': [1.0], 'SQL': [1.0]}
[1.0, 5.0] > 2.0 {'afterwards': [5.0], 'filters': [5.0], 'dataset': [5.0], 'SQL': [5.0]}
[1.0, 5.0] = 1.0 {'afterwards': [1.0], 'filters': [1.0], 'dataset': [1.0], 'SQL': [1.0]}
[1.0, inf] < 2.0 {'afterwards': [1.0], 'filters': [], 'dataset': [], 'SQL': [1.0]}
[1.0, inf] > 2.0 {'afterwards': [inf], 'filters': [], 'dataset': [], 'SQL': [inf]}
[1.0, inf] = 1.0 {'afterwards': [1.0], 'filters': [], 'dataset': [], 'SQL': [1.0]}
[1.0, nan] < 2.0 {'afterwards': [1.0], 'filters': [1.0, nan], 'dataset': [1.0, nan], 'SQL': [1.0, 1.0]}
[1.0, nan] > 2.0 {'afterwards': [], 'filters': [], 'dataset': [], 'SQL': []}
[1.0, nan] = 1.0 {'afterwards': [1.0], 'filters': [1.0], 'dataset': [1.0], 'SQL': [1.0, 1.0]}
SEEN
