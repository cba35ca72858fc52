"""Handlers that checks need beside the reference application's: for what a client alone cannot see or cause."""
