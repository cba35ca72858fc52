"""The servers of a run: started in the background, watched, and ended; and those that a user gives.

Imports the packages below: domain, process, servers, products.
"""
