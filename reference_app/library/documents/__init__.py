"""Folders with files."""
