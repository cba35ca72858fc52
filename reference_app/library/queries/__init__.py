"""The sessions that a program with several databases has, and queries with them."""
