"""A project of the user's own: its settings, and the gate that runs its own tests with two sets of versions.

Imports what lies below ``assay.shards``; the project is only read, and what runs is a copy of it.
"""
