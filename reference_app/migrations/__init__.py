"""The page's chapter "Database Migrations": revisions for all databases, for async and sync drivers."""
