"""Tests of the plug-ins of this repository; those of one that is not installed are skipped."""
