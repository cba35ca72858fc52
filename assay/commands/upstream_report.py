"""The text of a report for upstream: what a known issue and its page say, in the form that the project asks for."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec
from packaging.utils import canonicalize_name

from assay.commands.known_findings import condensed, matching
from assay.commands.suite_facts import SuiteFacts, paragraphs, scripts, titled
from assay.domain.close_names import did_you_mean
from assay.domain.errors import UsageError
from assay.domain.impacts import NO_WORKAROUND
from assay.domain.ledger import Entry
from assay.domain.ledger_problems import ANYWHERE
from assay.domain.toml_files import load_toml
from assay.domain.upstream_states import UNREPORTED, in_words
from assay.products.registry import TARGETS
from assay.results.context import SubjectInfo
from assay.results.links import upstream_link

FILE = "upstreams.toml"
"""The forms, beside a suite's catalogue."""

_IMPORT = re.compile(r"^ *(?:import|from) +(\w+)", re.MULTILINE)

Content = Literal[
    "claim",
    "happens",
    "why",
    "where",
    "workaround",
    "documentation",
    "script",
    "steps",
    "error",
    "version",
    "versions",
    "drivers",
    "databases",
    "python",
    "system",
    "platform",
]
"""What of an issue a field can have."""


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of a form.

    Args:
        heading: What the form calls it.
        content: What it gets, in this order; of nothing it says that there is none.
    """

    heading: str
    content: tuple[Content, ...] = ()


class Upstream(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A project to which faults are reported.

    Args:
        name: What ``--to`` calls it.
        title: The title of a report; ``{title}`` stands for the issue's.
        fields: The fields of its form.
        repository: Its repository on GitHub, as ``owner/name``.
        distribution: The distribution whose version it asks for.
        faults: Whose faults are its own, where an issue has no reference.
        discussion: What is to be done before an issue is opened; a note, and no part of the report.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    repository: str = ""
    distribution: str = ""
    faults: tuple[str, ...] = ()
    discussion: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    upstream: list[Upstream]


def upstreams(suites: Path) -> Sequence[Upstream]:
    """The projects that a suite knows, and their forms.

    Raises:
        UsageError: Its file is not there, has an unknown key, or no form.
    """
    found = load_toml(suites / FILE, _File).upstream
    if not found:
        raise UsageError(f"{suites / FILE}: has no [[upstream]]")
    return found


@dataclass(frozen=True)
class UpstreamReport:
    """A report.

    Args:
        upstream: To whom.
        title: Its title.
        fields: The text of each field.
        notes: What whoever sends it has to know.
    """

    upstream: Upstream
    title: str
    fields: Mapping[str, str]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, facts: SuiteFacts, entries: Sequence[Entry], known: Sequence[Upstream], asked: str = ""
    ) -> UpstreamReport:
        """The report of a known issue.

        Args:
            facts: The suite.
            entries: The issue, or all of its finding.
            known: The projects that there are.
            asked: The name of one of them; chosen by the issue if it is empty.

        Raises:
            UsageError: There is no such project.
        """
        names = [one.name for one in known]
        if asked and asked not in names:
            near = did_you_mean(asked, names) or ";"
            raise UsageError(f"--to {asked!r} is unknown{near} known are {', '.join(names)}")
        material = _Material(facts, entries)
        upstream = next((one for one in known if one.name == asked), None) or _chosen(known, material)
        fields = {
            field.heading: "\n\n".join(filter(None, (material.of(what, upstream) for what in field.content)))
            or "(none)"
            for field in upstream.fields
        }
        return cls(upstream, upstream.title.format(title=material.title), fields, tuple(_notes(material, upstream)))

    @property
    def address(self) -> str:
        """Where it goes; empty if that is not known."""
        return f"https://github.com/{self.upstream.repository}/issues/new/choose" if self.upstream.repository else ""

    @property
    def text(self) -> str:
        """All of it, as Markdown."""
        parts = [f"### {heading}\n\n{text}\n" for heading, text in self.fields.items()]
        return "\n".join([f"# {self.title}\n", *parts])

    def as_data(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {
            "upstream": self.upstream.name,
            "address": self.address,
            "title": self.title,
            "fields": dict(self.fields),
            "notes": list(self.notes),
        }


class _Material:
    """What there is to be said of an issue."""

    def __init__(self, facts: SuiteFacts, entries: Sequence[Entry]) -> None:
        self.facts = facts
        self.entries = entries
        self.first = entries[0]
        self.page = facts.subject.finding(facts.folder, self.first.finding)
        self.parts = paragraphs(self.page)
        self.script = next(iter(scripts(self.page)), "")
        self.title = titled(self.page) or self.first.id.replace("-", " ")
        self.targets = [one for one in TARGETS if any(matching(entry, [one]) for entry in entries)]

    def of(self, what: str, upstream: Upstream) -> str:
        """One thing of it, as Markdown; empty if nothing is known."""
        found: Mapping[str, Callable[[], str]] = {
            "claim": self._claim,
            "happens": lambda: self.parts.get("What happens", "") or self.first.reason,
            "why": lambda: self.parts.get("Why", "") or (self.first.reason if "What happens" in self.parts else ""),
            "where": lambda: self.parts.get("Where", "") or f"Seen on {condensed(self.targets)}.",
            "workaround": self._workaround,
            "documentation": self._documentation,
            "script": lambda: f"```python\n{self.script}\n```" if self.script else "",
            "steps": self._steps,
            "error": self._error,
            "version": lambda: self._version(upstream.distribution),
            "versions": self._versions,
            "drivers": lambda: ", ".join(
                dict.fromkeys(self._version(name) for one in self.targets if (name := one.driver.distribution))
            ),
            "databases": lambda: ", ".join(dict.fromkeys(one.backend.title for one in self.targets)),
            "python": lambda: f"Python {platform.python_version()}",
            "system": platform.system,
            "platform": lambda: f"- [x] {platform.system().replace('Darwin', 'Mac')}",
        }
        return found[what]().strip()

    def _claim(self) -> str:
        """What the documentation says, in the page's words or in those of the catalogue."""
        for name, text in self.parts.items():
            if name.startswith(("The page", "The reference", "The docstring")):
                subject = name.replace("The page", "The documentation", 1)
                quoted = name.endswith("says") and not text.startswith("that")
                return f"{subject}{':' * quoted} {text}"
        features = [f for f in self.first.features if f != ANYWHERE]
        return "\n".join(f"Expected: {self.facts.catalogue[feature].claim}" for feature in features)

    def _documentation(self) -> str:
        about, catalogue = SubjectInfo.of(self.facts.subject), self.facts.catalogue
        features = [catalogue[f] for entry in self.entries for f in entry.features if f in catalogue]
        links = dict.fromkeys(about.section_link(feature.section, feature.page) for feature in features)
        return "\n".join(filter(None, links))

    def _workaround(self) -> str:
        return "" if self.first.workaround == NO_WORKAROUND else f"Until then: {self.first.workaround}"

    def _steps(self) -> str:
        """How the script is run: with what it imports, and the drivers that its URLs name."""
        if not self.script:
            return ""
        modules = {found[1] for found in _IMPORT.finditer(self.script)}
        names = {canonicalize_name(name) for module in modules for name in self.facts.owners.get(module, ())[:1]}
        dialects = {one.driver.dialect: one.driver.distribution for one in TARGETS}
        names |= {
            canonicalize_name(name) for dialect, name in dialects.items() if f"{dialect}:" in self.script and name
        }
        versions = self.facts.versions
        wanted = " ".join(f"{name}=={versions[name]}" for name in sorted(names) if name in versions)
        return f"1. `pip install {wanted}`\n2. Save the script as `show.py`.\n3. `python show.py`"

    def _error(self) -> str:
        """What is raised or seen, without what makes it a regular expression."""
        raised = {f"{e.raises}: {_plain(e.message)}" if e.raises else _plain(e.seen) for e in self.entries}
        return "```\n" + "\n".join(sorted(raised)) + "\n```"

    def _version(self, distribution: str) -> str:
        version = self.facts.versions.get(canonicalize_name(distribution), "")
        return f"{distribution} {version}" if version else distribution

    def _versions(self) -> str:
        names = self.facts.subject.shown or tuple(self.facts.subject.libraries)
        return ", ".join(map(self._version, names))


