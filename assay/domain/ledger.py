"""The ledger: where reality differs from the catalogue, with the cause."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase, translate
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from assay.domain.catalogue import Catalogue
from assay.domain.errors import UsageError
from assay.domain.failures import Failure
from assay.domain.impacts import NO_WORKAROUND, Impact
from assay.domain.ledger_problems import ANYWHERE, problem_of
from assay.domain.targets import Target
from assay.domain.toml_files import load_toml
from assay.domain.upstream_states import UNREPORTED, UpstreamState, problems_of

FAMILY = "family:"
"""What begins a pattern of targets that speaks of what is like a database too: ``family:mysql-*``."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One known issue.

    Args:
        id: Its name, for reports.
        features: The features that fail; ``*`` alone for a fault that hits whatever comes to it, such as a driver that
            cannot send a value. A check that holds is then not held against the entry, as long as another fails so.
        checks: Patterns of the checks that fail; all checks of the features by default.
        targets: Patterns of the targets on which they fail. ``family:mysql-*`` are those of MySQL, and of each database
            that says it is of its family; once the ledger is loaded, they are named one by one.
        stores: Patterns of the stores on which they fail; empty for all, and for checks without a store.
        versions: Version ranges by distribution name; ``server`` is the server's own version, ``python`` Python's.
        unless_installed: Distributions any of which takes the fault away by being installed, in whatever version.
        by_chance: Whether it fails in some runs only, with the same versions; it is known then whether it fails or
            holds, and never a pass. It has to name its checks, and a finding that says what the chance is.
        raises: Qualified name of the exception, of the check or underneath; with ``message``.
        message: Regular expression that its text must contain.
        seen: Regular expression for the text of the failed assertion: the wrong value seen; instead of ``raises``.
        fault: Who is at fault.
        impact: What it does to users.
        workaround: What a user can do about it until it is mended, in a sentence; or ``none known``.
        edition: Of a fault of the documentation: the edition whose page makes the claim, the version that it came with.
        mended_in: The first edition since then whose page no longer makes it.
        still_in: Instead of ``mended_in``: the newest edition that was looked at, whose page still makes it.
        reason: The cause, in a sentence or two.
        upstream: Where it is reported, as ``owner/name#12`` or an address elsewhere, or the word ``unreported``.
        review_by: When to look at it again.
        finding: File name under ``docs/findings/``, if there is a page.
        applies_to: What an application has that it hits, as conditions of which one has to hold
            (``assay.domain.applying``); empty if that follows from the features, or nobody knows.
        upstream_state: What became of the report. No entry says it: the table ``[[report]]`` of its name does.
    """

    id: str
    features: tuple[str, ...]
    targets: tuple[str, ...]
    fault: Literal["library", "driver", "server", "emulator", "documentation"]
    impact: Impact
    reason: str
    workaround: str
    upstream: str
    review_by: datetime.date
    checks: tuple[str, ...] = ("*",)
    stores: tuple[str, ...] = ()
    versions: dict[str, str] = {}
    unless_installed: tuple[str, ...] = ()
    by_chance: bool = False
    raises: str = ""
    message: str = ""
    seen: str = ""
    finding: str = ""
    edition: str = ""
    mended_in: str = ""
    still_in: str = ""
    applies_to: tuple[str, ...] = ()
    upstream_state: UpstreamState | None = None

    @property
    def anywhere(self) -> bool:
        """Whether it can hit any feature."""
        return self.features == (ANYWHERE,)

    def covers(self, feature: str, check: str, target: str, versions: Mapping[str, str], store: str = "") -> bool:
        """Whether the entry speaks of this check of this feature on this target and store with these versions."""
        return self.speaks_of(store) and self.names(feature, check, target) and self.fits(versions)

    def speaks_of(self, store: str) -> bool:
        """Whether the entry speaks of a store; the name is empty for a check without one."""
        return not self.stores or any(fnmatchcase(store, pattern) for pattern in self.stores)

    def fits(self, versions: Mapping[str, str]) -> bool:
        """Whether the entry speaks of these versions; a server's that is no version in any way is none of them.

        Args:
            versions: The version of everything installed, by canonical name, and of ``server`` and ``python``.
        """
        if any(name in versions for name in self.unless_installed):
            return False
        found = {name: _version(versions.get(name, "")) for name in self.versions}
        return all(
            (version := found[name]) is not None and version in SpecifierSet(spec, prereleases=True)
            for name, spec in self.versions.items()
        )

    def names(self, feature: str, check: str, target: str) -> bool:
        """Whether the entry speaks of this check of this feature on this target, with whatever versions."""
        return (self.anywhere or feature in self.features) and self.names_check(check) and self.names_target(target)

    def names_check(self, check: str) -> bool:
        """Whether the entry speaks of this check, whatever the feature and the target."""
        # A bracket in a check's name opens its parameters: only * and ? are wildcards.
        return bool(_either(self.checks, brackets=False).match(check))

    def names_target(self, target: str) -> bool:
        """Whether the entry speaks of this target, whatever the feature and the check."""
        return bool(_either(self.targets).match(target))

    def explains(self, failure: Failure) -> bool:
        """Whether the failure is exactly the one that the entry describes."""
        if self.seen:
            return failure.type == "AssertionError" and re.search(self.seen, failure.message, re.DOTALL) is not None
        return any(
            type_ == self.raises and re.search(self.message, message, re.DOTALL) is not None
            for type_, message in ((failure.type, failure.message), *failure.causes)
        )


@cache
def _either(patterns: tuple[str, ...], *, brackets: bool = True) -> re.Pattern[str]:
    """What matches any of some patterns; there are more of these than the standard library keeps compiled.

    Args:
        patterns: They.
        brackets: Whether a bracket in them is a wildcard.
    """
    return re.compile("|".join(translate(p if brackets else p.replace("[", "[[]")) for p in patterns) or r"(?!)")


_IMPACTS = [impact.value for impact in Impact]
_SAID = {
    "impact": f"what it does to users, one of {', '.join(_IMPACTS)}",
    "workaround": f"what a user can do about it, in a sentence, or {NO_WORKAROUND!r}",
    "upstream": "where it is reported, or 'unreported'",
}
"""What an entry has to say for users, and what that is."""


def _version(text: str) -> Version | None:
    """A version to compare with; of a server's that is none its numbers: 16.4 of ``16.4-YB-2.25.2.0-b0``."""
    try:
        return Version(text)
    except InvalidVersion:
        leading = re.match(r"\d+(?:\.\d+)*", text)
        return Version(leading.group()) if leading else None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    issue: list[dict[str, Any]] = []
    report: list[UpstreamState] = []
    include: list[str] = []
    """Files with further issues, relative to this one; they come after its own, in this order."""


