"""The page "Inheritance Patterns": classes that share a table."""
