"""From scraped articles to a dataset of claims and figures.

The way of an article: `reading` → `cleaning` → `extraction` → `storage` → `publishing`.
The first three rooms are pure: no Prefect, no clock, no network.
"""
