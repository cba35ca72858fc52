"""Loads the harness."""

pytest_plugins = ["assay.plugin"]
