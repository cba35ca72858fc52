"""Where the page of a report leads: upstream issues, and our own findings."""

from __future__ import annotations

import os
import re
from pathlib import Path

from assay.process.installation import root


def upstream_link(upstream: str) -> str:
    """The address of an upstream issue, also of one that is given as ``owner/repo#7``; empty if it has none."""
    if upstream.startswith("https://"):
        return upstream
    found = re.fullmatch(r"([\w.-]+/[\w.-]+)#(\d+)", upstream)
    return f"https://github.com/{found[1]}/issues/{found[2]}" if found else ""


def relative_link(file: Path, start: Path | None) -> str:
    """A relative link from a directory to a file; empty if there is no such file, or no directory."""
    return Path(os.path.relpath(file, start)).as_posix() if start is not None and file.is_file() else ""


def finding_link(name: str, directory: Path) -> str:
    """A relative link from a report to a page of ``docs/findings``; empty if the report is not in the checkout."""
    start = directory.resolve()
    return relative_link(_findings() / name, start) if name and root() in start.parents else ""


def _findings() -> Path:
    return root() / "docs" / "findings"
