"""The runs of the shards of a plan, and what has to be right of them before they can be one run.

Each feature on each target is of one shard: what another one says of it is a mistake of whoever cut the suite, and is
refused, as are runs with other versions, another catalogue or another server.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import msgspec

from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.shards import Shard
from assay.domain.verdicts import BREAKING
from assay.results.context import KEYS, About, Context, parse, parse_about
from assay.results.file import RecordedRun, read_results
from assay.results.lines import End, Result, ServerAbout
from assay.results.missing import missing

Key: TypeAlias = "tuple[str, str]"
"""A feature and a target."""
_SAME = (*KEYS, "targets", "python", "implementation", "distributions")
"""What the manifests of the shards have to agree on: a verdict is of these versions, this catalogue and this ledger."""
_SAME_SERVER = ("source", "image", "image_digest", "version", "settings")


@dataclass(frozen=True)
class Part:
    """The run of a shard.

    Args:
        name: What to call it: as its plan does, else as its folder.
        path: Where its results are.
        run: Its lines.
        context: The catalogue and the ledger of its run.
        about: What it was asked for.
    """

    name: str
    path: Path
    run: RecordedRun
    context: Context
    about: About

    @cached_property
    def keys(self) -> frozenset[Key]:
        """Every feature on every target that it was asked for."""
        return frozenset(key for key in cells(self.context) if self.about.selection.has(*key))

    @cached_property
    def lines(self) -> list[Result]:
        """What it says of these, and what it does not say as not-run lines."""
        said: dict[Key, list[Result]] = defaultdict(list)
        for line in self.run.results:
            said[line.feature, line.target].append(line)
        added = [line for _, line in missing(self.run, self.context, self.about, said)]
        return [line for line in (*self.run.results, *added) if (line.feature, line.target) in self.keys]

    @property
    def narrowed(self) -> tuple[str, ...]:
        """What else than targets and features was left out of it."""
        return tuple(what for what in self.about.selection.only if not what.startswith("--feature "))

    def problems(self) -> Iterator[str]:
        """What is wrong with it, one line each."""
        if self.run.end is None:
            left = sum(line.cause in (Cause.CUT_OFF, Cause.NO_LINE) for line in self.lines)
            yield f"shard {self.name}: was cut off: its run was killed before its end ({left} x not-run)"
        yield from (f"shard {self.name}: {said}" for said in (*self.run.damage, *(_said(self.run.end))))
        if self.narrowed:
            yield f"shard {self.name}: is not whole: its run was asked for {', '.join(self.narrowed)}"
            return
        unasked = [r.check for r in self.lines if r.cause is Cause.NOT_SELECTED and r.check and not r.store]
        if unasked:
            yield f"shard {self.name}: {len(unasked)} checks of it were not collected: {unasked[0]}, ..."

    @property
    def whole(self) -> bool:
        """Whether it came to all that it was to do, and its file is whole."""
        return self.run.end is not None and self.run.end.whole and not self.run.damage and self.run.plan is not None


def _said(end: End | None) -> Iterator[str]:
    """What a run says is wrong with it, but for its counts: these are of all shards together."""
    if end is not None:
        yield from (said for said in end.problems if not said.endswith(tuple(f" x {v.value}" for v in BREAKING)))


def cells(context: Context) -> Iterator[Key]:
    """Every feature of a catalogue on every target that it varies over."""
    for info in context.catalogue:
        for position in info.targets:
            if position < len(context.targets):
                yield info.id, context.targets[position].id


def read(folder: Path) -> Part:
    """Read the run of a shard.

    Raises:
        UsageError: There is none, or it cannot be read.
    """
    run = read_results(folder)
    try:
        context, about = parse(run.header.manifest), parse_about(run.header.manifest)
    except msgspec.ValidationError as error:
        raise UsageError(f"{folder}: its first line is not one of Assay's: {error}") from None
    if not context.catalogue:
        raise UsageError(f"{folder}: its run, of an older Assay, does not say what it was about")
    return Part(folder.resolve().name, folder, run, context, about)


def refuse_clash(one: Part, other: Part) -> None:
    """Refuse runs whose manifests differ in what a verdict depends on.

    Raises:
        UsageError: They do.
    """
    profiles = [side.about.selection.profile for side in (one, other)]
    if profiles[0] != profiles[1]:
        raise UsageError(
            f"{one.path} and {other.path} cannot be merged: they drew other examples, with --profile "
            f"{' and '.join(profiles)}; run both with the same"
        )
    mine, theirs = one.run.header.manifest, other.run.header.manifest
    for name in _SAME:
        if mine.get(name) == theirs.get(name):
            continue
        between = f"{one.path} and {other.path} cannot be merged"
        if name != "distributions":
            said = f": {mine.get(name)} and {theirs.get(name)}" if isinstance(mine.get(name), str) else ""
            raise UsageError(
                f"{between}: they differ in {name}{said}; run both with the same Assay and the same suites"
            )
        versions = [dict(side.get(name) or {}) for side in (mine, theirs)]
        differing = sorted(n for n in {*versions[0], *versions[1]} if versions[0].get(n) != versions[1].get(n))
        shown = ", ".join(
            f"{n} {versions[0].get(n, '(none)')} and {versions[1].get(n, '(none)')}" for n in differing[:3]
        )
        more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        raise UsageError(f"{between}: they ran with other versions: {shown}{more}; give every shard the same lock file")


def servers(parts: Iterable[Part]) -> dict[str, ServerAbout]:
    """The server of each backend and store; of several that are the same, one that was not ready to the end.

    Raises:
        UsageError: Two shards had different ones.
    """
    found: dict[str, tuple[Part, ServerAbout]] = {}
    for part in parts:
        for name, about in part.run.servers.items():
            if name not in found:
                found[name] = part, about
                continue
            other, known = found[name]
            differing = [key for key in _SAME_SERVER if getattr(about, key) != getattr(known, key)]
            if about.version and known.version and differing:
                sides = " and ".join(str(getattr(one, differing[0])) for one in (known, about))
                raise UsageError(
                    f"{other.path} and {part.path} cannot be merged: their servers of {name} differ in "
                    f"{differing[0]}: {sides}"
                )
            if about.state != "ready" or not known.version:
                found[name] = part, about
    return {name: about for name, (_, about) in found.items()}


def refuse_doubles(parts: Iterable[Part]) -> None:
    """Refuse runs that were asked for the same feature on the same target.

    Raises:
        UsageError: Two were.
    """
    owners: dict[Key, Part] = {}
    for part in parts:
        double = [key for key in part.keys if key in owners]
        if double:
            other, (feature, target) = owners[double[0]], min(double)
            more = f" and {len(double) - 1} more" if len(double) > 1 else ""
            raise UsageError(
                f"{other.path} and {part.path} cannot be merged: both were asked for {feature} on {target}{more}; "
                "leave one of them out"
            )
        owners.update(dict.fromkeys(part.keys, part))


def held_against(parts: Sequence[Part], planned: Sequence[Shard]) -> tuple[list[Part], dict[str, frozenset[Key]]]:
    """The runs under the names of their shards, in the order of the plan, and the shards that nobody ran.

    Raises:
        UsageError: A run is of none of the shards, or the plan is of another suite.
    """
    context = parts[0].context
    left = {part.keys: part for part in parts}
    ordered, absent = [], {}
    for shard in planned:
        keys = _keys_of(shard, context)
        part = left.pop(keys, None)
        if part is None:
            absent[shard.name] = keys
        else:
            ordered.append(replace(part, name=shard.name))
    for part in left.values():
        feature, target = min(part.keys, default=("nothing", "no target"))
        more = f" and {len(part.keys) - 1} more" if len(part.keys) > 1 else ""
        raise UsageError(
            f"{part.path}: is not a shard of the plan: it was asked for {feature} on {target}{more}; "
            "merge it with the plan that it was run for"
        )
    return ordered, absent


def _keys_of(shard: Shard, context: Context) -> frozenset[Key]:
    """Every feature on every target that a shard is about.

    Raises:
        UsageError: The catalogue of the runs has none of them: the plan is of another suite.
    """
    chapters = {info.id: info.chapter for info in context.catalogue}
    wanted = {*shard.features}
    known = {*chapters, *chapters.values()}
    unknown = [name for name in shard.features if name not in known]
    unknown += [name for name in shard.targets if name not in {info.id for info in context.targets}]
    if unknown:
        raise UsageError(f"shard {shard.name} of the plan names {unknown[0]}, which the runs' suites do not have")
    return frozenset(
        (feature, target)
        for feature, target in cells(context)
        if target in shard.targets and (not wanted or wanted & {feature, chapters[feature]})
    )
