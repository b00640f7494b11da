"""Which words of an article a release may carry: what each text column holds, and the SQL that takes out the rest.

An article whose rights are reserved is quoted: facts, names and short phrases stay, sentences up to a cap, running
text not at all. What has no line in the table here is not carried, so a new column is silent until someone decides.
"""

from collections.abc import Iterator, Mapping

from flows.settings import QuotationCaps
from schemas.derive import Column, release_columns

FACT = "fact"  # no words of the article: where it came from, a code, an entry of the lexicon
LABEL = "label"  # a name or a short phrase: cut after so many words
TITLE = "title"  # a title: cut later
ADDRESS = "address"  # a web address: carried where it looks like one
QUOTE = "quote"  # a sentence: carried up to the caps of its article
PASSAGE = "passage"  # running text: never carried

HELD: Mapping[str, Mapping[str, str]] = {
    "documents": {
        **dict.fromkeys(("source_path", "record", "encoding", "raw_sha256", "site", "language"), FACT),
        **dict.fromkeys(
            ("publisher", "subtitle", "section", "issue", "authors", "author_affiliation", "license"), LABEL
        ),
        "title": TITLE,
        "url": ADDRESS,
        "author_bio": PASSAGE,
        "text": PASSAGE,
    },
    "blocks": {"rule": FACT},
    "claims": {
        "text": QUOTE,
        **dict.fromkeys(("source_name", "cue", "hedge_cue"), LABEL),
        **dict.fromkeys(("topics", "countries"), FACT),
    },
    "attributions": {"source_name": LABEL},
    "figures": {
        **dict.fromkeys(("text", "unit", "of", "per", "measure", "entity", "normalized_unit"), LABEL),
        "time": FACT,
    },
    "mentions": {"text": LABEL, "name": LABEL, "code": FACT},
    "references": {"text": PASSAGE, "authors": LABEL, "title": TITLE, "url": ADDRESS},
    "rejects": {**dict.fromkeys(("source_path", "record", "raw_sha256"), FACT), "detail": PASSAGE},
    # What a maintainer writes about an article is his own; the values are cut like names.
    "withheld": {"note": FACT},
    "corrections": {
        **dict.fromkeys(("table_name", "key", "column_name", "reason"), FACT),
        **dict.fromkeys(("was", "became"), LABEL),
    },
}

_SPACES = ("' '", r"e'\t'", r"e'\n'", r"e'\r'")
# Scripts without spaces: so many characters count as a word at least.
_WORD_CHARACTERS = 8
_LONGEST_ADDRESS = 500


def held_in(table: str, column: Column) -> str:
    """Return what a column of a release holds; a text column that nobody has decided on counts as running text."""
    is_text = column.type in ("string", "list<string>")
    if not is_text or column.enum or column.references or column.name in ("doc_id", "corrected"):
        return FACT
    if column.pattern and column.pattern.endswith("-[0-9a-f]{16}$"):
        return FACT
    return HELD.get(table, {}).get(column.name, PASSAGE)


def words_in(text: str) -> str:
    """Return SQL that counts the words of a text column, rather more than fewer: those that spaces set apart, and in
    scripts without spaces one for every eight characters.
    """
    # Four times as fast as to translate them all away at once.
    spaces = " + ".join(f"strlen({text}) - strlen(replace({text}, {space}, ''))" for space in _SPACES)
    return f"greatest(1 + {spaces}, ceil(length({text}) / {_WORD_CHARACTERS}.0))"


def carried_columns(table: str, caps: QuotationCaps) -> Iterator[str]:
    """Yield SQL for the value that a release carries of each column of a row.

    It reads the columns, `reserved` (whether the article's rights are), and for a quoted sentence `quotable`.
    """
    for column in release_columns(table):
        name = f'"{column.name}"'
        value = _carried(held_in(table, column), name, column, caps)
        yield name if value is None else f"CASE WHEN reserved THEN {value} ELSE {name} END AS {name}"


def _carried(held: str, name: str, column: Column, caps: QuotationCaps) -> str | None:
    """Return SQL for what is carried of a value whose rights are reserved; None where it is carried as it is."""
    if held == FACT:
        return None
    if held in (LABEL, TITLE):
        most = caps.title_words if held == TITLE else caps.label_words
        return f"list_transform({name}, lambda x: {_cut('x', most)})" if "list" in column.type else _cut(name, most)
    if not column.nullable:
        raise ValueError(f"{column.name} holds words that a release may not carry, and cannot be null")
    if held == ADDRESS:
        return f"CASE WHEN regexp_full_match({name}, '[!-~]{{1,{_LONGEST_ADDRESS}}}') THEN {name} END"
    return f"CASE WHEN quotable THEN {name} END" if held == QUOTE else "NULL"


def _cut(text: str, most: int) -> str:
    """Return SQL for a text of at most so many words; one that was longer ends in an ellipsis."""
    first = f"regexp_extract({text}, '^\\s*((?:\\S+\\s+){{0,{max(most - 1, 0)}}}\\S+)', 1)"
    cut = f"left({first}, {most * _WORD_CHARACTERS}) || '…'"
    return f"CASE WHEN {words_in(text)} <= {most} THEN {text} ELSE {cut} END"
