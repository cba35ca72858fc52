"""Generic checks of an application's models and routes, on a database of Assay's own.

They run in the application's process, which need not have Assay (see the package above): :mod:`bench` is what a
check has at hand, :mod:`lines` what it says, and :mod:`plan` which checks there are. What is in the database they ask a
:mod:`witness`, which answers in Assay's own process, with its own SQLAlchemy and its own driver.
"""
