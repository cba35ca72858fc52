"""Microsoft SQL Server for Assay."""

from assay_mssql.backend import MSSQL

__all__ = ["MSSQL"]
