"""Who and where is named, and the full name that each mention stands for."""
