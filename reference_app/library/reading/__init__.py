"""The pages "Repositories" and their reference: a library's shelves, as far as they are read."""
