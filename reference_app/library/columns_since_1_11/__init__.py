"""Column types that came with version 1.11."""
