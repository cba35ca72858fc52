"""What Assay costs: measured side by side, and counted. See ``docs/benchmarks.md``."""
