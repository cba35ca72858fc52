"""The page "Modeling Basics": slugs, and objects that there is one of for a name."""
