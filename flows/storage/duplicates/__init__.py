"""Which articles repeat which, over the whole corpus, and the documents of a dataset, which say so."""
