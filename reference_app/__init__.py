"""The reference application: what a user would write following the documentation page, one folder per chapter."""
