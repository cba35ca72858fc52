"""The page "Modeling Basics": keys that come from elsewhere."""
