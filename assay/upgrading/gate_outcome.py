"""What came of the two runs of an upgrade, whatever became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from packaging.utils import canonicalize_name

from assay.domain.causes import Cause
from assay.domain.errors import AssayError
from assay.process.installation import DISTRIBUTION
from assay.reporting import model
from assay.reporting.comparing.baseline import Doubt, doubts
from assay.reporting.comparing.comparison import Comparison, side_by_side
from assay.reporting.model import Report
from assay.results.file import RecordedRun
from assay.results.lines import FORMAT, End, Header, not_run
from assay.servers.run_records import new_run_id
from assay.upgrading.gate import Ran

PRESENT = "present"
UPGRADED = "upgraded"


def outcome(
    present: Ran, upgraded: Ran | AssayError, versions: Mapping[str, str], named: Iterable[str] = ()
) -> Comparison:
    """Compare the two runs of an upgrade.

    Args:
        present: The run with the present versions.
        upgraded: The one with the changes, or why there is none.
        versions: The version of every distribution of the upgrade.
        named: Targets that were asked for by name.
    """
    after = upgraded.report if isinstance(upgraded, Ran) else _without(present.report, str(upgraded), versions)
    found = doubts(present.report, named)
    found += [
        Doubt(f"{side}: the run is no whole one", ran.problem)
        for side, ran in ((PRESENT, present), (UPGRADED, upgraded))
        if isinstance(ran, Ran) and ran.problem
    ]
    if isinstance(upgraded, AssayError):
        found.append(Doubt(f"{UPGRADED}: nothing ran", str(upgraded)))
    return side_by_side(present.report, after, found)


def _without(present: Report, problem: str, versions: Mapping[str, str]) -> Report:
    """The report of a run that did not come as far as one: nothing of what was asked for ran."""
    run = new_run_id()
    manifest: dict[str, Any] = present.run.header.manifest
    had = present.about_run.distributions
    found = {name: versions.get(canonicalize_name(name), had[name] if name == DISTRIBUTION else "") for name in had}
    about = {**manifest, "run": run, "distributions": {name: version for name, version in found.items() if version}}
    lines = [
        not_run(run, line.place, Cause.NOT_SELECTED)
        if line.cause is Cause.NOT_SELECTED
        else not_run(run, line.place, Cause.NO_RUN, problem)
        for line in present.run.results
    ]
    return model.build(
        RecordedRun(
            header=Header(format=FORMAT, run=run, manifest=about),
            results=lines,
            servers=present.run.servers,
            plan=present.run.plan,
            end=End(run=run, seconds=0.0, problems=(problem,), whole=False),
        )
    )
