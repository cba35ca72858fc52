"""The page "Advanced Types": encrypted texts and password hashes."""
