"""Assay: the conformance suite for Litestar + Advanced Alchemy."""
