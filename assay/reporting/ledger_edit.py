"""Changing a ledger's file as a person would: all but the targets of the entries that are meant stays as it is."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from assay.domain.errors import UsageError
from assay.reporting.write import save

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_ISSUE = re.compile(r"^\[\[issue\]\][^\n]*$", re.MULTILINE)
_TARGETS = re.compile(r"^targets[ \t]*=[ \t]*\[.*?\][ \t]*$", re.MULTILINE | re.DOTALL)
_WIDTH = 120


def add_targets(files: Sequence[Path], added: Mapping[str, Sequence[str]]) -> list[Path]:
    """Add targets to entries, in the files that have them; gives those that were changed.

    Args:
        files: The files of the ledger.
        added: By the id of an entry, its further targets.

    Raises:
        UsageError: An entry is in none of the files, its targets cannot be found there, or a file cannot be written;
            no file is changed before all are known to be right.
    """
    waiting, changed = dict(added), {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        starts = [found.start() for found in _ISSUE.finditer(text)]
        parts = [text[: starts[0]]] if starts else [text]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            part = text[start:end]
            name = _id(part)
            parts.append(_with_targets(file, name, part, waiting.pop(name)) if name in waiting else part)
        if "".join(parts) != text:
            changed[file] = "".join(parts)
    if waiting:
        raise UsageError(f"issue {next(iter(waiting))!r}: it is in none of {', '.join(map(str, files))}")
    for file, text in changed.items():
        try:
            save(file, text)
        except OSError as error:
            raise UsageError(f"{file}: cannot be written: {error.strerror}") from None
    return [*changed]


def _id(part: str) -> str:
    """The id of an entry, from its text."""
    issue = tomllib.loads(part)["issue"][0]
    return str(issue.get("id", ""))


def _with_targets(file: Path, name: str, part: str, added: Sequence[str]) -> str:
    """An entry's text with further targets."""
    issue = tomllib.loads(part)["issue"][0]
    wanted = list(dict.fromkeys([*issue["targets"], *added]))
    quoted = [f'"{target}"' for target in wanted]
    line = f"targets = [{', '.join(quoted)}]"
    if len(line) > _WIDTH:
        line = "targets = [\n" + "".join(f"    {target},\n" for target in quoted) + "]"
    done = _TARGETS.sub(lambda _: line, part, count=1)
    try:
        right = tomllib.loads(done)["issue"] == [{**issue, "targets": wanted}]
    except tomllib.TOMLDecodeError:
        right = False
    if not right:
        raise UsageError(f"{file}: issue {name!r}: its targets cannot be changed here; add {', '.join(added)} by hand")
    return done
