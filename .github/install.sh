#!/usr/bin/env bash
# Installs Assay in an environment of its own, which goes on the PATH of the steps after this one.
#
# ASSAY: the checkout. REQUIREMENTS: a file with the versions to run with; those that Assay is tested with if empty, and
# as new as possible if it is "none". EXTRA: more to install, with blanks between them.
set -euo pipefail
python -m pip install --quiet uv
wanted=("$ASSAY[servers,optional]")
case "${REQUIREMENTS:-}" in
  "") wanted+=(--constraint "$ASSAY/requirements/locked.txt") ;;
  none) ;;
  *) wanted+=(--constraint "$REQUIREMENTS") ;;
esac
read -r -a extra <<< "${EXTRA:-}"
python -m uv venv --quiet --python "$(command -v python)" "$RUNNER_TEMP/assay"
python -m uv pip install --quiet --python "$RUNNER_TEMP/assay/bin/python" "${wanted[@]}" "${extra[@]}"
echo "$RUNNER_TEMP/assay/bin" >> "$GITHUB_PATH"
