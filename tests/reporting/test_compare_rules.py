"""What holds of every comparison, whatever the two runs say: nothing that was lost is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from assay.domain.causes import Cause
from assay.domain.verdicts import Verdict
from assay.reporting import model
from assay.reporting.comparing.changes import FAILED, HELD, Change
from assay.reporting.comparing.comparison import Comparison, side_by_side
from assay.results.file import RecordedRun
from assay.results.lines import FORMAT, End, Header, Item, Plan, Result
from tests.support import reports as support

NOT_SELECTED = Cause.NOT_SELECTED.sentence
TARGETS = ("sqlite-aiosqlite", "postgres-asyncpg")
FEATURES = ("a.b", "a.c")
CHECKS = ("a/t.py::one", "a/t.py::two[x]", "a/t.py::two[y]")
STORES = ("", "s3")
ANCHOR = support.line("z.anchor", TARGETS[0], Verdict.PASS, check="z/t.py::anchor", nodeid="n")
RENAMED = {check: check.replace("t.py", "u.py") for check in CHECKS}

QUICK = settings(
    deadline=None, max_examples=120, phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink], database=None
)

said = st.tuples(st.sampled_from(list(Verdict)), st.sampled_from(["", "one", "another"]))
places = st.tuples(*map(st.sampled_from, (FEATURES, CHECKS, TARGETS, STORES)))
runs = st.dictionaries(places, said, max_size=8)
Said = Mapping[tuple[str, str, str, str], tuple[Verdict, str]]


def lines(found: Said) -> list[Result]:
    result = [ANCHOR]
    for (feature, check, target, store), (verdict, reason) in found.items():
        why = NOT_SELECTED if verdict is Verdict.NOT_RUN and reason == "one" else reason or f"it is {verdict.value}"
        nodeid = "" if verdict is Verdict.NOT_RUN else "n"
        result.append(support.line(feature, target, verdict, why, check=check, store=store, nodeid=nodeid))
    return result


def run(
    name: str, found: Sequence[Result], planned: Sequence[Result] | None = None, *, plan: bool = True, **about: object
) -> RecordedRun:
    """A run with some lines that was to have others."""
    items = [
        Item(r.feature, r.check, r.target, r.nodeid, r.store)
        for r in (found if planned is None else planned)
        if r.reason != NOT_SELECTED
    ]
    former = about.pop("former", {})
    manifest = support.manifest(name, features=(*FEATURES, "z.anchor"), targets=TARGETS)
    return RecordedRun(
        header=Header(format=FORMAT, run=name, manifest=manifest),
        results=[msgspec.structs.replace(r, run=name) for r in found],
        plan=Plan.of(name, items, former) if plan else None,  # type: ignore[arg-type]
        **{"end": End(run=name, seconds=1), **about},  # type: ignore[arg-type]
    )


def compared(base: RecordedRun, candidate: RecordedRun) -> Comparison:
    return side_by_side(model.build(base, cleaned=False), model.build(candidate, cleaned=False))


def red(found: Comparison) -> bool:
    return found.fails()


def changes(found: Comparison) -> dict[tuple[str, str], Change]:
    return {(p.feature, p.target): p.change for p in found.pairs}


@given(runs, runs)
@QUICK
def test_a_feature_that_held_and_fails_is_never_passed_over(old: Said, new: Said) -> None:
    found = compared(run("old", lines(old)), run("new", lines(new)))
    for pair in found.pairs:
        failed = any(v in FAILED for (f, _, t, _), (v, _) in old.items() if (f, t) == place(pair))
        if failed or pair.base not in HELD or pair.candidate not in FAILED:
            continue
        assert red(found)
        if pair.change is Change.NEW_FAILURE:  # nothing that the base knew of it has changed
            there = [key for key in old if (key[0], key[2]) == place(pair) and old[key][0] in HELD]
            names = dict(pair.checks.renamed)
            assert all(
                new[k][0] in HELD if k in new else f"{k[1]} on {k[3]}".removesuffix(" on ") in names for k in there
            )
            assert pair.checks.arrived
        else:
            assert pair.change is Change.REGRESSED


@given(runs, runs)
@QUICK
def test_what_is_the_same_holds_as_before(old: Said, new: Said) -> None:
    """So does all of what ends with 0: whatever held before holds, or is gone from the suites, and is said to be."""
    found = compared(run("old", lines(old)), run("new", lines(new)))
    for pair in found.pairs:
        for (feature, check, target, store), (verdict, _) in old.items():
            if (feature, target) != (pair.feature, pair.target) or verdict not in HELD:
                continue
            name = f"{check} on {store}" if store else check
            is_now = new.get((feature, check, target, store))
            listed = {n for group in vars(pair.checks).values() for n in group if isinstance(n, str)}
            followed = name in listed or name in dict(pair.checks.renamed)
            assert (is_now is not None and is_now[0] in HELD) or followed or pair.candidate is None
            if is_now is not None and is_now[0] in FAILED:
                assert pair.change is Change.REGRESSED
                assert found.fails(allow_missing=True)


@given(runs, runs)
@example(
    {("a.c", f"a/t.py::{name}", "postgres-asyncpg", ""): (Verdict.PASS, "") for name in ("one", "two[y]")},
    {("a.c", "a/t.py::two[x]", "postgres-asyncpg", ""): (Verdict.PASS, "")},
)
@QUICK
def test_the_other_way_round_what_regressed_is_fixed(old: Said, new: Said) -> None:
    sides = run("old", lines(old)), run("new", lines(new))
    there, back = compared(*sides), compared(*reversed(sides))
    for pair, other in zip(sorted(there.pairs, key=place), sorted(back.pairs, key=place), strict=True):
        assert place(pair) == place(other)
        assert pair.checks.regressed == other.checks.fixed
        assert pair.checks.fixed == other.checks.regressed
        assert {(b, a) for a, b in pair.checks.renamed} == {*other.checks.renamed}
        if pair.change is Change.FIXED:
            assert other.change is Change.REGRESSED


def place(pair: object) -> tuple[str, str]:
    return pair.feature, pair.target  # type: ignore[attr-defined]


@given(runs, runs, st.data())
@QUICK
def test_lines_that_are_missing_make_nothing_better(old: Said, new: Said, data: st.DataObject) -> None:
    all_of_it = lines(new)
    base, candidate = run("old", lines(old)), run("new", all_of_it)
    kept = [ANCHOR, *(r for r in all_of_it[1:] if r.reason == NOT_SELECTED or data.draw(st.booleans()))]
    whole = compared(base, candidate)
    for cut in (
        run("new", kept, all_of_it),
        run("new", kept, all_of_it, end=None),
        run("new", kept, plan=False, end=End(run="new", seconds=1, whole=False)),
        run("new", kept, plan=False, end=None),
        run("new", kept, all_of_it, damage=["line 7"]),
    ):
        found = compared(base, cut)
        if cut.plan is None or len(kept) < len(all_of_it):
            assert model.build(cut).state(TARGETS[0]) != "complete" or not lost(all_of_it, kept, TARGETS[0])
        assert red(found) or not red(whole)
        before = {place(p): p.change for p in whole.pairs if p.base not in (None, Verdict.UNSUPPORTED)}
        for key, change in changes(found).items():
            if key in before and change in (Change.SAME, Change.FIXED):
                assert before[key] in (change, Change.SAME, Change.FIXED, Change.REASON), key
    assert model.build(run("new", kept, plan=False)).state(TARGETS[0]) == "partial"


def lost(all_of_it: Sequence[Result], kept: Sequence[Result], target: str) -> bool:
    return any(r.target == target and r not in kept and r.reason != NOT_SELECTED for r in all_of_it)


@given(runs, runs)
@QUICK
def test_a_check_with_another_name_is_the_same_check(old: Said, new: Said) -> None:
    base, candidate = run("old", lines(old)), run("new", lines(new))
    moved = {(f, RENAMED[c], t, s): said for (f, c, t, s), said in new.items()}
    former = {now: (was,) for was, now in RENAMED.items()}
    renamed = run("new", lines(moved), former=former)
    for plain, told in (((base, candidate), (base, renamed)), ((candidate, base), (renamed, base))):
        found, expected = compared(*told), compared(*plain)
        assert changes(found) == changes(expected)
        assert red(found) == red(expected)


@given(runs)
@QUICK
def test_a_run_with_other_names_is_the_same_run_though_nobody_says_so(old: Said) -> None:
    moved = {(f, RENAMED[c], t, s): said for (f, c, t, s), said in old.items()}
    found = compared(run("old", lines(old)), run("new", lines(moved)))
    assert not found.fails(allow_missing=True)
    assert {p.change for p in found.pairs} <= {Change.SAME, Change.NOT_COMPARABLE}
    for pair in found.of(Change.NOT_COMPARABLE):
        assert {r for (f, _, t, _), (r, _) in old.items() if (f, t) == place(pair)} & {Verdict.NOT_RUN, Verdict.ERROR}


@given(runs)
@QUICK
def test_a_run_compared_with_itself_is_green(old: Said) -> None:
    found = compared(run("old", lines(old)), run("old", lines(old)))
    assert not red(found)
    assert not found.listed(Change.REGRESSED)
    assert {p.change for p in found.pairs} <= {Change.SAME, Change.NOT_COMPARABLE}
