"""What is known of a suite without running it: its features, checks and known issues, and how they belong together."""

from __future__ import annotations

import ast
import platform
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from assay.domain import golden
from assay.domain.applying import fits_but_for_server
from assay.domain.catalogue import Catalogue
from assay.domain.ledger import Entry, Ledger, included
from assay.domain.subject import Subject
from assay.products.registry import PLUGINS
from assay.running import known_issues
from assay.running.suite_files import suite_folder

_PARAGRAPH = re.compile(r"\*\*([A-Z][^*.:]*)[.:]?\*\*[.:]?\s*(.*)")
"""How a paragraph of a finding's page begins."""


class SuiteFacts:
    """The files of a suite, each read when it is first asked for.

    Args:
        suites: The folder of the checks; Assay's own if there is none.
    """

    def __init__(self, suites: str | Path | None = None) -> None:
        self.folder = suite_folder(str(suites) if suites else None)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Its features."""
        return Catalogue.load(self.folder / "catalogue.toml")

    @cached_property
    def ledger(self) -> Ledger:
        """Its known issues, and those of plug-ins."""
        return known_issues.load(self.folder, self.catalogue)

    @property
    def ledger_files(self) -> list[Path]:
        """The files of its known issues: its own, those that these include, and those of plug-ins."""
        own = self.folder / known_issues.FILE
        files = [own, *(own.parent / name for name in included(own))]
        if self.folder == suite_folder():
            found = (plugin.file(known_issues.FILE) for plugin in PLUGINS)
            files += [file for file in found if file is not None]
        return files

    @cached_property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject.load(self.folder)

    @cached_property
    def pairs(self) -> list[golden.Pair]:
        """Features with their checks, as the golden list has them, in the order of the catalogue."""
        order = {feature.id: number for number, feature in enumerate(self.catalogue)}
        found = golden.load(self.folder / "golden.txt")
        return sorted((pair for pair in found if pair[0] in order), key=lambda pair: (order[pair[0]], pair[1]))

    def checks_of(self, feature: str) -> list[str]:
        """The checks of a feature."""
        return [check for id_, check in self.pairs if id_ == feature]

    def features_of(self, check: str) -> list[str]:
        """The features that a check proves; all that any of its parameters does, if none is named."""
        return list(dict.fromkeys(id_ for id_, name in self.pairs if is_of(name, check)))

    def issues_of(self, feature: str, check: str = "") -> list[Entry]:
        """The known issues that speak of a feature, or of a check of it, with the versions that are installed."""
        found = [entry for entry in self.ledger if feature in entry.features and self.fits(entry)]
        checks = [check] if check else self.checks_of(feature)
        return [entry for entry in found if any(entry.names(feature, name, _target_of(entry)) for name in checks)]

    def fits(self, entry: Entry) -> bool:
        """Whether an issue is one of the versions that are installed; a server may be of any."""
        return fits_but_for_server(entry, self.versions)

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """The versions of what is installed, by canonical name, and Python's."""
        found: dict[str, str] = {canonicalize_name(one.name): one.version for one in metadata.distributions()}
        return {**found, "python": platform.python_version()}

    @property
    def library(self) -> str:
        """The installed version of the library whose documentation is checked; empty if there is none."""
        offer = self.subject.offered_by
        return self.versions.get(canonicalize_name(offer.distribution), "") if offer else ""

    @cached_property
    def owners(self) -> Mapping[str, Sequence[str]]:
        """The distributions that bring each package that can be imported."""
        return metadata.packages_distributions()

    def title_of(self, entry: Entry) -> str:
        """The title of the page of an issue; empty if it has none."""
        return titled(self.subject.finding(self.folder, entry.finding)) if entry.finding else ""

    def source_of(self, check: str) -> tuple[Path, int, str]:
        """File and line of a check, and its docstring; line 0 if the file does not have it."""
        name, _, function = check.partition("[")[0].partition("::")
        file = self.folder / name
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        except (OSError, SyntaxError, ValueError):
            return file, 0, ""
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function.rpartition("::")[2]:
                return file, node.lineno, ast.get_docstring(node) or ""
        return file, 0, ""


def is_of(name: str, check: str) -> bool:
    """Whether a check is the one that is asked for, or one of its parameters."""
    return name == check or name.startswith(f"{check}[")


def titled(text: str) -> str:
    """The title of a page in Markdown; empty if it has none."""
    first = text.lstrip().partition("\n")[0]
    return first.removeprefix("#").strip() if first.startswith("# ") else ""


def paragraphs(text: str) -> dict[str, str]:
    """The paragraphs of a finding's page by what they begin with in bold: "What happens" and its text."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if begins := _PARAGRAPH.match(line):
            name = begins[1]
            found.setdefault(name, []).append(begins[2])
        elif line.startswith("```"):
            name = ""  # what follows belongs to the script
        elif name and not line.startswith("#"):
            found[name].append(line)
    return {heading: "\n".join(lines).strip() for heading, lines in found.items()}


def scripts(text: str) -> list[str]:
    """The blocks of Python of a page in Markdown."""
    blocks: Sequence[str] = text.split("```python\n")[1:]
    return [block.partition("\n```")[0] for block in blocks]


def _target_of(entry: Entry) -> str:
    """A target that an issue speaks of, to ask it of a check."""
    return entry.targets[0].replace("*", "x") if entry.targets else ""
