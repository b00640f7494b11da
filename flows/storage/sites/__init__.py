"""What recurs on sites: lines counted over a corpus, and the file by which a build knows them."""
