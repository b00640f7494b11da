"""Text → its words and marks: where they stand, and what is known of each by itself.

A word's class, the patterns that it may begin and what it shows are looked up once, when it is first met. What words
say together is read elsewhere: their clauses in `clauses`, their patterns in `claim_patterns`.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import accumulate, chain, compress, count
from operator import or_, sub
from typing import NamedTuple

from flows.extraction.claims.patterns import main_patterns, sentence_patterns, shown_by
from flows.extraction.grammar.word_patterns import Begun
from flows.extraction.grammar.word_tables import WordTable
from flows.extraction.sources.cues import phrase_patterns, verb_forms
from flows.lexicon import load

# How surely a word is a finite verb: not at all, by its ending -ed alone, by its form.
NOT_FINITE, MAYBE_FINITE, FINITE = 0, 1, 2
# The closed classes of a word, one bit each; "that" is in three.
SUBORDINATOR, PREPOSITIONAL, COORDINATOR, PRONOUN, DETERMINER = 1, 2, 4, 8, 16
AUXILIARY, VERB, CONTRACTION, PAST, TO, AND = 32, 64, 128, 256, 512, 1024  # Modals count as auxiliaries.
COMMA, SEMICOLON, OPENING, CLOSING, DASH, STOP = 2048, 4096, 8192, 16384, 32768, 65536
# Words of which every attribution has one: the first of a verb of saying, of a phrase that reports, and three more.
SAYING, PHRASAL, ACCORDING, AS, THERE = 1 << 17, 1 << 18, 1 << 19, 1 << 20, 1 << 21
_OPENERS = {"according": ACCORDING, "as": AS, "there": THERE}
_VERBAL = AUXILIARY | VERB | CONTRACTION | PAST
BRACKETS_DASHES = OPENING | CLOSING | DASH
_TURNING = SUBORDINATOR | PREPOSITIONAL | COORDINATOR | PRONOUN | COMMA | SEMICOLON | BRACKETS_DASHES
_NOTABLE = _VERBAL | _TURNING
# A form is no finite verb right after these.
_UNLESS_AFTER = {
    CONTRACTION: 0,
    AUXILIARY: TO | AUXILIARY,
    VERB: TO | AUXILIARY | CONTRACTION | DETERMINER,
    PAST: TO | AUXILIARY | CONTRACTION | DETERMINER | COMMA | AND,
}
# Words of plain letters before a space come first, for speed alone: what follows would cut them in the same way.
_WORD = re.compile(
    r"([a-z]++(?![^\s,;])"
    r"|(?:mr|mrs|ms|dr|messrs|sen|rep|gov|gen|adm|col|capt|lt|sgt|prof)\.(?!\S)"
    r"|''|``|(?:[^\W\d_]\.){2,8}|[0-9]{1,3}(?:,[0-9]{3})+(?![^\W_])|[^\W_]+(?:[.'’&/–-](?=[^\W_])[^\W_]+)*|\.{2,}|--|[^\w\s]|_)"
)
_LOWER_MARKS = str.maketrans({"’": "'", "‘": "'"})
_MARKS = {
    ",": COMMA,
    ";": SEMICOLON,
    ".": STOP,
    "(": OPENING,
    "[": OPENING,
    ")": CLOSING,
    "]": CLOSING,
    "—": DASH,
    "–": DASH,
    "―": DASH,
    "--": DASH,
}


class Lexeme(NamedTuple):
    """What a word or mark is by itself, wherever it stands; only `reach` is from the end of the word before to its own.

    `classes`: as bits; `begun`, `types`: what it may begin of `sentence_patterns` and of `main_patterns`; `shown`: the
    feature that it alone shows, "" for none.
    """

    lower: str
    size: int
    reach: int
    classes: int
    begun: Begun
    types: Begun
    shown: str


@dataclass(slots=True)  # Not frozen, for speed alone: that would cost as much as cutting the text.
class Words:
    """The words and marks of one text; `starts` and `ends` are offsets in `text`.

    `lower` has straight apostrophes and, for a hyphen between spaces, a dash.
    `classes` are the closed classes of each word, as bits, and `kinds` those of all; `finite` tells how surely it is a
    finite verb; `turns` are the positions at which a clause may begin or end: finite verbs, and words and marks of some
    closed classes. `begun` and `shown` are those of the `lexemes`.
    """

    text: str
    lower: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]
    classes: Sequence[int]
    kinds: int
    finite: Sequence[int]
    turns: Sequence[int]
    lexemes: Sequence[Lexeme]
    begun: Sequence[Begun]
    shown: Sequence[str]

    def __len__(self) -> int:
        return len(self.lower)

    def span_text(self, start: int, end: int) -> str:
        """Return the text of the words `[start, end)`, empty for none."""
        return self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def at(self, offset: int) -> int:
        """Return the position of the first word that starts at or after `offset`."""
        return bisect_left(self.starts, offset)

    def has_finite(self, start: int, end: int, least: int = MAYBE_FINITE) -> bool:
        """Tell whether a finite verb, at least so surely, stands in `[start, end)`."""
        return max(self.finite[max(start, 0) : max(end, 0)], default=NOT_FINITE) >= least


def words_of(text: str) -> Words:
    """Cut `text` into words and marks, in time linear in its length."""
    plain = text.replace("’", "'").replace("‘", "'").replace(" - ", " – ").lower()
    if len(plain) != len(text):  # A letter that grows in lower case: leave such letters as they are.
        spaced = text.replace(" - ", " – ")
        plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in spaced).translate(_LOWER_MARKS)
    lexemes = _lexemes(plain)
    if not lexemes:
        return Words(text, (), (), (), (), 0, (), (), (), (), ())
    lower, sizes, reaches, classes, begun, _, shown = zip(*lexemes, strict=True)
    # A space is made up before the first word.
    ends = list(accumulate(reaches[1:], initial=reaches[0] - 1))
    starts = list(map(sub, ends, sizes))
    kinds = reduce(or_, classes)
    return Words(text, lower, starts, ends, classes, kinds, *_verbs_and_turns(classes), lexemes, begun, shown)


def _lexemes(plain: str) -> tuple[Lexeme, ...]:
    """Return the words of lower-case text. Between single spaces stand chunks that are cut each alone, mostly known."""
    chunks = plain.split(" ")
    if "" in chunks or not plain.isprintable():  # Printable text has no other white space.
        return _cut(f" {plain}")
    return tuple(chain.from_iterable(map(_chunks().__getitem__, chunks)))


def _cut(plain: str) -> tuple[Lexeme, ...]:
    """Return the words of a text that begins with a space."""
    pieces = _WORD.split(plain)
    return tuple([_lexeme(gap, word) for gap, word in zip(pieces[:-1:2], pieces[1::2], strict=True)])


def _lexeme(gap: str, word: str) -> Lexeme:
    known = _known()[word]
    return known if gap == " " else known._replace(reach=len(gap) + len(word))


@cache
def _chunks() -> WordTable[tuple[Lexeme, ...]]:
    return WordTable(lambda chunk: _cut(f" {chunk}"))


@cache
def _known() -> WordTable[Lexeme]:
    return WordTable(_look_up)


def _look_up(word: str) -> Lexeme:
    begun, types = sentence_patterns().begun_by[word], main_patterns().begun_by[word]
    return Lexeme(word, len(word), len(word) + 1, _classes_of(word), begun, types, shown_by(word))


def _verbs_and_turns(classes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return how surely each word is a finite verb, and where a clause may begin or end."""
    finite, turns = [NOT_FINITE] * len(classes), []
    for i in compress(count(), map(_NOTABLE.__and__, classes)):
        kind = classes[i]
        form = kind & _VERBAL
        if form and not (i and classes[i - 1] & _UNLESS_AFTER[form] and not classes[i - 1] & SUBORDINATOR):
            finite[i] = MAYBE_FINITE if form == PAST else FINITE
            turns.append(i)
        elif kind & _TURNING:
            turns.append(i)
    return finite, turns


