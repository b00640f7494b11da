"""What lies under the raw folders: files and the records of containers, rights records, the lines that recur on sites,
and the raw text behind a row.

What a build has to do with it is `planning`'s affair; formats are `flows.reading`'s.
"""
