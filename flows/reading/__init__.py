"""Bytes → Article. One module a format; no cleaning here: the text is what the file says."""
