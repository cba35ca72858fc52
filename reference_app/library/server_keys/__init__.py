"""The page "Modeling Basics": a base whose keys the database makes, too."""
