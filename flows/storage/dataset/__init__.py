"""The dataset that readers see: its parts arranged, staged, checked and swapped in, and asked by SQL.

What of the output nobody uses any more, and may go, is told here too. How a part is made is not.
"""
