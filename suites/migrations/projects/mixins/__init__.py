"""A project with the models that the library brings."""
