"""How many examples a run has drawn by checks that generate their data."""

from __future__ import annotations

DEFAULT = "default"
PROFILES = {DEFAULT: 1, "nightly": 20}
"""How many times as many examples as by default, and how many times as long a check may take, by profile."""
