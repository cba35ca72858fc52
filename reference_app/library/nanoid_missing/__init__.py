"""Keys that are short texts, where the package that makes them is not installed."""
