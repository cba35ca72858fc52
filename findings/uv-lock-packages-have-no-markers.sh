#!/usr/bin/env bash
# uv.lock: a package of another platform, and two versions that exclude each other, stand in it without a marker.
#
# Versions: uv 0.13.9 (lock version 1, revision 5), click 8.3.0, idna 3.6 and 3.7, Python 3.11.
# Guess before the run: as in poetry.lock and pylock.toml, each [[package]] says where it is installed; of two versions of one name
#   each has "resolution-markers" that tell them apart, as those of a fork for several Pythons have.
# Seen: the marker is with what needs a package, not with the package. colorama, which click needs on Windows only, has none. idna is
#   there twice without any word that tells 3.6 from 3.7 where two extras are declared to be in conflict: only the lists of the
#   project say which extra wants which. A reader that takes name and version of every package asks for both at once, which no
#   installer can give, and installs on Linux what is for Windows.
# What helps: walk from the project along "dependencies", with the markers there, as uv export does.
# Exits with 1 if this is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q "uv==0.13.9"
mkdir "$folder/project"
cat >"$folder/project/pyproject.toml" <<'TOML'
[project]
name = "demo"
version = "1"
requires-python = ">=3.11"
dependencies = ["click==8.3.0"]

[project.optional-dependencies]
old = ["idna==3.6"]
new = ["idna==3.7"]

[tool.uv]
conflicts = [[{ extra = "old" }, { extra = "new" }]]
TOML
cat >"$folder/ask.py" <<'PY'
import sys
import tomllib

with open(sys.argv[1], "rb") as file:
    lock = tomllib.load(file)
found = {}
for package in lock["package"]:
    name = f"{package['name']} {package['version']}"
    found[name] = sorted(key for key in package if "marker" in key)
    print(f"{name}: {found[name] or 'no marker'}")
assert {"colorama 0.4.6", "idna 3.6", "idna 3.7"} <= found.keys(), found
assert not any(found.values()), "packages have markers now"
PY
cd "$folder/project"
"$folder/venv/bin/uv" lock -q
"$folder/venv/bin/python" "$folder/ask.py" uv.lock
exported=$("$folder/venv/bin/uv" export -q --frozen --no-hashes --no-annotate --no-header --extra old --no-emit-project)
echo "uv export --extra old:" $exported
grep -q "colorama==0.4.6 ; sys_platform == 'win32'" <<<"$exported"
grep -q "idna==3.6" <<<"$exported"
! grep -q "idna==3.7" <<<"$exported"
