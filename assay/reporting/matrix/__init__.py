"""Runs of many combinations of versions, and what changed between neighbours."""
