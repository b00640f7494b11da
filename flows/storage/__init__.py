"""From raw files to the dataset that readers see. Knows nothing of how a row came about.

The folders are the way of the data, each built on those before it: `disk` and `raw` (what lies there), `keys` (what
rows depend on), `rows` (of one article), `parts` (rows on disk), `batches` and `runners` (articles made into parts),
`planning` (what is to be made), `duplicates` and `dataset` (the parts together, checked and published).
`remote` has all of that stand for a store's. `steps` is the way itself, `events` what a run tells of it.
"""
