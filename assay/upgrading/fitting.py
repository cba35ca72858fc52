"""Fits a user's versions and Assay's needs together: what gives way, and what is installed beside."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any, TypeAlias

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from assay.domain.errors import AssayError, UsageError
from assay.process.installation import DISTRIBUTION
from assay.products.plugins import distributions
from assay.upgrading.needs import TOOLS, Needs, Use, compatible, of_plugins, requires

Compile: TypeAlias = "Callable[[Sequence[str], Sequence[str]], str]"
"""Resolves requirements under constraints; raises :class:`Unresolvable` or another :class:`AssayError`."""
_SAID = 600
_ENDS = 150


class Unresolvable(AssayError):  # noqa: N818 - a state of the world, not a fault
    """The resolver refuses the versions: its own words, in one line."""

    def __str__(self) -> str:
        text = super().__str__()
        if len(text) <= _SAID:
            return text
        # The derivation can be pages long: it begins with a cause, and ends with what does not go together.
        return f"{text[: _SAID - _ENDS]} […] {text[-_ENDS:]}"


@dataclass(frozen=True)
class Left:
    """A version of the user's that an environment does not have.

    Args:
        pin: It, as a requirement.
        why: Why not.
    """

    pin: str
    why: str

    @property
    def name(self) -> str:
        """Its distribution."""
        return canonicalize_name(Requirement(self.pin).name)

    def __str__(self) -> str:
        return f"not kept: {self.pin}: {self.why}"


@dataclass(frozen=True)
class Fitted:
    """What came of it.

    Args:
        text: Everything to be installed, as a requirements file.
        beside: What of it the user has and nothing of Assay needs: an environment without it does too.
        left: The versions that gave way.
    """

    text: str
    beside: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(frozen=True)
class Fitting:
    """One environment to be.

    Args:
        source: What installs Assay.
        changes: Requirements that go before the pins.
        about: What markers ask of its Python.
        use: The drivers and clients that its checks use.
        compile: The resolver.
        plugins: What installs the plug-ins: the targets of a run are the same in each environment.
    """

    source: str
    changes: Sequence[Requirement]
    about: Mapping[str, str]
    use: Use
    compile: Compile
    plugins: tuple[str, ...] = ()

    def fit(self, pins: Iterable[str]) -> Fitted:
        """Resolve Assay's needs and the changes under the pins, and what else the user has beside them.

        Raises:
            UsageError: Pins are below what Assay runs with; all of them are named.
            Unresolvable: The versions do not go together, even without what gives way.
        """
        changed = {canonicalize_name(r.name) for r in self.changes}
        mine = [r for pin in sorted({*pins}) if self._holds(r := Requirement(pin))]
        have = [r for r in mine if canonicalize_name(r.name) not in {*changed, DISTRIBUTION, *distributions()}]
        named = {canonicalize_name(r.name) for r in (*have, *self.changes)}
        needs = Needs.of(self.use, named)
        hard = [r for r in have if not needs.may_give_way(canonicalize_name(r.name))]
        _refuse_below(hard, needs)
        soft = [r for r in have if needs.may_give_way(canonicalize_name(r.name))]
        left = [_gives_way(r, self.use, bound) for r in soft if (bound := needs.unmet(r)) is not None]
        soft = [r for r in soft if needs.unmet(r) is None]
        wanted, behind = self._wanted(hard)
        text, lost = self._kept(wanted, _texts(hard), soft)
        left += [_gives_way(r, self.use, _version(text, r.name)) for r in lost]
        kept = _texts([*hard, *(r for r in soft if r not in lost)])
        present = _names(text)
        beside = [r for r in have if canonicalize_name(r.name) not in present and r not in lost]
        beside = [r for r in beside if not needs.may_give_way(canonicalize_name(r.name))]
        before = self._needed_before(mine, needs, beside)
        beside = [r for r in beside if canonicalize_name(r.name) not in before]
        text, refused = self._beside(wanted, kept, beside, text)
        left += [Left(str(r), "it does not go with the rest, or cannot be had") for r in refused]
        added = sorted(_names(text) - present)
        return Fitted("\n".join([text.rstrip("\n"), *behind, ""]), tuple(added), tuple(left))

    def _needed_before(self, mine: Sequence[Requirement], needs: Needs, beside: Sequence[Requirement]) -> set[str]:
        """What is needed without the changes: if it no longer is, it goes, as it does from a lock file."""
        if not (self.changes and beside):
            return set()
        pins = [r for r in mine if not needs.may_give_way(canonicalize_name(r.name))]
        try:
            return _names(self.compile([self.source, *self.plugins], _texts(pins)))
        except AssayError:
            return set()

    def _holds(self, requirement: Requirement) -> bool:
        return requirement.marker is None or requirement.marker.evaluate({**self.about, "extra": ""})

    def _wanted(self, hard: Sequence[Requirement]) -> tuple[list[str], list[str]]:
        """What to resolve, and what to add to the answer as it is.

        A tool of Assay that would not let what is under test have the user's version is taken without its bound.
        """
        relaxed: dict[str, set[str]] = {}
        for pin in hard:
            name = canonicalize_name(pin.name)
            for tool in TOOLS:
                if any(canonicalize_name(r.name) == name and not _goes(pin, r) for r in requires(tool, set())):
                    relaxed.setdefault(tool, set()).add(name)
        changes = [str(change) for change in self.changes]
        if not relaxed:
            return [self.source, *self.plugins, *changes], []
        wanted = []
        for requirement in (*requires(DISTRIBUTION, {"servers"}), *(of_plugins() if self.plugins else ())):
            tool = canonicalize_name(requirement.name)
            if tool in relaxed:
                wanted += [_without_bound(r, relaxed[tool]) for r in requires(tool, requirement.extras)]
            else:
                wanted.append(_without_bound(requirement, set()))
        behind = [f"{tool}=={metadata.version(tool)}" for tool in sorted(relaxed)]
        return [*wanted, *changes], [*behind, self.source, *self.plugins]

    def _kept(
        self, wanted: Sequence[str], hard: Sequence[str], soft: Sequence[Requirement]
    ) -> tuple[str, list[Requirement]]:
        """Resolve with all pins, or with as many of those that may give way as go with the others; and which do not."""
        try:
            return self.compile(wanted, [*hard, *_texts(soft)]), []
        except Unresolvable:
            if not soft:
                raise
        text = self.compile(wanted, hard)
        good = [r for r in soft if _version(text, r.name) in ("", *(s.version for s in r.specifier))]
        pins = [*hard, *_texts(good)]
        found, lost = self._grown([r for r in soft if r not in good], lambda more: (wanted, [*pins, *more]))
        return found or text, lost

    def _beside(
        self, wanted: Sequence[str], pins: Sequence[str], beside: Sequence[Requirement], text: str
    ) -> tuple[str, list[Requirement]]:
        """Resolve with what the user has beside, as far as it goes; and what does not."""
        found, refused = self._grown(beside, lambda more: ([*wanted, *more], pins))
        return found or text, refused

    def _grown(
        self, more: Sequence[Requirement], ask: Callable[[list[str]], tuple[Sequence[str], Sequence[str]]]
    ) -> tuple[str, list[Requirement]]:
        """Resolve with as many of some requirements as go: the answer, empty if none goes; and the others."""
        taken: list[str] = []
        answer, refused = "", []
        waiting = [list(more)] if more else []
        while waiting:
            group = waiting.pop()
            try:
                answer = self.compile(*ask([*taken, *_texts(group)]))
            except AssayError as error:
                said = " ".join(map(str, error.args))  # all of it, not what is shown
                accused = [r for r in group if _is_named(r, said)]
                if len(group) == 1:
                    refused += group
                elif accused and len(accused) < len(group):
                    # Of those that the resolver names only some may have to go: each is tried again, after the rest.
                    waiting += [*([r] for r in accused), [r for r in group if r not in accused]]
                else:
                    half = len(group) // 2
                    waiting += [group[half:], group[:half]]
            else:
                taken += _texts(group)
        return answer, refused


def _is_named(requirement: Requirement, said: str) -> bool:
    """Whether the resolver names a requirement among the reasons for its refusal."""
    name = re.escape(canonicalize_name(requirement.name)).replace(r"\-", "[-_.]")
    return re.search(rf"(?<![\w.-]){name}(?![\w-])", said, re.IGNORECASE) is not None


def _refuse_below(pins: Iterable[Requirement], needs: Needs) -> None:
    """Refuse pins that Assay cannot run with: all at once, not one after the other in the resolver's words."""
    wrong = [
        f"{r.name}{bound}: the file has {r.url or str(r.specifier).removeprefix('==')}"
        for r in pins
        if (bound := needs.own.get(canonicalize_name(r.name))) is not None
        and not r.url
        and not compatible(r.specifier, bound)
    ]
    if wrong:
        raise UsageError(f"Assay runs with {'; '.join(wrong)} (docs/upgrade.md, What Assay runs with)")


