"""The page's section "Database Sessions": an application with two databases."""
