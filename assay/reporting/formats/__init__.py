"""The report of one run in every format: one module for each."""
