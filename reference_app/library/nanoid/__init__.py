"""The page "Modeling Basics": models whose keys are Nano IDs."""
