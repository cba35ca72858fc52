"""The page "Inheritance Patterns": classes with tables that have nothing to do with each other."""
