"""A club that reads books: a Litestar application with Advanced Alchemy that has never heard of Assay."""
