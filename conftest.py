"""Loads the harness."""

pytest_plugins = ["assay.running.plugin", "assay.selftest.plugin"]
