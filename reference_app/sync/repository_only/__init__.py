# Generated from reference_app/repository_only/__init__.py by `python -m tools.twin`; do not edit.
"""The page's "Repository-Only Pattern": repositories without a service layer, and explicit commits."""
