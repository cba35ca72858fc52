"""A user's application under the checks of a suite: databases of Assay's own, the independent reader, what came of it.

What is asked of an application, and how, is the suite's: a package that it names (``application`` in ``subject.toml``)
has a module ``generic``, see :class:`checked.Generic`. Imports ``assay.checking`` and what that imports.
"""
