#!/usr/bin/env bash
# polars: the product of two Decimals has the digits of its factors' column, not of the product: one row more changes the tax on all others.
#
# Versions: polars 2.1.0, duckdb 2.0.1, pyarrow 26.0.1, Python 3.11.
# Guess before the run: scales are added, as in SQL (DECIMAL(p, 2) times DECIMAL(p, 2) has four digits after the point), or it raises.
# Seen: the result has the larger scale of the two columns, and is rounded to it, row by row: 19.99 * 0.19 is 3.80, and the sum of a
#   thousand lines of 0.05 * 0.05 is 0. The scale of a column made of Python's Decimals, as from a database cursor, is the largest
#   among its rows, so that a single amount of 5.0000 in the batch gives 3.7981 for the same line. A quotient is
#   rounded to the dividend's scale. DuckDB, asked for the same data frame, has four digits whatever else is in it.
# What helps: cast to the scale that the result needs, pl.Decimal(38, 6), before the arithmetic, in every frame.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
from decimal import Decimal

import duckdb
import polars as pl

price, rate = pl.col("price"), pl.col("rate")
for prices in (["19.99", "5.00"], ["19.99", "5.0000"], ["20", "5"]):
    frame = pl.DataFrame({"price": [Decimal(text) for text in prices], "rate": [Decimal("0.19")] * len(prices)})
    result = frame.select(tax=price * rate, third=price / 3, cast=price.cast(pl.Decimal(38, 6)) * rate)
    asked = duckdb.sql("SELECT CAST(price AS DECIMAL(10, 2)) * CAST(rate AS DECIMAL(10, 2)) FROM frame").fetchall()
    print(prices, "tax", *result["tax"], "third", *result["third"], "cast before", *result["cast"], "duckdb", *(value for (value,) in asked))
lines = pl.DataFrame({"price": [Decimal("0.05")] * 1000, "rate": [Decimal("0.05")] * 1000})
print("sum of 1000 lines", lines.select((price * rate).sum()).item(), "of Python's products", sum(a * b for a, b in lines.iter_rows()))
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check polars==2.1.0 duckdb==2.0.1 pyarrow==26.0.1 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
['19.99', '5.00'] tax 3.80 0.95 third 6.66 1.67 cast before 3.798100 0.950000 duckdb 3.7981 0.9500
['19.99', '5.0000'] tax 3.7981 0.9500 third 6.6633 1.6667 cast before 3.798100 0.950000 duckdb 3.7981 0.9500
['20', '5'] tax 3.80 0.95 third 7 2 cast before 3.800000 0.950000 duckdb 3.8000 0.9500
sum of 1000 lines 0.00 of Python's products 2.5000
SEEN
