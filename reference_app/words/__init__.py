"""Litestar's page, "Using Properties with DTOs": what SQLAlchemy maps itself."""
