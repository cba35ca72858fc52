"""The page "Modeling Basics": how tables look, and what is in a dictionary of an object."""
