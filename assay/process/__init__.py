"""This process and its user: the interpreter, environment variables, signals, and directories that are the user's.

Imports only ``assay.domain``.
"""
