"""Where the page of a report leads: upstream issues, and files beside it."""

from __future__ import annotations

import os
import re
from pathlib import Path


def upstream_link(upstream: str) -> str:
    """The address of an upstream issue, also of one that is given as ``owner/repo#7``; empty if it has none."""
    if upstream.startswith("https://"):
        return upstream
    found = re.fullmatch(r"([\w.-]+/[\w.-]+)#(\d+)", upstream)
    return f"https://github.com/{found[1]}/issues/{found[2]}" if found else ""


def relative_link(file: Path, start: Path | None) -> str:
    """A relative link from a directory to a file; empty if there is no such file, or no directory."""
    return Path(os.path.relpath(file, start)).as_posix() if start is not None and file.is_file() else ""
