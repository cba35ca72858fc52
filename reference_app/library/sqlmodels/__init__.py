"""The page "SQLModel Integration"."""
