"""Planted defects: deliberate faults in the libraries under test, one module for each chapter."""
