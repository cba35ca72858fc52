"""The page "Modeling Basics": one model on each base class."""
