"""The page "Database Seeding and Fixture Loading": what a program fills its tables with."""
