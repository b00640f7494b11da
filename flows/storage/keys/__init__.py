"""What the rows of an article depend on, as hashes: its bytes and its sidecar's, and the recipe that makes rows.

Work done is found again by these alone.
"""
