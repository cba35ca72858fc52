"""The exit codes of a run; docs/harness.md has them in a table. 0 to 4 are pytest's own."""

from __future__ import annotations

import pytest

FAILED = int(pytest.ExitCode.TESTS_FAILED)
"""The run fails: on a check, or as a whole."""
USAGE = int(pytest.ExitCode.USAGE_ERROR)
"""Something that the user gave is wrong."""
NOTHING_RAN = int(pytest.ExitCode.NO_TESTS_COLLECTED)
"""No check came to a verdict: none was selected, or no server could be had for any of them."""
