# Generated from reference_app/authors/__init__.py by `python -m tools.twin`; do not edit.
"""Authors: models, schemas, service and controller of the page's guide."""
