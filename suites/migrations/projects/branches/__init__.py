"""A small project with models of its own."""
