"""What one article yields → its rows: their ids, the text that proves each, and what tells whether another says it too.

How rows are stored does not belong here. Every module here shapes rows, so it counts in the recipe.
"""
