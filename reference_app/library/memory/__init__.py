"""A program whose own tests use repositories in memory."""
