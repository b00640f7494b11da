"""Text → its words and marks: where they stand, and what is known of each by itself.

A word's class, the patterns that it may begin and what it shows are looked up once, when it is first met. What words
say together is read elsewhere: their clauses in `clauses`, their patterns in `claims.patterns`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, compress, count
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
ATTRIBUTING = SAYING | PHRASAL | ACCORDING | AS | THERE
# What introduces a clause that counts as the main one: the author's own voice, and "that".
OWN_VOICE, THAT = 1 << 22, 1 << 23
BE = 1 << 24  # "be", "been" and "being", behind which participles stand.
_SINGLE = {"according": ACCORDING, "as": AS, "there": THERE, "to": TO, "and": AND, "that": THAT}
_SINGLE |= dict.fromkeys(("be", "been", "being"), BE)
_SINGLE |= dict.fromkeys(("i", "i'm", "i've", "we", "we're", "we've"), OWN_VOICE)
_VERBAL = AUXILIARY | VERB | CONTRACTION | PAST
BRACKETS_DASHES = OPENING | CLOSING | DASH
_TURNING = SUBORDINATOR | PREPOSITIONAL | COORDINATOR | PRONOUN | COMMA | SEMICOLON | BRACKETS_DASHES
# What decides where clauses turn, which attributions a text may hold, and whether it introduces what it says.
_NOTABLE = _VERBAL | _TURNING | ATTRIBUTING | OWN_VOICE | THAT
# A form is no finite verb right after these.
_UNLESS_AFTER = {
    CONTRACTION: 0,
    AUXILIARY: TO | AUXILIARY,
    VERB: TO | AUXILIARY | BE | CONTRACTION | DETERMINER,
    PAST: TO | AUXILIARY | BE | CONTRACTION | DETERMINER | COMMA | AND,
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
    """What a word or mark is by itself; only `stride`, from its start to that of the next, is by where it stands.

    `classes`: as bits, `notable` the same of a word with one that decides anything, else 0; `begun`, `types`: what it
    may begin of `sentence_patterns` and of `main_patterns`; `shown`: the feature that it alone shows, "" for none.
    """

    lower: str
    stride: int
    classes: int
    notable: int
    begun: Begun
    types: Begun
    shown: str


@dataclass(slots=True)  # Not frozen, for speed alone: that would cost as much as cutting the text.
class Words:
    """The words and marks of one text; `starts` are offsets in `text`.

    `lower` has straight apostrophes and, for a hyphen between spaces, a dash.
    `classes` are the closed classes of each word, as bits, and `kinds` the notable ones of all; `finite` tells how
    surely it is a finite verb; `turns` are the positions at which a clause may begin or end: finite verbs, and words
    and marks of some closed classes. `begun`, `types` and `shown` are those of the lexemes.
    """

    text: str
    lower: tuple[str, ...]
    starts: Sequence[int]
    classes: Sequence[int]
    finite: Sequence[int]
    turns: Sequence[int]
    kinds: int
    begun: tuple[Begun, ...]
    types: tuple[Begun, ...]
    shown: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.lower)

    def span_text(self, start: int, end: int) -> str:
        """Return the text of the words `[start, end)`, empty for none."""
        return self.text[self.starts[start] : self.end_of(end - 1)] if start < end else ""

    def end_of(self, at: int) -> int:
        """Return the offset at which a word ends."""
        return self.starts[at] + len(self.lower[at])

    def at(self, offset: int) -> int:
        """Return the position of the first word that starts at or after `offset`."""
        return bisect_left(self.starts, offset)

    def has_finite(self, start: int, end: int, least: int = MAYBE_FINITE) -> bool:
        """Tell whether a finite verb, at least so surely, stands in `[start, end)`."""
        forms = self.finite[max(start, 0) : max(end, 0)]
        return FINITE in forms or (least == MAYBE_FINITE and MAYBE_FINITE in forms)


def words_of(text: str) -> Words:
    """Cut `text` into words and marks, in time linear in its length."""
    plain = text.replace("’", "'").replace("‘", "'").replace(" - ", " – ").lower()
    if len(plain) != len(text):  # A letter that grows in lower case: leave such letters as they are.
        spaced = text.replace(" - ", " – ")
        plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in spaced).translate(_LOWER_MARKS)
    words, end = _words(text, chain.from_iterable(map(_chunks().__getitem__, plain.split(" "))), 0)
    # White space other than single spaces does not add up.
    return words if end == len(text) + 1 else _words(text, *_cut(plain))[0]


def _words(text: str, lexemes: Iterable[Lexeme], first: int) -> tuple[Words, int]:
    """Return the words of a text, of which the first starts at `first`, and where one behind the last would start."""
    if not text or text.isspace():
        return Words(text, (), (), (), (), (), 0, (), (), ()), len(text) + 1
    lower, strides, classes, notable, begun, types, shown = zip(*lexemes, strict=True)
    starts = list(accumulate(strides, initial=first))
    end = starts.pop()
    return Words(text, lower, starts, classes, *_verbs_and_turns(classes, notable), begun, types, shown), end


def _cut(plain: str) -> tuple[list[Lexeme], int]:
    """Return the words of lower-case text, and where the first starts."""
    gap, *pieces = _WORD.split(plain)
    return [_lexeme(word, after) for word, after in zip(pieces[::2], pieces[1::2], strict=True)], len(gap)


def _lexeme(word: str, after: str) -> Lexeme:
    known = _known()[word]
    return known if after == " " else known._replace(stride=len(word) + len(after))


@cache
def _chunks() -> WordTable[tuple[Lexeme, ...]]:
    return WordTable(lambda chunk: tuple(_cut(f"{chunk} ")[0]))


@cache
def _known() -> WordTable[Lexeme]:
    return WordTable(_look_up)


def _look_up(word: str) -> Lexeme:
    begun, types = sentence_patterns().begun_by[word], main_patterns().begun_by[word]
    classes = _classes_of(word)
    return Lexeme(word, len(word) + 1, classes, classes if classes & _NOTABLE else 0, begun, types, shown_by(word))


def _verbs_and_turns(classes: Sequence[int], notable: Sequence[int]) -> tuple[list[int], list[int], int]:
    """Return how surely each word is a finite verb, where a clause may begin or end, and the notable classes of all."""
    finite, turns, kinds = [NOT_FINITE] * len(classes), [], 0
    for i in compress(count(), notable):
        kind = notable[i]
        kinds |= kind
        form = kind & _VERBAL
        if form and not (i and classes[i - 1] & _UNLESS_AFTER[form] and not classes[i - 1] & SUBORDINATOR):
            finite[i] = MAYBE_FINITE if form == PAST else FINITE
            turns.append(i)
        elif kind & _TURNING:
            turns.append(i)
    return finite, turns, kinds


def _classes_of(word: str) -> int:
    grammar = _grammatical().get(word, 0)
    kind = grammar | _MARKS.get(word, 0) | _SINGLE.get(word, 0)
    kind |= (word in _set("pronouns")) * PRONOUN | (word in _set("determiners")) * DETERMINER
    kind |= (word in verb_forms()) * SAYING | (word in phrase_patterns().first_words) * PHRASAL
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
