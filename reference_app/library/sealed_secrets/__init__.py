"""The page "Advanced Types": texts that the server encrypts."""
