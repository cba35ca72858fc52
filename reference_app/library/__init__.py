"""A program that uses the library without a web framework: one chapter for each page of the documentation."""
