"""What a run leaves: its results file (`lines`, `file`), its manifest, and what they hold back or link to.

Imports `process` and `domain`.
"""
