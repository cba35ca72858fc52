"""What a results file does not say though its run was to do it, as not-run lines: nothing is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assay.results.context import About, Context
from assay.results.file import RecordedRun
from assay.results.lines import Place, Result, not_run

NOT_SELECTED = "not selected"
CUT_OFF = "the run was killed before it came to this"
DAMAGED = "its line in the results file is damaged, or there is none"
NO_PLAN = "nobody knows what it was to run: its results file has no plan"


def missing(
    run: RecordedRun, context: Context, about: About, lines: Mapping[tuple[str, str], list[Result]]
) -> Iterator[tuple[tuple[str, str], Result]]:
    """The lines that a run would have if it had come to all, and its file were whole; by feature and target.

    Args:
        run: The run.
        context: Its catalogue and targets.
        about: What it was asked for.
        lines: The lines that there are, by feature and target.
    """
    lost = CUT_OFF if run.end is None else DAMAGED if run.plan is not None or run.end.whole else NO_PLAN
    said = {*lines}
    for place in _places(run, lines):
        said.add((place.feature, place.target))
        yield (place.feature, place.target), not_run(run.header.run, place, lost)
    if run.end is not None and run.plan is not None and not run.damage:
        return  # it says itself what it was not asked for
    for info in context.catalogue:
        for position in info.targets:
            if position >= len(context.targets):
                continue
            key = info.id, context.targets[position].id
            if key not in said:
                reason = lost if about.selection.has(*key) else NOT_SELECTED
                yield key, not_run(run.header.run, Place(*key, "", ""), reason)


def _places(run: RecordedRun, lines: Mapping[tuple[str, str], list[Result]]) -> Iterator[Place]:
    """What was to run and has no line; of a feature on a target that a killed run did not come to, one place."""
    if run.plan is None:
        if run.end is None or not run.end.whole:  # there may have been more checks than it has lines
            yield from (Place(*key, "", "") for key in lines)
        return
    have = {line.place for found in lines.values() for line in found}
    seen = set()
    for place in run.plan.places():
        key = place.feature, place.target
        if place in have or key in seen:
            continue
        if key not in lines and run.end is None:
            seen.add(key)
            yield Place(*key, "", "")
        else:
            yield place
