"""Secrets of kinds that came with version 1.11."""
