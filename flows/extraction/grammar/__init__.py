"""Text → sentences, words, clauses and noun phrases: what claims and their sources are read from."""
