"""Development tools: what makes files of this repository, and no part of a run."""
