"""The page "Inheritance Patterns": a declarative base of the program's own."""
