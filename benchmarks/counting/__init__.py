"""What counts, from within every process of a run."""
