"""The table `rejects`."""

from schemas.fields import NOT_BLANK, SHA256, Table, column

STAGES = {
    "plan": "looking for raw items",
    "read": "reading and decoding the bytes",
    "clean": "splitting and labelling the text",
    "extract": "finding claims, figures, names and notes",
}
REASONS = {
    "empty": "there are no bytes",
    "blank": "there is nothing but white space",
    "binary": "the bytes are no text: a picture, an archive, a program",
    "undecodable": "no encoding makes text of the bytes",
    "nul_characters": "the text holds NUL characters",
    "too_large": "the item is over the size limit",
    "unreadable": "the file system refused: no permission, not a file",
    "symlink_loop": "the link leads back to itself",
    "sidecar_invalid": "the sidecar is no JSON object or holds values of the wrong type",
    "sidecar_orphan": "the sidecar stands beside no article",
    "duplicate": "the same bytes were read before",
    "vanished": "the file was there when the run was planned and is gone",
    "unknown_format": "no reader knows the file's ending",
    "front_matter_invalid": "the YAML front matter cannot be read",
    "record_invalid": "the record of a container is malformed, or holds no text or page",
    "container_damaged": "the container breaks off or cannot be unpacked here; the records before are used",
    "nested_too_deeply": "the page has more elements within each other than can be read in good time",
    "extraction_failed": "a rule failed on this text: a fault of the program, worth a report",
    "invalid_rows": "one of its rows breaks the schema of its table: a fault of the program, worth a report",
    "timeout": "the article took longer than the limit",
    "crashed": "the article ended the process that worked on it, for want of memory or by a fault in a library",
    "no_article": "the page holds no article: an index, a paywall, an error page",
}


class Rejects(Table):
    """The raw items that could not be used; one row an item, with the stage it came to and why it went no further."""

    source_path: str = column("Where the raw item lies, under the raw folder.", pattern=NOT_BLANK)
    record: str = column("Which record of a container file; null for a whole file.", pattern=NOT_BLANK, nullable=True)
    raw_sha256: str = column(
        "SHA-256 of the bytes, hexadecimal; null where they could not be read.", pattern=SHA256, nullable=True
    )
    stage: str = column("How far the item came.", enum=STAGES)
    reason: str = column("Why it went no further.", enum=REASONS)
    detail: str = column(
        "What was seen, in words; null in a release, since it may quote the item.", pattern=NOT_BLANK, nullable=True
    )

    class Config:
        """Primary key."""

        unique = ("source_path", "record", "reason")
