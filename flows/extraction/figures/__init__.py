"""Quantities → figures: what each measures, whose it is and when it holds."""
