"""The page "Inheritance Patterns": classes with a table each, joined by their keys."""
