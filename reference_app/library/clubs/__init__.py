"""The page "Services": clubs, their players and their seats."""
