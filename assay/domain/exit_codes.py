"""The exit codes of a run; docs/harness.md has them in a table. 0 to 4 are pytest's own."""

from __future__ import annotations

FAILED = 1
"""The run fails: on a check, or as a whole."""
USAGE = 4
"""Something that the user gave is wrong."""
NOTHING_RAN = 5
"""No check came to a verdict: none was selected, or no server could be had for any of them."""
