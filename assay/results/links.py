"""Where the page of a report leads: the documentation, upstream issues, and our own findings."""

from __future__ import annotations

import os
import re
from pathlib import Path

from assay.process.installation import root

DOCUMENTATION = "https://docs.advanced-alchemy.litestar.dev/latest/usage/frameworks/litestar.html"
"""The page whose claims are checked."""
_FOLDED = {"Repository-Only Pattern": "Alternative Patterns"}
"""Parts of the page that are folded up, and so have no anchor of their own, with the section that they are in."""


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


def finding(name: str) -> str:
    """The text of a page of ``docs/findings``; empty if there is none."""
    file = _findings() / name
    return file.read_text(encoding="utf-8") if name and file.is_file() else ""


def section_link(section: str) -> str:
    """The address of a section of the documentation page; Sphinx makes the anchor from its title."""
    anchor = re.sub(r"[^a-z0-9]+", "-", _FOLDED.get(section, section).lower()).strip("-")
    return f"{DOCUMENTATION}#{anchor}" if anchor else ""
