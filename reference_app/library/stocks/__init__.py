"""A stock that is counted: rows are written whether or not they are there."""