def _gives_way(pin: Requirement, use: Use, needed: SpecifierSet | str) -> Left:
    name = canonicalize_name(pin.name)
    bound = f"{name} {needed}" if isinstance(needed, str) else f"{name}{needed}"
    return Left(str(pin), f"nothing under test {use.where} needs it, and Assay takes {bound}")


def _goes(pin: Requirement, asked: Requirement) -> bool:
    return bool(pin.url) or compatible(pin.specifier, asked.specifier)


def _without_bound(requirement: Requirement, names: Collection[str]) -> str:
    """A requirement that holds here, without its marker, and without its bound if it is one of the names."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    bound: Any = "" if canonicalize_name(requirement.name) in names else requirement.specifier
    return f"{requirement.name}{extras}{f' @ {requirement.url}' if requirement.url else bound}"


def _texts(requirements: Iterable[Requirement]) -> list[str]:
    return [str(r) for r in requirements]


def versions_of(text: str) -> dict[str, str]:
    """The version of every distribution of a requirements file, or its URL, by canonical name; Assay's is not among."""
    found = (Requirement(line) for line in text.splitlines() if line and not line.startswith("-"))
    versions = {canonicalize_name(r.name): r.url or next((s.version for s in r.specifier), "") for r in found}
    return {str(name): version for name, version in versions.items() if name != DISTRIBUTION}


def _names(text: str) -> set[str]:
    return {*versions_of(text)}


def _version(text: str, name: str) -> str:
    return versions_of(text).get(canonicalize_name(name), "")
