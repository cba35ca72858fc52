"""What is wrong with a run as a whole, from what is known at its end; starts, asks and writes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from assay.domain import golden
from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.ledger import Ledger
from assay.domain.object_stores import Store
from assay.domain.subject import Subject
from assay.domain.targets import Target
from assay.domain.verdicts import BREAKING, Verdict
from assay.pool.state import ServerState
from assay.results.lines import Result
from assay.results.manifest import comparable_versions
from assay.running import former_names
from assay.running.collected import Collected
from assay.running.demands import Demands
from assay.running.not_run import NotRunLines
from assay.running.selection import Selection

NOT_TOLD = "nothing is known of what was collected: no process of the run came to say it"
_TRIED = (Cause.HELD_ANYWAY, Cause.ABSENT)


@dataclass(frozen=True)
class Evidence:
    """All that a run is judged by.

    Args:
        run_id: Id of the run.
        catalogue: Its catalogue.
        ledger: Its ledger.
        subject: What the checks are about.
        golden: The golden list's features with their checks, and its names of before; or why it cannot be read.
        selection: What was asked for.
        collected: What was collected; None if no process came to say it.
        results: The lines that the checks gave.
        states: By name, what became of the servers of the selected targets and stores.
        targets: All targets that there are.
        stores: All stores that there are.
        stopped: Why it ended before its end; empty if it did not.
    """

    run_id: str
    catalogue: Catalogue
    ledger: Ledger
    subject: Subject
    golden: tuple[set[golden.Pair], set[former_names.Former]] | str
    selection: Selection
    collected: Collected | None
    results: tuple[Result, ...]
    states: Mapping[str, ServerState]
    targets: tuple[Target, ...]
    stores: tuple[Store, ...]
    stopped: str = ""


@dataclass(frozen=True)
class Judgement:
    """What is to be said of a run.

    Args:
        problems: Why it fails, one line each.
        not_run: A not-run line for each check that it did not come to, or was not asked for.
        whole: Whether it came to all that it was to do; if not, the first of the problems says why.
        nothing_ran: Whether no check came to a verdict, and nobody allowed that.
    """

    problems: tuple[str, ...]
    not_run: tuple[Result, ...] = ()
    whole: bool = True
    nothing_ran: bool = False


def judge(run: Evidence) -> Judgement:
    """Say what is wrong with a run beyond its single checks."""
    collected = run.collected
    if collected is None:
        # Without it, nobody can say what did not run, and what was asked for has not been seen to run.
        return Judgement((run.stopped or NOT_TOLD,), whole=False)
    not_run = NotRunLines(run.run_id, run.catalogue, run.results, collected.wanted)
    known = set() if isinstance(run.golden, str) else run.golden[0]
    added = tuple(not_run.lines(collected.items, known, collected.complete, collected.pairs))
    results = (*run.results, *added)
    whole = not run.stopped and not not_run.stopped
    problems = [run.stopped] if run.stopped else []
    if not_run.stopped:
        problems.append(f"{not_run.stopped} x not-run that were to run: the run ended before it came to them")
    demands = Demands(run.selection, run.states, collected.wanted, results)
    problems += demands.problems()
    counts = Counter(line.verdict for line in results)
    problems += [f"{counts[verdict]} x {verdict.value}" for verdict in BREAKING if counts[verdict]]
    if collected.complete and whole:
        problems += _drift(run, collected)
        problems += idle_entries(run, collected)
    return Judgement(tuple(problems), added, whole, demands.nothing_ran)


def available(results: Iterable[Result]) -> list[str]:
    """What a profile declares absent and was tried all the same (``--attempt-absent``), and held.

    Args:
        results: The lines of the run.
    """
    lacking: dict[Cause, set[tuple[str, str]]] = {cause: set() for cause in _TRIED}
    for line in results:
        if line.cause in lacking:
            lacking[line.cause].add((line.target, line.lacking))
    held = lacking[Cause.HELD_ANYWAY] - lacking[Cause.ABSENT]
    return [f"capability has become available on {target}: {what}" for target, what in sorted(held)]


def _drift(run: Evidence, collected: Collected) -> list[str]:
    """How the whole suite differs from the golden list."""
    if isinstance(run.golden, str):
        return [run.golden]
    pairs, former = run.golden
    return golden.drift(pairs, collected.pairs) + former_names.drift(collected.former, former)


def idle_entries(run: Evidence, collected: Collected) -> Iterator[str]:
    """Ledger entries that match no check, or whose check did not run on a target that was up.

    Args:
        run: The run.
        collected: What it collected: the whole suite.
    """
    checks: dict[str, list[str]] = defaultdict(list)
    for feature, check in sorted(collected.pairs):
        checks[feature].append(check)
    targets = {feature: [t.id for t in run.catalogue[feature].targets(run.targets)] for feature in checks}
    versions = _versions(run) if run.selection.features is None else {}
    stores, spoken = _stores(run), _spoken(run.results)
    failed_so = {line.issue for line in run.results}
    for entry in run.ledger:
        named = {target.id for target in run.targets if entry.names_target(target.id)}
        fitting = {target for target in named & {*versions} if entry.fits(versions[target])}
        matches, first = False, ""
        for feature in checks if entry.anywhere else sorted({*entry.features} & {*checks}):
            on = [target for target in targets[feature] if target in named]
            of = [check for check in checks[feature] if entry.names_check(check)] if on else []
            matches = matches or bool(of)
            offered = [target for target in on if target in fitting and _offers(run, feature, versions[target])]
            if entry.anywhere:
                first = first or (offered[0] if of and offered else "")
                continue
            for check, target in product(of, offered):
                told = any(entry.speaks_of(store) for store in spoken[feature, check, target])
                if not told and any(entry.speaks_of(store) for store in stores[feature, target]):
                    yield f"ledger entry {entry.id!r}: {check}[{target}] did not run although its target was up"
        if not matches:
            yield f"ledger entry {entry.id!r} matches no check; remove it or mend its patterns"
        if first and entry.id not in failed_so:
            yield f"ledger entry {entry.id!r}: nothing failed so on {first}; the entry must go"


def _offers(run: Evidence, feature: str, versions: Mapping[str, str]) -> bool:
    """Whether the library offers a feature on a target with these versions."""
    return run.catalogue[feature].offered_by(run.subject.offering_version(versions))


def _spoken(results: Iterable[Result]) -> dict[tuple[str, str, str], set[str]]:
    """By feature, check and target, the stores on which the check ran; an empty name for none in particular."""
    found = defaultdict(set)
    for line in results:
        if line.verdict.ran:
            found[line.feature, line.check, line.target].add(line.store)
        elif line.store and line.verdict is Verdict.UNSUPPORTED:
            # An entry that names no stores speaks of those too that cannot have the check.
            found[line.feature, line.check, line.target].add("")
    return found


def _stores(run: Evidence) -> dict[tuple[str, str], list[str]]:
    """By feature and target, the selected stores that were up, and no store where it does not vary over them."""
    up = {store: store.id for store in run.selection.stores if _up(store, run.states)}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for feature in run.catalogue:
        for target, store in feature.places(run.targets, run.stores):
            if store is None:  # but a check of it may use stores, if another of its features varies over them
                found[feature.id, target.id] = ["", *up.values()]
            elif store in up:
                found[feature.id, target.id].append(up[store])
    return found


def _up(store: Store, states: Mapping[str, ServerState]) -> bool:
    """Whether a store can be reached: those without a server always can."""
    return store.product.image_key is None or states[store.product.name].state == "ready"


def _versions(run: Evidence) -> dict[str, dict[str, str]]:
    """What version ranges are compared with on each selected target that was up."""
    states = {target.id: run.states[target.backend.name] for target in run.selection.targets}
    return {id_: comparable_versions(state.facts) for id_, state in states.items() if state.state == "ready"}
