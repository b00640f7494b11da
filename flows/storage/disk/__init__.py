"""The disk as every other folder here uses it: what survives the power, names of files as text, one build at a time.

Nothing here knows what is in a file.
"""
