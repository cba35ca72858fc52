"""What a suite can be cut by into shards, and into how many."""

BACKEND, DRIVER, CHAPTER = "backend", "driver", "chapter"
CUTS = (BACKEND, DRIVER, CHAPTER)
"""What a suite can be cut by."""
JOBS = 256
"""How many jobs a matrix of GitHub's may have."""
