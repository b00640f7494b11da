"""Who says it: what attributes a sentence, to whom, and in whose words."""
