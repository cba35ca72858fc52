"""The page's chapter "Session Middleware": sessions that live in the application's database."""
