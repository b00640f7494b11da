"""Parts on disk: rows as Parquet that follows its schema, whole or not there at all, or composed of other parts' rows.

Which articles lie together is `planning`'s affair. Every module here shapes parts, so it counts in the recipe.
"""
