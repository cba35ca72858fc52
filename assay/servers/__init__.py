"""How one server is run: in a container, from a binary of this machine, or from a package; and what is noted of it.

Imports ``assay.domain`` and ``assay.process``.
"""
