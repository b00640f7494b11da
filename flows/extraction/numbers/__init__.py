"""Text → quantities: numbers and their units, and every number that is none, refused by a rule with a name."""
