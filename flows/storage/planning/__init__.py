"""What a build has to do: which articles are wanted, which lie together, whose rows are there; and what that changes.

Nothing here reads an article's text or writes a row.
"""