def _classes_of(word: str) -> int:
    grammar = _grammatical().get(word, 0)
    kind = grammar | _MARKS.get(word, 0)
    kind |= (word in _set("pronouns")) * PRONOUN | (word in _set("determiners")) * DETERMINER
    kind |= (word == "to") * TO | (word == "and") * AND
    kind |= (word in verb_forms()) * SAYING | (word in phrase_patterns().first_words) * PHRASAL | _OPENERS.get(word, 0)
    is_past = not grammar and word.endswith("ed") and len(word) > 4 and word not in _set("not_past")
    return kind | is_past * PAST


@cache
def _grammatical() -> dict[str, int]:
    """Map words to the one class among verbs and conjunctions that decides: of several, the last listed here."""
    listed = {
        "finite": VERB,
        "coordinators": COORDINATOR,
        "auxiliaries": AUXILIARY,
        "modals": AUXILIARY,
        "prepositional": PREPOSITIONAL,
        "subordinators": SUBORDINATOR,
    }
    lexicon = load("clauses")
    classes = {word: kind for name, kind in listed.items() for word in lexicon[name]}
    fused = (first + ending for first in lexicon["contracting"] for ending in ("'s", "'re", "'m", "'ve", "'ll", "'d"))
    return classes | dict.fromkeys(fused, CONTRACTION)


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(load("clauses")[name])