class Ledger:
    """All known issues.

    Args:
        entries: The issues.
        problems: Lines of plug-ins that cannot be used, and why; a run of the whole names them.
    """

    def __init__(self, entries: Iterable[Entry], problems: Sequence[str] = ()) -> None:
        self.entries = tuple(entries)
        self.problems = tuple(problems)
        self._of: dict[str, tuple[Entry, ...]] = {}
        """By feature, the entries that can speak of it: each check asks, and most features have none."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @classmethod
    def load(cls, path: Path, catalogue: Catalogue, targets: Sequence[Target] = ()) -> Ledger:
        """Read a ledger file, and those that it includes.

        Args:
            path: The file.
            catalogue: The catalogue, which has to have the features.
            targets: The known targets; of their families an entry can speak.

        Raises:
            UsageError: It cannot be read, or an entry has an unknown key, feature or family, a duplicate id, a bad
                version range or pattern, names a report whose state nobody gives, or describes its failure too
                broadly, or an included file includes others.
        """
        return cls(_good(path, catalogue, targets))

    @property
    def _states(self) -> list[UpstreamState]:
        """What became of the reports that its entries name."""
        return list({e.upstream: e.upstream_state for e in self.entries if e.upstream_state}.values())

    def laid_over(self, path: Path, catalogue: Catalogue, targets: Sequence[Target] = ()) -> Ledger:
        """This ledger with a further file laid over it: an entry of the same id takes the place of the one before.

        Args:
            path: The file.
            catalogue: As for :meth:`load`.
            targets: As for :meth:`load`.

        Raises:
            UsageError: As for :meth:`load`.
        """
        over = {entry.id: entry for entry in _good(path, catalogue, targets, self._states)}
        kept = [over.pop(entry.id, entry) for entry in self.entries]
        return Ledger([*kept, *over.values()], self.problems)

    def with_plugin(
        self, path: Path, whose: str, own: Iterable[Target], catalogue: Catalogue, targets: Sequence[Target]
    ) -> Ledger:
        """This ledger with the lines of a plug-in. What of them cannot be used is a problem, and the rest is used.

        Args:
            path: The plug-in's file.
            whose: The plug-in, for people.
            own: Its targets: its lines may speak of no other.
            catalogue: As for :meth:`load`.
            targets: As for :meth:`load`.
        """
        try:
            entries, problems = _read(path, catalogue, targets, self._states)
        except UsageError as error:
            return Ledger(self.entries, [*self.problems, f"{whose}: {error}; none of its issues is used"])
        ids, taken = {target.id for target in own}, {entry.id for entry in self.entries}
        used: list[Entry] = []
        for entry in entries:
            others = [t.id for t in targets if t.id not in ids and any(fnmatchcase(t.id, p) for p in entry.targets)]
            if others:
                problem = f"it speaks of {others[0]}, and may speak only of {', '.join(sorted(ids))}"
            else:
                problem = "its id is that of another ledger's issue; rename it" if entry.id in taken else ""
            if problem:
                problems.append(f"{path}: issue {entry.id!r}: {problem}")
            else:
                used.append(entry)
        said = [f"{whose}: {problem}; the issue is not used" for problem in problems]
        return Ledger([*self.entries, *used], [*self.problems, *said])

    def overdue(self, today: datetime.date) -> list[Entry]:
        """The entries whose review date is past, the oldest first."""
        return sorted((entry for entry in self.entries if entry.review_by < today), key=lambda e: e.review_by)

    @property
    def distributions(self) -> list[str]:
        """What entries depend on being there, or not, beside what every run names."""
        return sorted({name for entry in self.entries for name in entry.unless_installed})

    def find(self, feature: str, check: str, target: str, versions: Mapping[str, str], store: str = "") -> list[Entry]:
        """The entries that speak of a check of a feature on a target, and on a store if it has one."""
        if feature not in self._of:
            self._of[feature] = tuple(e for e in self.entries if e.anywhere or feature in e.features)
        return [entry for entry in self._of[feature] if entry.covers(feature, check, target, versions, store)]


def _good(
    path: Path, catalogue: Catalogue, targets: Sequence[Target], known: Iterable[UpstreamState] = ()
) -> list[Entry]:
    """The entries of a file and of those that it includes, all of which have to be good; as :func:`_read` else.

    Raises:
        UsageError: A file cannot be read, or something in it cannot be used.
    """
    entries, problems = _read(path, catalogue, targets, known)
    if problems:
        raise UsageError(problems[0])
    return entries


def _read(
    path: Path, catalogue: Catalogue, targets: Sequence[Target], known: Iterable[UpstreamState] = ()
) -> tuple[list[Entry], list[str]]:
    """The entries of a file, and of those that it includes, that can be used, and what is wrong with the others.

    Args:
        path: The file.
        catalogue: The catalogue.
        targets: The known targets.
        known: What became of reports, as other ledgers say it; the file's own word goes before theirs.

    Raises:
        UsageError: One of the files as a whole cannot be read, or an included file includes others.
    """
    seen: set[str] = set()
    entries, problems = [], []
    found, own = _parts(path)
    states = {state.name: state for state in (*known, *(state for _, state in own))}
    for file, entry in found:
        expanded, unknown = _with_families(entry, targets)
        problem = "its id is used twice" if entry.id in seen else problem_of(expanded, catalogue) or unknown
        state = states.get(entry.upstream)
        if not problem and entry.upstream != UNREPORTED and state is None:
            problem = f"upstream = {entry.upstream!r}: give its state, as a table [[report]] with this name"
        seen.add(entry.id)
        if problem:
            problems.append(f"{file}: issue {entry.id!r}: {problem}")
        else:
            entries.append(msgspec.structs.replace(expanded, upstream_state=state))
    if own:
        wrong = problems_of((state for _, state in own), (entry.upstream for _, entry in found))
        problems += [f"{own[0][0]}: {problem}" for problem in wrong]
    return entries, problems


def _parts(path: Path) -> tuple[list[tuple[Path, Entry]], list[tuple[Path, UpstreamState]]]:
    """The entries of a file and of those that it includes, and the states of reports, each with its file."""
    top = load_toml(path, _File)
    files = [(path, top)]
    for name in top.include:
        file = path.parent / name
        more = load_toml(file, _File)
        if more.include:
            raise UsageError(f"{file}: an included file includes no others; name them in {path}")
        files.append((file, more))
    entries = [(file, _entry(file, raw)) for file, read in files for raw in read.issue]
    return entries, [(file, state) for file, read in files for state in read.report]


def included(path: Path) -> list[str]:
    """The names of the files that a ledger's file includes.

    Raises:
        UsageError: It cannot be read.
    """
    return load_toml(path, _File).include


def _entry(path: Path, raw: dict[str, Any]) -> Entry:
    """An entry of a file.

    Raises:
        UsageError: It is of another shape, or does not say what it does to users; the message names it.
    """
    unsaid = next((f"{key} is missing: {what}" for key, what in _SAID.items() if key not in raw), "")
    if "upstream_state" in raw:
        unsaid = "upstream_state: what became of a report stands in a table [[report]] of its name"
    if not unsaid and raw["impact"] not in _IMPACTS:
        unsaid = f"impact = {raw['impact']!r}: it is one of {', '.join(_IMPACTS)}"
    try:
        if not unsaid:
            return msgspec.convert(raw, Entry)
    except msgspec.ValidationError as error:
        unsaid = str(error)
    raise UsageError(f"{path}: issue {raw.get('id', '')!r}: {unsaid}")


def _with_families(entry: Entry, targets: Sequence[Target]) -> tuple[Entry, str]:
    """An entry with the targets of the families that it names, one by one; and what is wrong with a family's name."""
    named: list[str] = []
    for pattern in entry.targets:
        if not pattern.startswith(FAMILY):
            named.append(pattern)
            continue
        found = [t.id for t in targets if fnmatchcase(t.id_in_family, pattern.removeprefix(FAMILY))]
        if not found:
            families = dict.fromkeys(f"{FAMILY}{t.backend.family or t.backend.name}-*" for t in targets)
            return entry, f"{pattern!r} is no target of any family; known are {', '.join(families)}"
        named += found
    return msgspec.structs.replace(entry, targets=tuple(dict.fromkeys(named))), ""
