"""Renders a run, compares two, and follows many: one module for each format."""
