"""What a sentence asserts: its type, its flags, its topics, and how sure that is."""
