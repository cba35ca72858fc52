"""DuckDB for Assay: the backend, the dialect of the independent reader, and the known issues."""
