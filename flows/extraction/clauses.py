"""Words of a sentence and the clause each stands in: where is the main clause?

A one-pass, closed-class segmentation: subordinators and relatives open a clause; its verb, a comma or the next finite
verb closes it. No part-of-speech tagger; what the main clause says is for the callers to judge.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, compress, count

from flows.extraction.word_tables import WordTable
from flows.lexicon import load

MAIN, SUBORDINATE, ASIDE = 0, 1, 2
# How surely a word is a finite verb: not at all, by its ending -ed alone, by its form.
NOT_FINITE, MAYBE_FINITE, FINITE = 0, 1, 2
# The closed classes of a word, one bit each; "that" is in three.
SUBORDINATOR, PREPOSITIONAL, COORDINATOR, PRONOUN, DETERMINER = 1, 2, 4, 8, 16
AUXILIARY, VERB, CONTRACTION, PAST, TO, AND = 32, 64, 128, 256, 512, 1024  # Modals count as auxiliaries.
COMMA, SEMICOLON, OPENING, CLOSING, DASH, STOP = 2048, 4096, 8192, 16384, 32768, 65536
_VERBAL = AUXILIARY | VERB | CONTRACTION | PAST
_BRACKETS_DASHES = OPENING | CLOSING | DASH
_TURNING = SUBORDINATOR | PREPOSITIONAL | COORDINATOR | PRONOUN | COMMA | SEMICOLON | _BRACKETS_DASHES
_NOTABLE = _VERBAL | _TURNING
# A form is no finite verb right after these.
_UNLESS_AFTER = {
    CONTRACTION: 0,
    AUXILIARY: TO | AUXILIARY,
    VERB: TO | AUXILIARY | DETERMINER,
    PAST: TO | AUXILIARY | DETERMINER | COMMA | AND,
}
# Words of plain letters before a space come first, for speed alone: what follows would cut them in the same way.
_WORD = re.compile(
    r"([a-z]++(?![^\s,;])"
    r"|''|``|(?:[^\W\d_]\.){2,8}|[^\W_]+(?:[.'’&/–-](?=[^\W_])[^\W_]+)*|\.{2,}|--|[^\w\s]|_)"
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
_DASHES = frozenset(mark for mark, kind in _MARKS.items() if kind == DASH)
_PREPOSITIONS = frozenset(("of", "on", "in", "for", "at", "to", "with", "by", "from", "than"))
_SUBJECT_REACH = 16  # Words after "that" in which the verb of its clause is looked for.
_CLAUSE_REACH = 14  # Words after a coordinator or a "that" in which its verb is looked for.


@dataclass(frozen=True, slots=True)
class Words:
    """The words and marks of one text; `lower` has straight apostrophes, `starts` and `ends` are offsets in `text`.

    `classes` are the closed classes of each word, as bits; `finite` tells how surely it is a finite verb; `turns` are
    the positions at which a clause may begin or end: finite verbs, and words and marks of some closed classes.
    """

    text: str
    lower: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]
    classes: Sequence[int]
    finite: Sequence[int]
    turns: Sequence[int]

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
    plain = text.replace("’", "'").replace("‘", "'").lower()
    if len(plain) != len(text):  # A letter that grows in lower case: leave such letters as they are.
        plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in text).translate(_LOWER_MARKS)
    pieces, start = _gaps_and_words(plain)
    bounds = list(accumulate(map(len, pieces), initial=start))
    lower = tuple(pieces[1::2])
    classes = list(map(_classes().__getitem__, lower))
    return Words(text, lower, bounds[1:-1:2], bounds[2::2], classes, *_verbs_and_turns(classes))


def _gaps_and_words(plain: str) -> tuple[list[str], int]:
    """Return gap, word, gap, word, …, and where the first gap starts.

    Between single spaces stand chunks that are cut each alone, and mostly known; a space before the first is made up.
    """
    chunks = plain.split(" ")
    if "" in chunks or not plain.isprintable():  # Printable text has no other white space.
        return _WORD.split(plain)[:-1], 0
    return list(chain.from_iterable(map(_chunks().__getitem__, chunks))), -1


@cache
def _chunks() -> WordTable[tuple[str, ...]]:
    return WordTable(lambda chunk: (" ", *_WORD.split(chunk)[1:-1]))


def _verbs_and_turns(classes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return how surely each word is a finite verb, and where a clause may begin or end."""
    finite, turns = [NOT_FINITE] * len(classes), []
    for i in compress(count(), map(_NOTABLE.__and__, classes)):
        kind = classes[i]
        form = kind & _VERBAL
        if form and not (i and classes[i - 1] & _UNLESS_AFTER[form]):
            finite[i] = MAYBE_FINITE if form == PAST else FINITE
            turns.append(i)
        elif kind & _TURNING:
            turns.append(i)
    return finite, turns


