"""A batch of articles in one worker: its items are read, each is extracted within its limits, and a part is written.

How many batches run at once, and where, is the business of `runners`. Every module here shapes parts, so it counts in
the recipe.
"""
