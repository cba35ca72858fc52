"""Rows that carry more than their columns, and are written in every way that there is."""
