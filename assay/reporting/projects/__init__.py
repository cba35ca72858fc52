"""What a change of versions does to a project's own tests, and how that is shown."""
