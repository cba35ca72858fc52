"""Passwords that the database hashes."""
