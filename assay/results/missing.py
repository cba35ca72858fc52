"""What a results file does not say though its run was to do it, as not-run lines: nothing is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assay.domain.causes import Cause
from assay.results.context import About, Context
from assay.results.file import RecordedRun
from assay.results.lines import Place, Result, not_run


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
    lost = _loss(run)
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
                cause = lost if about.selection.has(*key) else Cause.NOT_SELECTED
                yield key, not_run(run.header.run, Place(*key, "", ""), cause)


def _loss(run: RecordedRun) -> Cause:
    """Why a run does not have a line that it was to have."""
    if run.end is None:
        return Cause.CUT_OFF
    return Cause.NO_LINE if run.plan is not None or run.end.whole else Cause.NO_PLAN


def _places(run: RecordedRun, lines: Mapping[tuple[str, str], list[Result]]) -> Iterator[Place]:
    """What was to run and has no line; of a feature on a target that a killed run did not come to, one place."""
    if run.plan is None:
        if run.end is None or not run.end.whole:  # there may have been more checks than it has lines
            yield from (Place(*key, "", "") for key in lines)
        return
    have = {line.place for found in lines.values() for line in found}
    # Of a feature to whose checks on a target it did not come, a run that ends in order says so in one line for all.
    seen = {(place.feature, place.target) for place in have if not place.check and not place.store}
    for place in run.plan.places():
        key = place.feature, place.target
        if place in have or key in seen:
            continue
        if key not in lines and run.end is None:
            seen.add(key)
            yield Place(*key, "", "")
        else:
            yield place
