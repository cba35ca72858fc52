# Generated from reference_app/documents/__init__.py by `python -m tools.twin`; do not edit.
"""Documents: the page's chapter "File Object Storage"."""
