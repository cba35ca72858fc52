"""The self-test: every feature's checks have to fail on a planted defect, and to pass without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from assay.domain import exit_codes
from assay.domain.capabilities import StoreCapability, capability
from assay.domain.object_stores import Store
from assay.domain.targets import Target
from assay.domain.verdicts import Verdict
from assay.pool.state import PoolClient
from assay.products.registry import STORES, TARGETS
from assay.products.registry import target as find_target
from assay.reporting.screen import write_line
from assay.running.hooks import CHECK, RUN, Checks, note, place_id
from assay.running.profile import Profile
from assay.selftest.planted import Defect, all_defects
from assay.selftest.score import WITHOUT, Kind, Outcome, Score

if TYPE_CHECKING:
    from pluggy import Result as HookResult

_WRONG = frozenset({Verdict.FAIL, Verdict.ERROR, Verdict.FIXED, Verdict.NOT_RUN})


@dataclass(frozen=True)
class Case:
    """Where a check is tried, and with which defect."""

    target: Target
    store: Store | None
    defect: Defect | None

    def __str__(self) -> str:
        return f"{place_id(self.target, self.store)}-{self.defect.name if self.defect else WITHOUT}"


def _defect(item: pytest.Item) -> Defect | None:
    """The defect that is planted while a check runs."""
    defect: Defect | None = item.callspec.params["planted"]  # type: ignore[attr-defined]
    return defect


class SelfTest:
    """Runs each check without a defect and with each defect of its features, and keeps score.

    Defects on targets that were not selected are left out. What has caught a defect proves its features, so that their
    other checks are not tried on it.

    Args:
        checks: What collects the checks; it is told here where to try them.
        owner: Whether this process owns the run, and so keeps the score.
        every_check: Whether all checks are tried on each defect.
    """

    def __init__(self, checks: Checks, owner: bool, *, every_check: bool = False) -> None:
        checks.parametrize = self.parametrize
        self.catalogue = checks.catalogue
        self.selection = checks.selection
        self.defects = all_defects(checks.suites)
        self.owner = owner
        self.every_check = every_check
        self.caught: set[tuple[Defect, str]] = set()
        """Defects that this process has seen caught, with the features for which that counts."""
        self.score = Score()
        self.problems: list[str] = []

    def parametrize(self, metafunc: pytest.Metafunc, features: tuple[str, ...]) -> None:
        """Give a check its defects, and their targets once more without."""
        usable = self.stores_for(metafunc, features)
        cases = self.cases(features, usable)
        ids = [*map(str, cases)]
        if usable is None:
            values: list[tuple[Any, ...]] = [(c.target, c.defect) for c in cases]
            metafunc.parametrize(("target", "planted"), values, ids=ids, indirect=True)
        else:
            values = [(c.target, c.store, c.defect) for c in cases]
            metafunc.parametrize(("target", "store", "planted"), values, ids=ids, indirect=True)

    def cases(self, features: tuple[str, ...], usable: list[Store] | None) -> list[Case]:
        """Where the checks of these features are tried, and with which defects.

        Args:
            features: The features.
            usable: The stores that can be used, the first one first; None if the checks need none.
        """
        defects = [d for d in self.defects if set(d.features) & set(features)]
        defects = [d for d in defects if self.selection.has(find_target(d.target))]
        targets = dict.fromkeys(d.target for d in defects) or dict.fromkeys([self.home(features)])
        wanted: list[tuple[str, Defect | None]] = [(name, None) for name in targets if name]
        wanted += [(d.target, d) for d in defects]
        if usable is None:
            return [Case(find_target(name), None, defect) for name, defect in wanted]
        cases: list[Case] = []
        for name, defect in wanted:
            stores = [s for s in usable if defect is None or defect.store in {"", s.id}]
            cases += [Case(find_target(name), s, defect) for s in stores[: 1 if defect else None]]
        # Without a defect: on each store that one of the defects needs, or else on the first.
        needed = {c.store for c in cases if c.defect} or {*usable[:1]}
        return [c for c in cases if c.defect or c.store in needed]

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

    def home(self, features: tuple[str, ...]) -> str:
        """Where a check without any defect is tried; empty if that is not selected."""
        for target in self.catalogue[features[0]].targets(TARGETS):
            if self.selection.has(target):
                return target.id
        return ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the checks of a defect one after the other: one process tries them, and knows when it is caught.

        Each function has its turn before the next parameters of any: these mostly see the same.
        """
        checks = [item for item in items if CHECK in item.stash]
        targets = {target: n for n, target in enumerate(dict.fromkeys(i.stash[CHECK].target for i in checks))}
        defects: dict[Defect | None, int] = {None: -1, **{defect: n for n, defect in enumerate(self.defects)}}
        turns: Counter[tuple[str, Defect | None]] = Counter()
        places: dict[pytest.Item, tuple[int, int, int]] = {}
        for item in checks:
            defect, function = _defect(item), item.nodeid.partition("[")[0]
            turns[function, defect] += 1
            turn = turns[function, defect] if defect else 0
            places[item] = targets[item.stash[CHECK].target], defects[defect], turn
        items.sort(key=lambda item: places.get(item, (-1, 0, 0)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Leave out a check whose defect is caught."""
        if self.every_check or CHECK not in item.stash or (defect := _defect(item)) is None:
            return None
        proved = {feature for caught, feature in self.caught if caught is defect}
        if not proved.issuperset({*defect.features} & {*item.stash[CHECK].features}):
            return None
        # What the last check shares with this one, and not with the next.
        item.session._setupstate.teardown_exact(nextitem)
        return True

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, HookResult[pytest.TestReport], None]:
        """Keep what came of the check, and let pytest count it as passed: the score decides."""
        result = yield
        if CHECK not in item.stash:
            return
        report = result.get_result()
        noted = note(item, call, report)
        if noted is None:
            return
        check, _ = noted
        reason = next((said.reason for said in check.said.values() if said.reason), "")
        if call.when == "setup" and not report.passed:
            # Not "passed": pytest would call the check without its fixtures. Not "failed": the score decides.
            report.outcome = "skipped"
            report.longrepr = (str(report.location[0]), report.location[1] or 0, reason)
        else:
            report.outcome = "passed"
            report.longrepr = None
        if call.when == "teardown":
            defect = _defect(item)
            outcome = Outcome.of(check.worst, check.failure.type if check.failure else "", reason)
            if defect is not None and outcome.kind is Kind.CAUGHT:
                self.caught |= {(defect, feature) for feature in {*defect.features} & {*check.features}}
            report.selftest = {  # type: ignore[attr-defined]
                "defect": defect.name if defect else "",
                "check": item.nodeid,
                "features": list(check.features),
                "outcome": outcome.kind.value,
                "verdict": outcome.verdict.value,
                "reason": outcome.reason,
            }

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str) -> None:
        """Note a check with which a worker of xdist died."""
        if self.owner:
            self.problems.append(f"{crashitem}: the worker process died")

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep score."""
        said = getattr(report, "selftest", None)
        if not self.owner or said is None:
            return
        outcome = Outcome(Kind(said["outcome"]), Verdict(said["verdict"]), said["reason"])
        features = set(said["features"])
        if said["defect"]:
            features &= set(next(d for d in self.defects if d.name == said["defect"]).features)
        elif outcome.verdict in _WRONG and outcome.kind is not Kind.MISSING:
            self.problems.append(f"{said['check']}: {said['verdict']} without any defect: {said['reason']}")
        self.score.add(features, said["defect"], outcome)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """The self-test fails below 100 % of what can be proved here, and where a required server is missing."""
        if self.owner and RUN in session.config.stash:
            run = session.config.stash[RUN]
            self.problems += self.required_but_missing(run.pool)
            self.note_not_offered(Profile(self.catalogue, run.subject, run.pool, attempt_absent=False))
        if self.owner and session.exitstatus in {0, exit_codes.FAILED, exit_codes.NOTHING_RAN}:
            allowed = self.score.outcomes and self.selection.allow_missing
            if not self.score.tried and not allowed:
                session.exitstatus = exit_codes.NOTHING_RAN
            elif self.problems or self.scored.unproved:
                session.exitstatus = exit_codes.FAILED

    def note_not_offered(self, profile: Profile) -> None:
        """Keep why nothing was tried of features whose checks cannot even be imported."""
        features = self.selection.features
        for feature in (one.id for one in self.catalogue if features is None or one.id in features):
            if feature not in self.score.outcomes and (why := profile.why_not_offered(feature)):
                self.score.add([feature], "", Outcome(Kind.MISSING, Verdict.UNSUPPORTED, why))

    def required_but_missing(self, pool: PoolClient) -> list[str]:
        """The backends and stores that are required or asked for by name, and have no server, with the reason."""
        asked = self.selection.servers_of({*self.selection.required, *self.selection.named})
        states = {service.name: pool.state(service.name) for service in asked if service.image_key is not None}
        why = {n: s.reason for n, s in states.items() if s.state not in {"starting", "ready"}}
        required = {service.name for service in self.selection.servers_of(self.selection.required)}
        return [f"{n} is {'required' if n in required else 'asked for'}: {reason}" for n, reason in why.items()]

    @property
    def scored(self) -> Score:
        """The score, without the features whose defects are all on targets that were not selected."""
        return self.score.without(
            f for d in self.defects for f in d.features if not self.selection.has(find_target(d.target))
        )

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the score."""
        if not self.owner:
            return
        scored = self.scored
        unproved, unprovable = scored.unproved, scored.unprovable
        terminalreporter.section("Assay self-test")
        for feature, why in sorted(unprovable.items()):
            write_line(terminalreporter, f"missing   {feature}: not provable here: {why}")
        for feature, why in sorted(unproved.items()):
            write_line(terminalreporter, f"unproved  {feature}: {why}")
        for problem in self.problems:
            write_line(terminalreporter, f"problem   {problem}")
        total = len(scored.outcomes) - len(unprovable)
        share = 100 * (total - len(unproved)) // total if total else 0
        write_line(
            terminalreporter,
            f"{total - len(unproved)} features proved / {total} features with checks: {share} %"
            f" ({scored.planted} planted defects)" + (f"; {len(unprovable)} not provable here" if unprovable else ""),
        )
