"""What became of every target and feature over many runs.

Of a run with a digest only that is read; of another, the results file without its evidence. Runs of a part of the
checks are listed by themselves: what they say is not comparable with what a whole run says.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from assay.domain.errors import UsageError
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.comparing.comparison import Version
from assay.reporting.comparing.renames import followed, named
from assay.reporting.formats import digest as digests
from assay.reporting.formats.digest import Digest, ServerVersion
from assay.reporting.signs import LETTER, LETTERS, NO_CELL
from assay.results.file import RESULTS_FILE, run_id_of

VERDICT = dict(zip(LETTERS, Verdict, strict=True))
_SAID = frozenset(LETTER[v] for v in Verdict if v.ran or v is Verdict.UNSUPPORTED)
"""Letters of the verdicts that say something of the library."""


@dataclass(frozen=True, slots=True)
class Point:
    """One target in one run.

    Args:
        position: Position of the run.
        passed: How many features passed.
        ran: How many were run.
        offered: How many there are that are not unsupported.
    """

    position: int
    passed: int
    ran: int
    offered: int

    @property
    def share(self) -> float:
        """The share of what ran that passed."""
        return self.passed / self.ran if self.ran else 0.0


@dataclass(frozen=True, slots=True)
class Event:
    """A feature's verdict changed on a target.

    Args:
        feature: Id of the feature.
        target: Id of the target.
        before: Its verdict until then.
        after: Its verdict since.
        last: Position of the last run that said the one.
        position: Position of the first run that said the other.
        versions: What changed between the two runs, of what matters for the target.
        ids: What the feature is called in the two runs.
    """

    feature: str
    target: str
    before: Verdict
    after: Verdict
    last: int
    position: int
    versions: tuple[Version, ...]
    ids: tuple[str, str]


@dataclass
class History:
    """Many runs, in the order in which they started.

    Args:
        runs: Their digests.
        points: For each target, in the order of the newest run, the runs in which it ran.
        events: What changed, in the order of the runs.
        skipped: Files that could not be read, each with the reason.
        folders: Where each run was found.
        parts: Runs of a part of the checks, in the order in which they started: no point or event follows from them.
        former: Names that features had, each with the one of now.
    """

    runs: list[Digest]
    points: dict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))
    events: list[Event] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    parts: list[Digest] = field(default_factory=list)
    former: dict[str, str] = field(default_factory=dict)


def history(directory: Path) -> History:
    """Read all runs below a directory.

    Args:
        directory: Looked through with everything below it.

    Raises:
        UsageError: There is no run in it, or two different runs claim the same id.
    """
    runs: dict[str, tuple[Digest, Path]] = {}
    skipped = []
    for folder in find(directory):
        try:
            found = read(folder)
        except UsageError as error:
            skipped.append(str(error))
            continue
        known = runs.get(found.run)
        if known is not None and known[0].started != found.started:
            raise UsageError(
                f"two different manifests claim to be run {found.run}: that of {known[1]} started "
                f"{known[0].started or 'unknown'}, that of {folder} {found.started or 'unknown'}; remove the edited one"
            )
        if known is None or (known[0].killed and not found.killed):
            runs[found.run] = found, folder
    if not runs:
        why = f": {skipped[0]}" if skipped else "; keep the directories that --report-dir names, one per run"
        raise UsageError(f"{directory}: holds no run that can be read{why}")
    ordered = sorted(runs.values(), key=lambda run: (run[0].started, run[0].run))
    whole = [(run, folder) for run, folder in ordered if not run.part]
    result = History([run for run, _ in whole], skipped=skipped, folders=[folder for _, folder in whole])
    result.parts = [run for run, _ in ordered if run.part]
    _follow(result)
    newest_first = dict.fromkeys(target for run in reversed(result.runs) for target in run.rows)
    result.points = {target: result.points[target] for target in newest_first if target in result.points}
    return result


def find(directory: Path) -> Iterator[Path]:
    """The directories that hold a run.

    Raises:
        UsageError: The directory cannot be read.
    """
    if not directory.is_dir():
        raise UsageError(f"{directory}: is not a directory of runs")
    for folder, below, names in os.walk(directory):
        below.sort()
        if RESULTS_FILE in names or digests.NAME in names:
            yield Path(folder)


def read(folder: Path) -> Digest:
    """The digest of one run: as it was left, else of its results file.

    Raises:
        UsageError: There is neither, or it is none of Assay's.
    """
    results, file = folder / RESULTS_FILE, folder / digests.NAME
    found = _left(file)
    if not results.exists():
        if found is None:
            raise UsageError(f"{file}: is not a digest that this Assay reads, and there is no {RESULTS_FILE} beside it")
        return found
    try:
        known = found is not None and found.part is not None and found.stopped is not None
        if found is not None and known and results.stat().st_size == found.size and run_id_of(results) == found.run:
            return found
    except OSError as error:
        raise UsageError(f"{results}: cannot be read: {error.strerror}") from None
    return scan(folder)


def _left(file: Path) -> Digest | None:
    """The digest that a report left; None if there is none that this Assay reads."""
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Digest) if file.is_file() else None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found if found is not None and found.format == digests.FORMAT else None


def scan(path: Path) -> Digest:
    """Make the digest of a results file, or of the one in a directory: it says what the report says.

    Raises:
        UsageError: It cannot be read, or is none of Assay's.
    """
    return digests.make(model.load(path, cleaned=False), 0)  # the evidence, which may hold secrets, is not in it


@dataclass(slots=True)
class _Track:
    """Where one target stands: its row in the run before, and what was said last where that row says nothing."""

    features: list[str]
    row: str
    position: int
    stale: dict[str, tuple[str, int]] = field(default_factory=dict)


def _follow(result: History) -> None:
    """Fill in points and events."""
    tracks: dict[str, _Track] = {}
    for run in sorted((*result.runs, *result.parts), key=lambda run: run.started):
        result.former |= run.former
    result.former = now = followed(result.former)
    for position, run in enumerate(result.runs):
        features = named(run.features, now)
        for target, row in run.rows.items():
            # A run that was killed or stopped passed what it came to, which is another question each time.
            if not run.killed and not run.stopped and any(LETTER[v] in row for v in Verdict if v.ran):
                result.points[target].append(_point(position, row))
            track = tracks.get(target)
            if track is None:
                track = tracks[target] = _Track(features, NO_CELL * len(features), position)
            elif track.features != features:
                _realign(track, features)
            if track.row != row:
                for feature, before, after in zip(features, track.row, row, strict=False):
                    if before != after:
                        _step(result, track, (target, feature), before, after, position)
            track.features, track.row, track.position = features, row, position


def _point(position: int, row: str) -> Point:
    ran = sum(row.count(LETTER[verdict]) for verdict in Verdict if verdict.ran)
    offered = len(row) - row.count(NO_CELL) - row.count(LETTER[Verdict.UNSUPPORTED])
    return Point(position, row.count(LETTER[Verdict.PASS]), ran, offered)


def _realign(track: _Track, features: list[str]) -> None:
    """Bring the row before into the order of other features."""
    letters = dict(zip(track.features, track.row, strict=False))
    kept = set(features)
    for feature, letter in letters.items():
        if feature not in kept and letter in _SAID:
            track.stale[feature] = letter, track.position
    track.row = "".join(letters.get(feature, NO_CELL) for feature in features)


def _step(result: History, track: _Track, pair: tuple[str, str], before: str, after: str, position: int) -> None:
    target, feature = pair
    said = (before, track.position) if before in _SAID else track.stale.get(feature)
    if after not in _SAID:
        if before in _SAID:
            track.stale[feature] = before, track.position
        return
    track.stale.pop(feature, None)
    if said is not None and said[0] != after:
        last = said[1]
        changed = _changed(result.runs[last], result.runs[position], target)
        ids = (
            _id(result.runs[last], feature, result.former),
            _id(result.runs[position], feature, result.former),
        )
        result.events.append(Event(feature, target, VERDICT[said[0]], VERDICT[after], last, position, changed, ids))


def _id(run: Digest, feature: str, now: Mapping[str, str]) -> str:
    """What a feature is called in a run."""
    return dict(zip(named(run.features, now), run.features, strict=True)).get(feature, feature) if now else feature


def _changed(old: Digest, new: Digest, target: str) -> tuple[Version, ...]:
    """What changed between two runs, of the distributions and of the target's own server."""
    backend = new.backends.get(target, "")
    sides = []
    for run in (old, new):
        server = run.servers.get(backend, ServerVersion())
        sides.append({**run.versions, f"{backend} server": server.version})
    names = dict.fromkeys([*sides[0], *sides[1]])
    found = (Version(name, sides[0].get(name, ""), sides[1].get(name, "")) for name in names)
    return tuple(version for version in found if version.changed and (version.base or version.candidate))
