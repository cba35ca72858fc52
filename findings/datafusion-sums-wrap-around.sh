#!/usr/bin/env bash
# DataFusion: SUM, + and * of BIGINT go round to negative numbers without a word, in ANSI mode too; ABS raises.
#
# Versions: datafusion 55.0.0 for Python, duckdb 2.0.1, pyarrow 26.0.1, Python 3.11.
# Guess before the run: an SQL engine widens the sum of BIGINT (PostgreSQL and DuckDB do) or raises; "ANSI mode" raises for certain.
# Seen: the sum of 9223372036854775807 and 1 is -9223372036854775808, and the largest number times two is -2. The option
#   datafusion.execution.enable_ansi_mode changes none of them. AVG of the same column is right, as it is a double, so that SUM
#   and AVG have different signs in one row. ABS of the smallest number raises, so an overflow seems to be looked for.
# What helps: SUM(CAST(x AS DECIMAL(38, 0))), which is right up to 38 digits.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import datafusion
import duckdb


def outcome(ask):
    try:
        return ask()
    except Exception as error:
        return f"raises ({'overflow' if 'verflow' in str(error) else 'other'})"


engines = {}
for mode in ("false", "true"):
    options = datafusion.SessionConfig().set("datafusion.execution.enable_ansi_mode", mode)
    engines[f"ANSI mode {mode}"] = datafusion.SessionContext(options)
for expression in ("SUM(x)", "SUM(CAST(x AS DECIMAL(38, 0)))", "AVG(x)", "MAX(x) + 1", "MAX(x) * 2", "ABS(-MAX(x) - 1)"):
    query = f"SELECT {expression} AS answer FROM (VALUES (9223372036854775807), (1)) AS t (x)"
    answers = [outcome(lambda: engine.sql(query).to_arrow_table()["answer"].to_pylist()[0]) for engine in engines.values()]
    duck = outcome(lambda: duckdb.execute(query).fetchone()[0])
    print(expression, *(f"{name}: {answer}," for name, answer in zip(engines, answers, strict=True)), "duckdb:", duck)
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check datafusion==55.0.0 duckdb==2.0.1 pyarrow==26.0.1 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
SUM(x) ANSI mode false: -9223372036854775808, ANSI mode true: -9223372036854775808, duckdb: 9223372036854775808
SUM(CAST(x AS DECIMAL(38, 0))) ANSI mode false: 9223372036854775808, ANSI mode true: 9223372036854775808, duckdb: 9223372036854775808
AVG(x) ANSI mode false: 4.611686018427388e+18, ANSI mode true: 4.611686018427388e+18, duckdb: 4.611686018427388e+18
MAX(x) + 1 ANSI mode false: -9223372036854775808, ANSI mode true: -9223372036854775808, duckdb: raises (overflow)
MAX(x) * 2 ANSI mode false: -2, ANSI mode true: -2, duckdb: raises (overflow)
ABS(-MAX(x) - 1) ANSI mode false: raises (overflow), ANSI mode true: raises (overflow), duckdb: raises (overflow)
SEEN
