"""The user's own application: finding, importing and reading it, and what is asked of it.

Some modules run in a process of the user's application, with the Python of its environment, which has Litestar,
Advanced Alchemy and SQLAlchemy and need not have Assay: :mod:`child` and what it imports (``job``, ``guard``,
``finding``, ``reading``, and other modules of jobs). They import nothing of ``assay`` or ``suites``, and each other by
relative names: the package is loaded there under a name that no project has, as a project may well have a package
called ``suites``.

:mod:`loading` is what the other side calls: see :func:`loading.run_job` and :func:`loading.read_inventory`.
"""
