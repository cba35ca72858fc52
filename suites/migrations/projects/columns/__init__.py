"""A project with a table for each type of column."""
