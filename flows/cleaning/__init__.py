"""Article → labelled blocks → paragraphs. Decides what is the article's own text; reads no meaning into it."""
