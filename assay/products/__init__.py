"""The databases and the object stores that checks run on: one file for each product.

Imports the packages below: domain, process, servers.
"""
