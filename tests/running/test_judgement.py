"""What is wrong with a run as a whole: a function of what was collected and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from assay.domain.catalogue import Catalogue, Feature
from assay.domain.causes import Cause
from assay.domain.ledger import Entry, Ledger
from assay.domain.servers import ServerFacts
from assay.domain.subject import Offer, Subject
from assay.domain.verdicts import Verdict
from assay.pool.state import ServerState, State
from assay.products.registry import STORES, TARGETS
from assay.results.lines import Item, Result
from assay.running.collected import Collected
from assay.running.judgement import NOT_TOLD, Evidence, Judgement, available, judge
from assay.running.selection import Selection

RUN = "0123456789ab"
HOLDS, FAILS, STORED = "demo.holds", "demo.fails", "demo.stored"
CHECKS = {HOLDS: "demo/t.py::test_holds", FAILS: "demo/t.py::test_fails", STORED: "demo/t.py::test_stored"}
CATALOGUE = Catalogue(
    [
        Feature(id=HOLDS, section="Demo", claim="One is one.", varies=("driver",)),
        Feature(id=FAILS, section="Demo", claim="One is two.", varies=("none",)),
        Feature(id=STORED, section="Demo", claim="It is kept.", varies=("storage",)),
        Feature(id="demo.unchecked", section="Demo", claim="Nobody has looked yet.", varies=("none",)),
    ]
)
SQLITE = ("sqlite-aiosqlite", "sqlite-sqlite3")
GIVEN = {
    "features": (FAILS,),
    "targets": ("sqlite-*",),
    "seen": "seen 1, not 2",
    "fault": "library",
    "impact": "wrong-answer",
    "workaround": "none known",
    "reason": "Arithmetic.",
    "upstream": "unreported",
    "review_by": "2100-01-01",
}


def entry(**changes: Any) -> Entry:
    return msgspec.convert({"id": "one", **GIVEN, **changes}, Entry)


def line(
    feature: str, target: str = SQLITE[0], verdict: Verdict = Verdict.PASS, store: str = "", **more: Any
) -> Result:
    return Result(
        run=RUN, feature=feature, check=CHECKS[feature], target=target, verdict=verdict, store=store, nodeid="n", **more
    )


def state(name: str, kind: State = "ready", reason: str = "") -> ServerState:
    return ServerState(name, kind, facts=ServerFacts("3.40", {}) if kind == "ready" else None, reason=reason)


def evidence(
    results: Iterable[Result] = (),
    planned: Iterable[tuple[str, str, str]] | None = None,
    ledger: Iterable[Entry] = (),
    targets: Iterable[str] = SQLITE,
    stores: Iterable[str] = (),
    states: Iterable[ServerState] = (),
    **more: Any,
) -> Evidence:
    """A whole run of the lines' checks, on servers that were ready unless it is said otherwise.

    Args:
        results: Its lines.
        planned: Features with a target and a store each, if there are not the lines of all.
        ledger: Its ledger.
        targets: The selected targets.
        stores: The selected stores.
        states: Of servers that were not ready.
        more: What else is said of it, or of its selection.
    """
    lines = tuple(results)
    places = [(r.feature, r.target, r.store) for r in lines] if planned is None else list(planned)
    items = [Item(f, CHECKS[f], target, "n", store) for f, target, store in places]
    pairs = {(f, CHECKS[f]) for f, _, _ in places}
    chosen = {name: more.pop(name) for name in ("features", "required", "named", "allow_missing") if name in more}
    selection = Selection(
        targets=tuple(t for t in TARGETS if t.id in targets),
        stores=tuple(s for s in STORES if s.id in stores),
        **{"features": None, "required": frozenset(), **chosen},
    )
    names = {t.backend.name for t in selection.targets} | {s.product.name for s in selection.stores}
    return Evidence(
        **{
            "run_id": RUN,
            "catalogue": CATALOGUE,
            "ledger": Ledger(ledger),
            "subject": Subject(offered_by=Offer("advanced-alchemy", "Advanced Alchemy")),
            "golden": (pairs, set()),
            "selection": selection,
            "collected": Collected(items, True, pairs, [*range(len(items))]),
            "results": lines,
            "states": {name: state(name) for name in names} | {found.backend: found for found in states},
            "targets": TARGETS,
            "stores": STORES,
            **more,
        }
    )


def problems(*results: Result, **more: Any) -> list[str]:
    return [*judge(evidence(results, **more)).problems]


def test_a_run_in_which_all_holds_has_no_problem() -> None:
    found = judge(evidence([line(HOLDS, target) for target in SQLITE]))
    assert found.problems == ()
    assert found.whole
    assert not found.nothing_ran
    assert {r.cause for r in found.not_run if r.feature == "demo.unchecked"} == {Cause.NO_CHECK}
    assert {r.cause for r in found.not_run if r.feature == HOLDS} == {Cause.NOT_SELECTED}


def test_every_gap_says_its_cause_and_is_told_in_words() -> None:
    found = judge(evidence([line(HOLDS)], planned=[(HOLDS, target, "") for target in SQLITE]))
    assert found.not_run
    assert all(
        r.verdict is Verdict.NOT_RUN and r.cause is not None and r.reason == r.cause.sentence for r in found.not_run
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_that_breaks_is_a_problem(verdict: Verdict) -> None:
    found = problems(line(HOLDS, verdict=verdict))
    assert (f"1 x {verdict.value}" in found) is verdict.breaks


def test_a_run_that_never_said_what_it_collected_is_not_whole() -> None:
    assert judge(evidence(collected=None)) == Judgement((NOT_TOLD,), whole=False)
    assert judge(evidence(collected=None, stopped="the run was stopped")).problems == ("the run was stopped",)


def test_what_was_to_run_and_has_no_line_was_stopped() -> None:
    found = judge(evidence([line(HOLDS)], planned=[(HOLDS, target, "") for target in SQLITE]))
    assert found.problems == ("1 x not-run that were to run: the run ended before it came to them",)
    assert not found.whole
    assert [r.cause for r in found.not_run if r.target == SQLITE[1]] == [Cause.STOPPED]


def test_a_run_that_was_stopped_says_why_first() -> None:
    why = "the run was stopped before its end: interrupted"
    found = judge(evidence([line(HOLDS, verdict=Verdict.FAIL)], stopped=why))
    assert found.problems == (why, "1 x fail")
    assert not found.whole


def test_the_golden_list_is_held_against_a_whole_suite_only() -> None:
    gone = ({(HOLDS, CHECKS[HOLDS]), (HOLDS, "demo/t.py::test_gone")}, set[tuple[str, str]]())
    assert problems(line(HOLDS), golden=gone) == [
        "vanished: demo.holds demo/t.py::test_gone; if that is meant, run `assay golden`"
    ]
    part = evidence([line(HOLDS)], golden=gone)
    assert part.collected is not None
    part.collected.complete = False
    assert judge(part).problems == ()
    assert problems(line(HOLDS), golden="golden.txt: cannot be read") == ["golden.txt: cannot be read"]


def test_a_former_name_that_the_golden_list_does_not_have_is_a_problem() -> None:
    run = evidence([line(HOLDS)])
    assert run.collected is not None
    run.collected.former.add((CHECKS[HOLDS], "demo/t.py::test_held"))
    assert judge(run).problems == (
        f"not in the golden list: {CHECKS[HOLDS]} was demo/t.py::test_held; run `assay golden`",
    )


MATCHES_NO_CHECK = "ledger entry 'one' matches no check; remove it or mend its patterns"
DID_NOT_RUN = f"ledger entry 'one': {CHECKS[FAILS]}[sqlite-aiosqlite] did not run although its target was up"
KNOWN = line(FAILS, verdict=Verdict.KNOWN, issue="one")
UNSUPPORTED = line(FAILS, verdict=Verdict.UNSUPPORTED)


def test_an_entry_that_matches_no_check_fails_the_run() -> None:
    assert problems(line(HOLDS), ledger=[entry()]) == [MATCHES_NO_CHECK]
    assert problems(KNOWN, ledger=[entry(checks=("demo/t.py::test_other",))]) == [MATCHES_NO_CHECK]


def test_an_entry_whose_check_did_not_run_on_a_target_that_was_up_fails_the_run() -> None:
    assert problems(KNOWN, ledger=[entry()]) == []
    assert problems(UNSUPPORTED, ledger=[entry()]) == [DID_NOT_RUN]


@pytest.mark.parametrize(
    ("changes", "run"),
    [
        ({"versions": {"advanced-alchemy": "<1"}}, {}),
        ({"targets": ("postgres-*",)}, {}),
        ({}, {"states": [state("sqlite", "unavailable", "none")]}),
        ({}, {"targets": ("sqlite-sqlite3",)}),
        ({}, {"features": frozenset({FAILS})}),
    ],
    ids=["other versions", "another target", "no server", "a target that is not selected", "features that are named"],
)
def test_an_entry_may_be_idle(changes: dict[str, Any], run: dict[str, Any]) -> None:
    assert not [p for p in problems(UNSUPPORTED, ledger=[entry(**changes)], **run) if "did not run although" in p]


def test_an_entry_of_a_feature_that_is_yet_to_come_is_not_idle() -> None:
    later = [msgspec.structs.replace(f, since="99") if f.id == FAILS else f for f in CATALOGUE]
    assert problems(UNSUPPORTED, ledger=[entry()], catalogue=Catalogue(later)) == []


def test_an_entry_of_stores_waits_for_one_of_them() -> None:
    """Nobody can say that it is idle where its store was not up, or was not asked for."""
    of_s3 = [entry(features=(STORED,), stores=("s3",))]
    held = line(STORED, store="memory")
    assert problems(held, ledger=of_s3, stores=["memory"]) == []
    gone = line(STORED, store="s3", verdict=Verdict.NOT_RUN)
    down = [state("s3", "unavailable", "no engine")]
    assert problems(held, gone, ledger=of_s3, stores=["memory", "s3"], states=down) == []
    lacks = line(STORED, store="s3", verdict=Verdict.UNSUPPORTED)
    idle = f"ledger entry 'one': {CHECKS[STORED]}[sqlite-aiosqlite] did not run although its target was up"
    assert problems(held, lacks, ledger=of_s3, stores=["memory", "s3"]) == [idle]
    assert problems(held, lacks, ledger=[entry(features=(STORED,), stores=("memory",))], stores=["memory", "s3"]) == []


ANYWHERE = entry(
    features=("*",), seen="", raises="E", message="1", fault="driver", versions={"advanced-alchemy": ">=1"}
)


def test_a_fault_of_any_feature_that_shows_nowhere_fails_the_run() -> None:
    assert problems(line(HOLDS), KNOWN, ledger=[ANYWHERE]) == []
    gone = "ledger entry 'one': nothing failed so on sqlite-aiosqlite; the entry must go"
    assert problems(line(HOLDS), line(FAILS), ledger=[ANYWHERE]) == [gone]
    other = msgspec.structs.replace(ANYWHERE, versions={"advanced-alchemy": "<1"})
    assert problems(line(HOLDS), line(FAILS), ledger=[other]) == []


NONE = state("oracle", "unavailable", "oracle: no engine")
ORACLE = "oracle-oracledb"


def not_run(target: str) -> Result:
    return line(HOLDS, target, Verdict.NOT_RUN, cause=Cause.NO_SERVER)


def test_what_is_required_and_did_not_run_is_a_problem() -> None:
    run = evidence(
        [line(HOLDS), not_run(ORACLE)],
        targets=[SQLITE[0], ORACLE],
        states=[NONE],
        required=frozenset({"oracle", "sqlite-aiosqlite"}),
    )
    said = f"required target {ORACLE}: no check ran (oracle: no engine)"
    assert judge(run).problems == (said,)
    allowed = replace(run, selection=replace(run.selection, allow_missing=True))
    assert judge(allowed).problems == (said,), "what is required is not allowed to be missing"


def test_a_required_target_of_which_nothing_was_selected_is_a_problem() -> None:
    assert problems(line(FAILS), required=frozenset({"sqlite"})) == [
        "required target sqlite-sqlite3: no check ran (nothing selected)"
    ]


def test_one_of_two_that_were_asked_for_by_name() -> None:
    found = problems(
        line(HOLDS), not_run(ORACLE), targets=[SQLITE[0], ORACLE], states=[NONE], named=("sqlite-aiosqlite", "oracle")
    )
    assert found == [
        f"asked for target {ORACLE}: no check ran (oracle: no engine); --allow-missing lets the run pass without it"
    ]


def test_a_target_that_was_named_without_a_check_of_what_was_selected() -> None:
    assert problems(line(FAILS), named=SQLITE) == ["asked for sqlite-sqlite3: no check of it was selected"]
    assert problems(line(FAILS), named=("sqlite",)) == [], "of a backend, another target may be where it is checked"


def test_a_run_of_nothing_is_no_pass_unless_that_is_allowed() -> None:
    run = evidence([not_run(ORACLE)], targets=[ORACLE], states=[NONE])
    assert judge(run).problems == ("nothing ran: no check came to a verdict",)
    assert judge(run).nothing_ran
    allowed = judge(replace(run, selection=replace(run.selection, allow_missing=True)))
    assert allowed.problems == ()
    assert not allowed.nothing_ran
    empty = evidence([], allow_missing=True)
    assert judge(empty).nothing_ran, "where nothing was to run there is nothing to be missed"


def test_a_server_that_was_lost_fails_what_is_required_though_checks_ran() -> None:
    lost = state("sqlite", "lost", "sqlite: has ended")
    found = problems(line(HOLDS), states=[lost], targets=SQLITE[:1], required=frozenset({"sqlite"}))
    assert found == ["required target sqlite-aiosqlite: sqlite: has ended"]


def test_a_capability_is_available_if_no_check_failed_for_want_of_it() -> None:
    held = line(HOLDS, verdict=Verdict.UNSUPPORTED, cause=Cause.HELD_ANYWAY, lacking="native-uuid: as text")
    assert available([held]) == ["capability has become available on sqlite-aiosqlite: native-uuid: as text"]
    failed = line(FAILS, verdict=Verdict.UNSUPPORTED, cause=Cause.ABSENT, lacking="native-uuid: as text")
    assert available([held, failed]) == []
    elsewhere = line(FAILS, SQLITE[1], Verdict.UNSUPPORTED, cause=Cause.ABSENT, lacking="native-uuid: as text")
    assert len(available([held, elsewhere])) == 1
