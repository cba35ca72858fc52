"""Files of rows, as a program has them: what becomes of them with each end of a transaction."""
