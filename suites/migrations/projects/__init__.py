"""Projects that the stories begin with; their files are copied, never imported."""
