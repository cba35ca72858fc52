"""A run of the suites: what was asked for, the pytest plugin, the judgement of each check and of the whole.

Imports the packages below: all but selftest, upgrading and commands.
"""
