"""The object stores that Assay itself brings: one file per product."""
