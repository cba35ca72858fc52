"""The databases that Assay itself brings: one file per product."""
