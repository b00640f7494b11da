"""Sentences → mentions: who and where is named, and the full name that each mention stands for.

One walk over the capitalised words of the article looks up the gazetteer (longest string first), patterns add bodies,
treaties and places by their head words ("Keio University", "Treaty of …"), and people by title, given name or a verb of
saying beside them. Then surnames and acronyms are resolved over the whole article.

What a mention's kind says: `country` is a country, its people or adjective, and a capital or palace that stands for its
government ("Tokyo" keeps its own name and carries the code JP). State bodies and armed forces are organizations that
carry their country's code; so is a leader's government ("Obama administration"). People never carry a code.

Words live in `lexicon/{countries,bodies,people,places,treaties,names}.toml`. Who says what is not decided here.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from flows.extraction.names.bodies import headed, with_acronyms, with_halves
from flows.extraction.names.gazetteer import WORD, gazetteer, longest, words
from flows.extraction.names.people import people
from flows.extraction.names.spans import Item, Span, keep_longest
from flows.extraction.records import Mention, Sentence

_KINDS = frozenset(("country", "person", "organization", "place", "treaty"))
_PLAIN = (("’", "'"), ("‘", "'"), ("–", "-"), ("‐", "-"), ("‑", "-"))
_SHOUTED = re.compile(r"\b(?!THE\b)[A-Z]{3,} (?=US)")


def find_mentions(sentences: Sequence[Sentence]) -> tuple[Mention, ...]:
    """Return the names in the sentences of one article, in order of position; no two overlap.

    The longest name wins ("Bank of Japan" is no mention of Japan). Surnames and acronyms stand for the full name
    that the article gives, else for the one of the lexicon.
    """
    text = "\n".join(sentence.text for sentence in sentences)
    for typographic, plain in _PLAIN:
        text = text.replace(typographic, plain)
    starts = _sentence_starts(sentences)
    items = _items(text)
    spans = _named(text, items)
    return tuple(_mention(sentences, starts, span) for span in spans)


def _sentence_starts(sentences: Sequence[Sentence]) -> list[int]:
    starts, position = [], 0
    for sentence in sentences:
        starts.append(position)
        position += len(sentence.text) + 1
    return starts


def _mention(sentences: Sequence[Sentence], starts: list[int], span: Span) -> Mention:
    number = bisect_right(starts, span.start) - 1
    sentence, offset = sentences[number], starts[number]
    start, end = span.start - offset, span.end - offset
    return Mention(sentence, start, end, sentence.text[start:end], span.entry.kind, span.entry.name, span.entry.code)


def _named(text: str, items: list[Item]) -> list[Span]:
    bodies = keep_longest([*headed(text, items), *(Span(i.start, i.end, i.entry) for i in items if i.entry)])
    bodies = with_halves(text, items, with_acronyms(text, items, bodies))
    return keep_longest([*bodies, *people(text, items, bodies)], keep=_KINDS)


def _items(text: str) -> list[Item]:
    by_first = gazetteer().by_first
    items: list[Item] = []
    done = 0
    for match in WORD.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        word = match.group()
        tails = by_first.get(word)
        found = longest(tails, text, start, end) if tails else None
        if found and not _is_something_else(text, start, found[0]):
            end = start + len(found[0])
            items.append(Item(start, end, found[0], found[1]))
        else:
            items.append(Item(start, end, word, None))
        done = end
    return items


def _is_something_else(text: str, start: int, key: str) -> bool:
    """Say whether "US" is a shouted pronoun ("TELL US"), or "Jordan" somebody's given name."""
    if key == "US":
        return bool(_SHOUTED.search(text, max(0, start - 12), start + 2))
    return key in words("names", "given_too") and bool(WORD.match(text, start + len(key) + 1))
