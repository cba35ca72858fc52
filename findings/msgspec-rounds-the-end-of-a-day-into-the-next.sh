#!/usr/bin/env bash
# msgspec rounds the seventh digit of a second: the last moment of a day, as .NET writes it, is read as the next day.
#
# Versions: msgspec 0.22.0, pydantic 2.14.3, Python 3.11 (its datetime.fromisoformat).
# Guess before the run: digits beyond microseconds are cut, as Python does, or refused.
# Seen: .NET and SQL Server count in 100 ns, and "until the end of the day" is 23:59:59.9999999 there. msgspec gives the first moment of
#   the next day, month or year: a validity or a report's end moves by a day. pydantic and Python cut. The value that stands
#   for "for ever", DateTime.MaxValue, 9999-12-31T23:59:59.9999999, is refused by msgspec as an invalid datetime, which it is not. A time
#   of day of the same form has no next day: it becomes 00:00:00, before every other.
# What helps: cut the text to six digits before msgspec, or write with format "ffffff" on the other side.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import datetime

import msgspec
import pydantic


def msgspec_reads(kind, text):
    try:
        return msgspec.json.decode(f'"{text}"', type=kind).isoformat()
    except msgspec.ValidationError as error:
        return str(error)


for kind, text in (
    (datetime.datetime, "2026-11-29T23:59:59.9999994"),
    (datetime.datetime, "2026-11-29T23:59:59.9999999"),
    (datetime.datetime, "2026-12-31T23:59:59.9999999Z"),
    (datetime.datetime, "9999-12-31T23:59:59.9999999"),
    (datetime.time, "23:59:59.9999999"),
):
    others = {pydantic.TypeAdapter(kind).validate_python(text), kind.fromisoformat(text)}
    print(f"{text}: msgspec {msgspec_reads(kind, text)}; pydantic and Python {' or '.join(value.isoformat() for value in others)}")
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pydantic==2.14.3 msgspec==0.22.0 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
2026-11-29T23:59:59.9999994: msgspec 2026-11-29T23:59:59.999999; pydantic and Python 2026-11-29T23:59:59.999999
2026-11-29T23:59:59.9999999: msgspec 2026-11-30T00:00:00; pydantic and Python 2026-11-29T23:59:59.999999
2026-12-31T23:59:59.9999999Z: msgspec 2027-01-01T00:00:00+00:00; pydantic and Python 2026-12-31T23:59:59.999999+00:00
9999-12-31T23:59:59.9999999: msgspec Invalid RFC3339 encoded datetime; pydantic and Python 9999-12-31T23:59:59.999999
23:59:59.9999999: msgspec 00:00:00; pydantic and Python 23:59:59.999999
SEEN
