"""Settings for checks that have hypothesis generate their data: the same examples on every target."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings


def same_everywhere(examples: int, *, shrinks: bool = False, steps: int = 50) -> settings:
    """Settings for a check, or for a state machine: its answers can be compared, as no target gets other examples.

    Args:
        examples: How many are drawn by default; other profiles of a run draw more (``--profile``).
        shrinks: Whether an example that fails is made small. Without, the first one is told that fails.
        steps: How many calls a state machine makes at most.
    """
    return settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=examples * settings().max_examples // _BY_DEFAULT,
        stateful_step_count=steps,
        phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if shrinks else ())),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


_BY_DEFAULT = 100
"""How many examples hypothesis draws of itself."""
