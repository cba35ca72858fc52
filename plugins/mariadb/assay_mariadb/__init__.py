"""MariaDB for Assay: like MySQL, but."""

from assay_mariadb.backend import MariaDB

__all__ = ["MariaDB"]
