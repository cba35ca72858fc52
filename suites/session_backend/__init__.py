"""Checks of the chapter "Session Middleware"."""
