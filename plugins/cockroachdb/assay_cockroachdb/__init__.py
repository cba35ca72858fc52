"""CockroachDB for Assay."""

from assay_cockroachdb.backend import CockroachDB

__all__ = ["CockroachDB"]
