"""Makes one run of those of the shards of a plan. What no shard says is not-run, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from assay.domain.causes import Cause
from assay.domain.errors import UsageError
from assay.domain.example_profiles import DEFAULT
from assay.domain.shards import Shard
from assay.domain.verdicts import BREAKING
from assay.results import shard_runs
from assay.results.context import Asked, Context
from assay.results.file import RESULTS_FILE, Writer
from assay.results.lines import FORMAT, End, Header, Item, Place, Plan, Result, ServerLine, not_run
from assay.results.shard_runs import Key, Part, cells

_DIFFERENT_HOSTS = ("platform", "time_zone")
"""What may differ between machines, and is told side by side."""


@dataclass
class Merged:
    """What a merge has to say.

    Args:
        run: Id of the merged run.
        parts: The runs that there are.
        absent: What is missing, by the name of its shard, with the features and targets that it was to check.
        unreadable: Why a folder gave nothing, one line each.
    """

    run: str
    parts: Sequence[Part]
    absent: Mapping[str, frozenset[Key]]
    unreadable: Sequence[str]

    @property
    def targets(self) -> list[str]:
        """Ids of the targets that it says something of."""
        return [info.id for info in self.parts[0].context.targets]

    @property
    def problems(self) -> list[str]:
        """Why it fails, one line each."""
        found = [
            f"shard {name}: is missing: nobody ran it ({len(keys)} x not-run)" for name, keys in self.absent.items()
        ]
        found += self.unreadable
        found += [said for part in self.parts for said in part.problems()]
        counts = Counter(line.verdict for part in self.parts for line in part.lines)
        return found + [f"{counts[verdict]} x {verdict.value}" for verdict in BREAKING if counts[verdict]]

    @property
    def whole(self) -> bool:
        """Whether every shard is there, and came to its end."""
        return not self.absent and not self.unreadable and all(part.whole for part in self.parts)

    @property
    def _asked_for(self) -> frozenset[Key]:
        return frozenset().union(*(part.keys for part in self.parts), *self.absent.values())

    @property
    def header(self) -> Header:
        """The first line: what the manifests of the shards have in common, and what they were asked for together."""
        first = self.parts[0]
        manifest: dict[str, Any] = {**first.run.header.manifest, "run": self.run, "servers": {}}
        manifest["started"] = min((part.about.started for part in self.parts if part.about.started), default="")
        for name in _DIFFERENT_HOSTS:
            said = dict.fromkeys(str(part.run.header.manifest.get(name, "")) for part in self.parts)
            manifest[name] = "; ".join(filter(None, said))
        manifest["selection"] = msgspec.to_builtins(self._asked(first.context))
        manifest["shards"] = [
            {"name": part.name, "run": part.run.header.run, "started": part.about.started, "seconds": _seconds(part)}
            for part in self.parts
        ]
        return Header(format=FORMAT, run=self.run, manifest=manifest, causes=True)

    def _asked(self, context: Context) -> Asked:
        asked, every = self._asked_for, [*cells(context)]
        targets = [info.id for info in context.targets if any(info.id == target for _, target in asked)]
        there = {key for key in every if key[1] in targets}
        features = {feature for feature, _ in asked}
        narrowed = dict.fromkeys(what for part in self.parts for what in part.narrowed)
        selections = [part.about.selection for part in self.parts]
        left_out = [_part(asked, there, context)] if there - asked else []
        return Asked(
            targets=tuple(targets),
            stores=tuple(dict.fromkeys(store for one in selections for store in one.stores)),
            features="all" if not left_out else tuple(sorted(features)),
            part=(*left_out, *narrowed),
            require=tuple(sorted({name for one in selections for name in one.require})),
            allow_missing=any(one.allow_missing for one in selections),
            workers=max((one.workers for one in selections if isinstance(one.workers, int)), default=1),
            profile=next((one.profile for one in selections), DEFAULT),
        )

    def lines(self) -> Iterator[Plan | ServerLine | Result | End]:
        """All lines but the first."""
        items = (
            Item(place.feature, place.check, place.target, "", place.store)
            for part in self.parts
            if part.run.plan is not None
            for place in part.run.plan.places()
            if (place.feature, place.target) in part.keys
        )
        former: dict[str, tuple[str, ...]] = {}
        for part in self.parts:
            former |= part.run.plan.former if part.run.plan else {}
        yield Plan.of(self.run, items, former)
        for name, about in shard_runs.servers(self.parts).items():
            yield ServerLine(run=self.run, backend=name, server=about)
        for part in self.parts:
            yield from (msgspec.structs.replace(line, run=self.run) for line in part.lines)
        for name, keys in self.absent.items():
            for key in sorted(keys):
                why = f"nobody ran it: shard {name} is missing"
                yield not_run(self.run, Place(*key, "", ""), Cause.NO_RUN, why)
        for key in cells(self.parts[0].context):
            if key not in self._asked_for:
                yield not_run(self.run, Place(*key, "", ""), Cause.NOT_SELECTED)
        yield End(run=self.run, seconds=_wall(self.parts), problems=tuple(self.problems), whole=self.whole)

    def write(self, folder: Path) -> None:
        """Write the results file into a folder.

        Raises:
            UsageError: It cannot be written.
        """
        with Writer(folder / RESULTS_FILE, self.header) as writer:
            for line in self.lines():
                writer.write(line)


def merge(run: str, folders: Iterable[Path], planned: Sequence[Shard] = ()) -> Merged:
    """Put the runs of shards together.

    Args:
        run: Id of the merged run.
        folders: The folders of the shards' reports.
        planned: The plan that they are of; without one nobody can say what is missing.

    Raises:
        UsageError: There is nothing to be merged, two shards are of other versions, catalogues or servers, two have
            checked the same, or one is not of the plan.
    """
    found, unreadable = [], []
    for folder in folders:
        try:
            found.append(shard_runs.read(folder))
        except UsageError as error:
            unreadable.append(f"shard {folder.name}: is empty: {error}")
    if not found:
        raise UsageError("; ".join(["there is nothing to be merged: no shard has results", *unreadable[:3]]))
    for part in found[1:]:
        shard_runs.refuse_clash(found[0], part)
    shard_runs.servers(found)  # which refuses two servers under one name
    shard_runs.refuse_doubles(found)
    parts, absent = shard_runs.held_against(found, planned) if planned else (found, {})
    return Merged(run, parts, absent, unreadable)


def _part(asked: frozenset[Key], there: set[Key], context: Context) -> str:
    """What makes a run one of a part, as it would be asked for; if it cannot be, how large the part is."""
    features = {feature for feature, _ in asked}
    if any(feature in features for feature, _ in there - asked):
        return f"shards of {len(asked)} of {len(there)} features by target"
    every = {feature for feature, _ in there}
    chapters = {info.id: info.chapter for info in context.catalogue if info.id in every}
    broken = {chapters[feature] for feature in every - features}
    named = (chapters[f] if chapters[f] not in broken else f for f in chapters if f in features)
    return f"--feature {','.join(dict.fromkeys(named))}"


def _seconds(part: Part) -> float | None:
    return part.run.end.seconds if part.run.end else None


def _wall(parts: Iterable[Part]) -> float:
    """From the start of the first run to the end of the last, as far as they say."""
    spans = []
    for part in parts:
        try:
            start = datetime.fromisoformat(part.about.started).timestamp()
        except ValueError:
            continue
        spans.append((start, start + (_seconds(part) or 0.0)))
    return round(max(end for _, end in spans) - min(start for start, _ in spans), 2) if spans else 0.0
