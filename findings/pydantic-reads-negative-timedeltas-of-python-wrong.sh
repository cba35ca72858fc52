#!/usr/bin/env bash
# pydantic reads the text that Python itself writes for a negative timedelta as another duration: half an hour back becomes two days.
#
# Versions: pydantic 2.14.3, Python 3.11.
# Guess before the run: str(timedelta) is either refused or read as what it was, as it is for positive ones.
# Seen: str(timedelta(minutes=-30)) is "-1 day, 23:30:00": a day back and 23.5 hours forward. pydantic takes the sign for the whole text:
#   a day *and* 23.5 hours back, -47.5 hours, in strict mode and from JSON too. Every positive duration, and a negative one of whole
#   days, comes back right, so that a trial passes. CSV files, logs and configuration written with str() have this form; so has
#   the offset of a zone west of Greenwich. Its own "-PT30M" is read right.
# What helps: write with pydantic (ser_json_timedelta) or total_seconds(), never with str().
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ask.py" <<'PY'
import datetime
import json
import zoneinfo

import pydantic

adapter = pydantic.TypeAdapter(datetime.timedelta)
lima = datetime.datetime(2026, 11, 29, tzinfo=zoneinfo.ZoneInfo("America/Lima")).utcoffset()
for duration in (
    datetime.timedelta(minutes=30),
    datetime.timedelta(minutes=-30),
    datetime.timedelta(days=3, hours=10),
    datetime.timedelta(days=-3),
    datetime.timedelta(days=-3, hours=-10),
    lima,
):
    text = str(duration)
    read = adapter.validate_python(text)
    same = read == adapter.validate_json(json.dumps(text), strict=True)
    own = adapter.validate_json(adapter.dump_json(duration))
    print(f"{text!r}: {duration.total_seconds() / 3600} h, read {read.total_seconds() / 3600} h, strict JSON the same: {same}, own text right: {own == duration}")
PY
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pydantic==2.14.3 tzdata==2026.6 2>/dev/null
"$folder/venv/bin/python" "$folder/ask.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
'0:30:00': 0.5 h, read 0.5 h, strict JSON the same: True, own text right: True
'-1 day, 23:30:00': -0.5 h, read -47.5 h, strict JSON the same: True, own text right: True
'3 days, 10:00:00': 82.0 h, read 82.0 h, strict JSON the same: True, own text right: True
'-3 days, 0:00:00': -72.0 h, read -72.0 h, strict JSON the same: True, own text right: True
'-4 days, 14:00:00': -82.0 h, read -110.0 h, strict JSON the same: True, own text right: True
'-1 day, 19:00:00': -5.0 h, read -43.0 h, strict JSON the same: True, own text right: True
SEEN
