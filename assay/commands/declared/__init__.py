"""The command lines: their options, helps and examples. What a command does is in a module that it imports then.

So a help is shown, and an option that is misspelt refused, without what takes long to import.
"""
