"""Shelves and volumes, on which everything can go wrong that a database refuses."""
