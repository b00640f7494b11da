"""Rows on disk: planning, parts, the dataset and its checks. Knows nothing of how a row came about."""
