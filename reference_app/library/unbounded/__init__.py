"""The page "Modeling Basics": models as it writes them, with texts of no stated length."""