@cache
def _classes() -> WordTable[int]:
    return WordTable(_classes_of)


def _classes_of(word: str) -> int:
    grammar = _grammatical().get(word, 0)
    kind = grammar | _MARKS.get(word, 0)
    kind |= (word in _set("pronouns")) * PRONOUN | (word in _set("determiners")) * DETERMINER
    kind |= (word == "to") * TO | (word == "and") * AND
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


@dataclass(slots=True)
class _Open:
    """The clause below the main one that is being read: the verbs it still needs, and how it was opened."""

    needs: int
    after_comma: bool
    soft: bool


class _Reader:
    """Reads the words `[start, stop)` once and notes the level of each."""

    def __init__(self, words: Words, start: int, stop: int) -> None:
        self.lower, self.classes, self.finite = words.lower, words.classes, words.finite
        self.start, self.stop = start, stop
        self.turns = list(words.turns[bisect_left(words.turns, start) : bisect_left(words.turns, stop)])
        if start < stop and self.turns[:1] != [start]:
            self.turns.insert(0, start)
        self.clause: _Open | None = None
        self.main_verb = False
        self.brackets = 0
        self.dash = False
        dashes = () if _DASHES.isdisjoint(self.lower) else [i for i in self.turns if self.classes[i] & DASH]
        self.last_dash = dashes[-1] if dashes else -1

    def levels(self) -> list[int]:
        """Judge the words at which the level may turn; those between have the level reached."""
        out = [MAIN] * (self.stop - self.start)
        done = self.start
        for i in (*self.turns, self.stop):
            if done < i and (self.clause is not None or self.brackets or self.dash):
                reached = ASIDE if self.brackets or self.dash else SUBORDINATE
                out[done - self.start : i - self.start] = [reached] * (i - done)
            if i < self.stop:
                out[i - self.start] = self._level(i, self.classes[i])
            done = i + 1
        return out

    def _level(self, i: int, kind: int) -> int:
        if kind & _BRACKETS_DASHES:
            self._turn_aside(i, kind)
            return ASIDE
        if self.brackets or self.dash:
            return ASIDE
        if kind & (SUBORDINATOR | PREPOSITIONAL):
            if self._opens(i, kind):
                self._open(i, kind)
                return SUBORDINATE
        elif kind & COORDINATOR:
            self._coordinate(i)
        elif kind & (COMMA | SEMICOLON):
            if self.clause and (kind & SEMICOLON or self._comma_closes(i)):
                self.clause = None
                return MAIN
        elif i == self.start and self.lower[i] in ("should", "were", "had") and not self._is_question():
            self.clause = _Open(0, False, False)
        elif kind & PRONOUN and self.main_verb and self.clause is None and self._bare_clause(i):
            self.clause = _Open(1, False, False)
        elif self.finite[i] and not (i == self.start and kind & PAST):  # "Asked if …, he said" opens by a participle.
            self._verb(i)
        return MAIN if self.clause is None else SUBORDINATE

    def _turn_aside(self, i: int, kind: int) -> None:
        """Follow brackets and dashes."""
        if kind & OPENING:
            self.brackets += 1
        elif kind & CLOSING:
            self.brackets = max(0, self.brackets - 1)
        else:
            closes = self.dash or not (self.main_verb or i < self.last_dash)
            self.dash = not closes and not (i == self.last_dash and self._clause_begins(i + 1))

    def _verb(self, i: int) -> None:
        if self.clause is None:
            self.main_verb = True
        elif self.clause.needs:
            self.clause.needs -= 1
        elif not (self.main_verb or self.classes[i - 1] & (AND | COMMA) or self.lower[i - 1] == "or"):
            # A clause in the subject has its verb already: this is the main one.
            self.clause, self.main_verb = None, True

    def _open(self, i: int, kind: int) -> None:
        if self.clause is None:
            after_comma = i > self.start and bool(self.classes[i - 1] & COMMA)
            self.clause = _Open(self._verbs_needed(i), after_comma, bool(kind & PREPOSITIONAL))
        else:
            self.clause.needs += 1

    def _following(self, i: int) -> int:
        """Return the classes of the word after `i`, none at the end."""
        return self.classes[i + 1] if i + 1 < self.stop else 0

    def _opens(self, i: int, kind: int) -> bool:
        lower, first = self.lower, i == self.start
        if lower[i] == "that":
            # "That may …", "of that" and "that role" are no clauses; "and that it will", "forces that may" are.
            if first or lower[i - 1] in _PREPOSITIONS:
                return False
            return (i + 1 < self.stop and self.finite[i + 1] > 0) or self._verb_ahead(i + 1, _SUBJECT_REACH, AND)
        following = self._following(i)
        if kind & SUBORDINATOR:
            return not following & TO
        if first or following & PRONOUN or (self.classes[i - 1] & COMMA and not self.main_verb):
            return True
        return self.main_verb and self._verb_ahead(i + 1, 8)

    def _verbs_needed(self, i: int) -> int:
        """Return 0 for a relative whose next word is its verb, whatever its form ("who consults"), else 1."""
        verb_next = self.lower[i] in ("who", "which") and not self._following(i) & (PRONOUN | DETERMINER)
        return 0 if verb_next and not (i + 1 < self.stop and self.finite[i + 1]) else 1

    def _verb_ahead(self, start: int, reach: int, passing: int = 0) -> bool:
        """Tell whether a verb follows before a clause ends; words of the classes `passing` end none."""
        for i in range(start, min(self.stop, start + reach)):
            if self.classes[i] & (COORDINATOR | COMMA | SEMICOLON | STOP) and not self.classes[i] & passing:
                return False
            if self.finite[i]:
                return i > start
        return False

    def _comma_closes(self, i: int) -> bool:
        clause = self.clause
        if clause is None:
            return False
        following = self._following(i)
        if not self.main_verb:
            if following & SUBORDINATOR or (following & COORDINATOR and self.lower[i + 1] in ("and", "or")):
                return False
            return not clause.needs or clause.soft or self._verb_ahead(i + 1, _CLAUSE_REACH)
        if following & COORDINATOR:
            return self._returns(i + 1)
        return clause.after_comma and not clause.needs

    def _coordinate(self, i: int) -> None:
        if self.clause and self.main_verb and self._returns(i):
            self.clause = None
            self.main_verb = not self.classes[i - 1] & COMMA

    def _returns(self, i: int) -> bool:
        """Tell whether the coordinator at `i` goes on with the main clause rather than with the one below it."""
        following = self._following(i)
        if following & SUBORDINATOR:
            return False
        comma_before = bool(self.classes[i - 1] & COMMA)
        if self.lower[i] in ("but", "yet", "so", "nor"):
            return comma_before
        if comma_before:
            return bool(following & (PRONOUN | AUXILIARY)) or self._verb_ahead(i + 1, _CLAUSE_REACH)
        return self.clause is not None and self.clause.soft and bool(following & AUXILIARY)

    def _bare_clause(self, i: int) -> bool:
        """Tell whether a complement without "that" begins at a pronoun: "has shown he will"."""
        if i == self.start or not self._following(i) & AUXILIARY or not self.lower[i - 1][0].isalpha():
            return False
        return not self.classes[i - 1] & (COORDINATOR | SUBORDINATOR | PREPOSITIONAL)

    def _clause_begins(self, i: int) -> bool:
        if i >= self.stop:
            return False
        pronoun = self.classes[i] & PRONOUN and i + 1 < self.stop and self.finite[i + 1] > 0
        return bool(pronoun or self.classes[i] & CONTRACTION)

    def _is_question(self) -> bool:
        return "?" in self.lower[max(self.start, self.stop - 2) : self.stop]


def levels(words: Words, start: int = 0, end: int | None = None) -> list[int]:
    """Return the level of each word of `[start, end)`: MAIN, SUBORDINATE, or ASIDE (in brackets, between dashes)."""
    return _Reader(words, start, len(words) if end is None else end).levels()


def main_words(words: Words, level: Sequence[int], start: int, end: int) -> list[str]:
    """Return the lower-case words of the main clauses in `[start, end)`; `level` begins at `start`."""
    return list(compress(words.lower[start:end], map(MAIN.__eq__, level)))
