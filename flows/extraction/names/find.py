"""Sentences → mentions: who and where is named, and the full name that each mention stands for.

One walk over the capitalised words of the article looks up the gazetteer (longest string first), patterns add bodies,
treaties and places by their head words ("Keio University", "Treaty of …"), and people by title, given name or a verb of
saying beside them. Then surnames and acronyms are resolved over the whole article.

What a mention's kind says: `country` is a country, its people or adjective, and a capital or palace that stands for its
government ("Tokyo" keeps its own name and carries the code JP). State bodies and armed forces are organizations that
carry their country's code; so is a leader's government ("Obama administration"). People never carry a code.

Words live in `lexicon/{countries,bodies,people,places,treaties,names}.toml`. Who says what is not decided here.
"""

from collections.abc import Iterator, Sequence

from flows.extraction.names.bodies import headed, with_acronyms, with_halves
from flows.extraction.names.gazetteer import WORD, Entry, gazetteer, longest, words
from flows.extraction.names.people import people
from flows.extraction.names.spans import Item, Span, keep_longest
from flows.extraction.records import Mention, Sentence

_KINDS = frozenset(("country", "person", "organization", "place", "treaty"))
_PLAIN = (("’", "'"), ("‘", "'"), ("–", "-"), ("‐", "-"), ("‑", "-"))


def find_mentions(sentences: Sequence[Sentence]) -> tuple[Mention, ...]:
    """Return the names in the sentences of one article, in order of position; no two overlap.

    The longest name wins ("Bank of Japan" is no mention of Japan). Surnames and acronyms stand for the full name
    that the article gives, else for the one of the lexicon.
    """
    text = "\n".join(sentence.text for sentence in sentences)
    for typographic, plain in _PLAIN:
        text = text.replace(typographic, plain)
    return tuple(_mentions(sentences, _named(text, _items(text))))


def _mentions(sentences: Sequence[Sentence], spans: Sequence[Span]) -> Iterator[Mention]:
    """Yield what the spans name, each in its sentence; both are in order."""
    rest = iter(sentences)
    offset = after = 0  # Of the sentence and of the next one, in the joined text.
    for begin, end, entry in spans:
        while begin >= after:
            sentence = next(rest)
            offset, after = after, after + len(sentence.text) + 1
        start, stop = begin - offset, end - offset
        yield Mention(sentence, start, stop, sentence.text[start:stop], entry.kind, entry.name, entry.code)


def _named(text: str, items: list[Item]) -> list[Span]:
    listed = [Span(start, end, entry) for start, end, _, entry in items if entry]
    bodies = keep_longest([*headed(text, items), *listed])
    bodies = with_halves(text, items, with_acronyms(text, items, bodies))
    return keep_longest([*bodies, *people(text, items, bodies)], keep=_KINDS)


def _items(text: str) -> list[Item]:
    by_first, given_too = gazetteer().by_first, words("names", "given_too")
    items: list[Item] = []
    end = 0
    for match in WORD.finditer(text):
        start = match.start()
        if start < end:
            continue
        word = match.group()
        entry: Entry | None = None
        if (tails := by_first.get(word)) and (found := longest(tails, text, start, start + len(word))):
            key = found[0]
            # "Jordan" may be somebody's given name.
            if key not in given_too or not WORD.match(text, start + len(key) + 1):
                word, entry = found
        end = start + len(word)
        items.append(Item(start, end, word, entry))
    return items
