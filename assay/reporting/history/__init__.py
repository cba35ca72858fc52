"""What became of every target and feature over many runs."""
