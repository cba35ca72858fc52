"""The self-test: every feature's checks have to fail on a planted defect, and to pass without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assay.domain import exit_codes
from assay.domain.capabilities import StoreCapability, capability
from assay.domain.catalogue import Catalogue
from assay.domain.causes import Cause
from assay.domain.object_stores import Store
from assay.domain.verdicts import Verdict
from assay.pool.state import PoolClient
from assay.products.registry import STORES, TARGETS
from assay.products.registry import target as _target
from assay.reporting.screen import write_line
from assay.running.check import Said
from assay.running.hooks import CHECK, RUN, WORKER, Checks, place_id
from assay.running.selection import Selection
from assay.selftest.planted import Defect, all_defects

if TYPE_CHECKING:
    from pluggy import Result as HookResult

FAILED_ON_CLAIM = "caught"
HELD = "held"
BROKE = "broke"
MISSING = "missing"
WITHOUT = "without"
_MISSING = f"{MISSING}: "


class SelfTest(Checks):
    """Runs each check without a defect and with each defect of its features, and keeps score.

    Args:
        catalogue: The catalogue.
        selection: What was asked for; defects on other targets are left out.
        suites: The folder of the checks, as pytest spells it.
        complete: Whether the command line takes in all of it.
        owner: Whether this process owns the run, and so keeps the score.
    """

    def __init__(
        self, catalogue: Catalogue, selection: Selection, suites: Path, complete: bool, *, owner: bool
    ) -> None:
        super().__init__(catalogue, selection, suites, complete)
        self.defects = all_defects()
        self.owner = owner
        self.outcomes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.problems: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each check its defects, and their targets once more without."""
        if self.suites not in metafunc.definition.path.parents:
            return
        features = self.features_of(metafunc)
        defects = [d for d in self.defects if set(d.features) & set(features) and self.selection.has(_target(d.target))]
        targets = dict.fromkeys(d.target for d in defects) or dict.fromkeys([self.home(features)])
        usable = self.stores_for(metafunc, features)
        cases: list[tuple[Any, Store | None, Defect | None]] = []
        for place in [(name, None) for name in targets if name] + [(d.target, d) for d in defects]:
            wanted = place[1].store if place[1] else ""
            if usable is None:
                cases.append((_target(place[0]), None, place[1]))
                continue
            stores = [s for s in usable if wanted in {"", s.id}]
            cases += [(_target(place[0]), s, place[1]) for s in stores[: 1 if place[1] else None]]
        if usable:  # without a defect: on each store that one of the defects needs, or else on the first
            needed = {s for _, s, d in cases if d} or {usable[0]}
            cases = [c for c in cases if c[2] or c[1] in needed]
        ids = [f"{place_id(t, s)}-{d.name if d else WITHOUT}" for t, s, d in cases]
        if usable is None:
            metafunc.parametrize(("target", "planted"), [(t, d) for t, _, d in cases], ids=ids, indirect=True)
        else:
            metafunc.parametrize(("target", "store", "planted"), cases, ids=ids, indirect=True)

    def stores_for(self, metafunc: pytest.Metafunc, features: tuple[str, ...]) -> list[Store] | None:
        """The selected stores that can run a check, cheapest first; None if it needs none."""
        chosen = [s for f in features for s in self.catalogue[f].stores(STORES)]
        if not chosen:
            return None
        marker = metafunc.definition.get_closest_marker("proves")
        needs = {*(marker.kwargs.get("needs", ()) if marker else ())}
        needs |= {n for f in features for n in self.catalogue[f].needs}
        able = [
            s
            for s in STORES
            if s in chosen
            and s in self.selection.stores
            and all(s.capability(n).present for n in map(capability, needs) if isinstance(n, StoreCapability))
        ]
        return sorted(able, key=lambda s: s.product.image_key is not None)

    @pytest.fixture(autouse=True)
    def planted(self, request: pytest.FixtureRequest) -> Iterator[Defect | None]:
        """The defect that is in place while the check runs."""
        defect: Defect | None = request.param
        with defect.plant() if defect else nullcontext():
            yield defect

    def home(self, features: tuple[str, ...]) -> str:
        """Where a check without any defect is tried; empty if that is not selected."""
        for target in self.catalogue[features[0]].targets(TARGETS):
            if self.selection.has(target):
                return target.id
        return ""

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, HookResult[pytest.TestReport], None]:
        """Keep what came of the check, and let pytest count it as passed: the score decides."""
        result = yield
        check = item.stash.get(CHECK, None)
        worker = item.config.stash.get(WORKER, None)
        if check is None or worker is None:
            return
        report = result.get_result()
        error = call.excinfo.value if call.excinfo is not None else None
        refused = error is not None or report.failed
        worker.note(check, call.when, error, report.longreprtext if refused else "")
        reason = next((said.reason for said in check.said.values() if said.reason), "")
        if call.when == "setup" and not report.passed:
            # Not "passed": pytest would call the check without its fixtures. Not "failed": the score decides.
            report.outcome = "skipped"
            report.longrepr = (str(report.location[0]), report.location[1] or 0, reason)
        else:
            report.outcome = "passed"
            report.longrepr = None
        if call.when == "teardown":
            defect: Defect | None = item.callspec.params["planted"]  # type: ignore[attr-defined]
            report.selftest = {  # type: ignore[attr-defined]
                "defect": defect.name if defect else "",
                "check": item.nodeid,
                "features": list(check.features),
                "outcome": _outcome(check.worst, check.failure.type if check.failure else ""),
                "verdict": check.verdict.value,
                "reason": reason,
            }

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep score."""
        said = getattr(report, "selftest", None)
        if not self.owner or said is None:
            if self.owner and report.when == "???":
                self.problems.append(f"{report.nodeid}: the worker process died")
            return
        missing = said["outcome"] == MISSING
        if not said["defect"]:
            wrong = {Verdict.FAIL.value, Verdict.ERROR.value, Verdict.FIXED.value, Verdict.NOT_RUN.value}
            if said["verdict"] in wrong and not missing:
                self.problems.append(f"{said['check']}: {said['verdict']} without any defect: {said['reason']}")
            for feature in said["features"]:
                self.outcomes[feature][WITHOUT].append(f"{_MISSING}{said['reason']}" if missing else said["verdict"])
            return
        defect = next(d for d in self.defects if d.name == said["defect"])
        for feature in set(said["features"]) & set(defect.features):
            text = f"{said['outcome']}: {said['reason']}" if missing or said["outcome"] == BROKE else said["outcome"]
            self.outcomes[feature][defect.name].append(text)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """The self-test fails below 100 % of what can be proved here, and where a required server is missing."""
        if self.owner and RUN in session.config.stash:
            self.problems += self.required_but_missing(session.config.stash[RUN].pool)
        if self.owner and session.exitstatus in {0, exit_codes.FAILED, exit_codes.NOTHING_RAN}:
            allowed = self.outcomes and self.selection.allow_missing
            if not self._tried and not allowed:
                session.exitstatus = exit_codes.NOTHING_RAN
            elif self.problems or self.unproved:
                session.exitstatus = exit_codes.FAILED

    @property
    def _tried(self) -> bool:
        """Whether any check ran, with a defect or without."""
        return any(
            not o.startswith(_MISSING) for cases in self.outcomes.values() for said in cases.values() for o in said
        )

    def required_but_missing(self, pool: PoolClient) -> list[str]:
        """The backends and stores that are required or asked for by name, and have no server, with the reason."""
        asked = self.selection.servers_of({*self.selection.required, *self.selection.named})
        states = {service.name: pool.state(service.name) for service in asked if service.image_key is not None}
        why = {n: s.reason for n, s in states.items() if s.state not in {"starting", "ready"}}
        required = {service.name for service in self.selection.servers_of(self.selection.required)}
        return [f"{n} is {'required' if n in required else 'asked for'}: {reason}" for n, reason in why.items()]

    @property
    def unproved(self) -> dict[str, str]:
        """The features whose checks have not shown that they can fail, with the reason."""
        return {f: why for f, cases in self.scored.items() if (why := _why_unproved(cases))}

    @property
    def unprovable(self) -> dict[str, str]:
        """The features of which nobody can say more here, as a server is missing, with the reason for that."""
        left = {f: cases for f, cases in self.scored.items() if f not in self.unproved}
        return {f: why for f, cases in left.items() if (why := _why_unprovable(cases))}

    @property
    def scored(self) -> dict[str, dict[str, list[str]]]:
        """The outcomes, without the features whose defects are all on targets that were not selected."""
        elsewhere = {f for d in self.defects for f in d.features if not self.selection.has(_target(d.target))}
        return {f: cases for f, cases in self.outcomes.items() if set(cases) != {WITHOUT} or f not in elsewhere}

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the score."""
        if not self.owner:
            return
        unproved, unprovable = self.unproved, self.unprovable
        terminalreporter.section("Assay self-test")
        for feature, why in sorted(unprovable.items()):
            write_line(terminalreporter, f"missing   {feature}: not provable here: {why}")
        for feature, why in sorted(unproved.items()):
            write_line(terminalreporter, f"unproved  {feature}: {why}")
        for problem in self.problems:
            write_line(terminalreporter, f"problem   {problem}")
        total = len(self.scored) - len(unprovable)
        planted = len({name for cases in self.scored.values() for name in cases if name != WITHOUT})
        share = 100 * (total - len(unproved)) // total if total else 0
        write_line(
            terminalreporter,
            f"{total - len(unproved)} features proved / {total} features with checks: {share} %"
            f" ({planted} planted defects)" + (f"; {len(unprovable)} not provable here" if unprovable else ""),
        )


