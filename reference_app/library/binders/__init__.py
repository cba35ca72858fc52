"""Binders, whose list of files is watched."""
