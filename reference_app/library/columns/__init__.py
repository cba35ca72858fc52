"""The page "Advanced Types": a model for each type of column."""
