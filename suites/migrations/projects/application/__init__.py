"""A project with the models of the whole reference application."""
