"""The page "Advanced Types": secrets of one-time passwords."""