def _outcome(said: Said, error_type: str) -> str:
    verdict = said.verdict
    if verdict is Verdict.FAIL and error_type == "AssertionError":
        return FAILED_ON_CLAIM
    if verdict is Verdict.NOT_RUN and said.cause is not Cause.LOST:
        return MISSING
    return HELD if verdict in {Verdict.PASS, Verdict.FIXED} else BROKE


def _still_open(cases: dict[str, list[str]]) -> dict[str, list[str]]:
    """The defects on which no check of a feature has failed, with what came of the checks."""
    planted = {name: outcomes for name, outcomes in cases.items() if name != WITHOUT}
    if not planted:
        # A check that fails on the library as it is has shown that it can fail.
        return {} if Verdict.KNOWN.value in cases[WITHOUT] else cases
    return {name: outcomes for name, outcomes in planted.items() if FAILED_ON_CLAIM not in outcomes}


def _why_unproved(cases: dict[str, list[str]]) -> str:
    """What the checks of a feature have failed to show; nothing if they need a server for it that is missing."""
    for name, outcomes in _still_open(cases).items():
        if name == WITHOUT and not _missing(outcomes):
            return "no planted defect breaks it"
        if not _missing(outcomes):
            return f"{name} is planted, and no check fails on the claim: {'; '.join(sorted(set(outcomes)))}"
    return ""


def _why_unprovable(cases: dict[str, list[str]]) -> str:
    """Why a server is missing that the checks of a feature need to show that they can fail."""
    return next((why for outcomes in _still_open(cases).values() if (why := _missing(outcomes))), "")


def _missing(outcomes: list[str]) -> str:
    """Why a server is missing that one of the checks needs."""
    return next((o.removeprefix(_MISSING) for o in outcomes if o.startswith(_MISSING)), "")
