"""Runs in other environments: the gate before an upgrade, and version matrices.

Imports ``assay.running`` and what is below it.
"""
