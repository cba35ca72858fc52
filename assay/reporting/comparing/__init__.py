"""Compares two runs, down to single checks, and shows what changed."""
