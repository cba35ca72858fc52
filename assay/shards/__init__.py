"""A suite in shards: how it is cut into them, and how they are run on whatever can run something.

Imports all but the commands.
"""