def _plain(pattern: str) -> str:
    """A regular expression as the text that it stands for, nearly."""
    text = re.sub(r"\.\*\??|\\s\+?|\[\^[^\]]*\][*+]", "…", pattern)
    return re.sub(r"\\(.)", r"\1", text).strip("^$")


def _chosen(known: Sequence[Upstream], material: _Material) -> Upstream:
    """The project of an issue: that of its reference, of its fault's package, of its fault, or the last."""
    first = material.first
    links = [upstream_link(entry.upstream).lower() for entry in material.entries]
    for one in known:
        if one.repository and any(f"/{one.repository.lower()}/" in link for link in links):
            return one
    if any(links):
        return known[-1]
    for one in known:
        package = canonicalize_name(one.distribution).replace("-", "_") if one.distribution else ""
        if package and first.fault == "library" and first.raises.startswith(f"{package}."):
            return one
    return next((one for one in known if first.fault in one.faults), known[-1])


def _became(entry: Entry) -> str:
    """What became of its report."""
    state = entry.upstream_state
    return in_words(state.state, state.by, str(state.as_of or "")) if state else in_words("unknown")


def _notes(material: _Material, upstream: Upstream) -> list[str]:
    first = material.first
    notes = [f"it goes to https://github.com/{upstream.repository}/issues/new/choose"] * bool(upstream.repository)
    notes += [f"{upstream.discussion}"] * bool(upstream.discussion)
    notes += [f"it is reported already: {upstream_link(first.upstream) or first.upstream}, {_became(first)}"] * (
        first.upstream != UNREPORTED
    )
    if not material.script:
        where = f"docs/findings/{first.finding}" if first.finding else "it, as it has no page"
        notes.append(f"there is no script in {where}: add one that shows it without Assay")
    if not upstream.repository:
        notes.append(f"nobody says whose it is (fault: {first.fault}): find the project, and look at its form")
    return notes
