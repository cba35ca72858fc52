"""The page "Modeling Basics": a query that is mapped like a table."""
