"""Words of a sentence and the clause each stands in: where is the main clause?

A one-pass, closed-class segmentation: subordinators and relatives open a clause; its verb, a comma or the next finite
verb closes it. No part-of-speech tagger; what the main clause says is for the callers to judge.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, compress
from operator import not_
from typing import NamedTuple

from flows.extraction.grammar.word_patterns import Begun
from flows.extraction.grammar.words import (
    AND,
    AUXILIARY,
    BE,
    BRACKETS_DASHES,
    CLOSING,
    COMMA,
    CONTRACTION,
    COORDINATOR,
    DASH,
    DETERMINER,
    OPENING,
    PAST,
    PREPOSITIONAL,
    PRONOUN,
    SAYING,
    SEMICOLON,
    STOP,
    SUBORDINATOR,
    TO,
    Words,
)
from flows.lexicon import load

MAIN, SUBORDINATE, ASIDE = 0, 1, 2
_PREPOSITIONS = frozenset(
    ("of", "on", "in", "for", "at", "to", "with", "by", "from", "than", "under", "over", "through", "during", "against")
)
_ADVERBIAL = frozenset(
    ("because", "although", "though", "while", "whereas", "if", "unless", "when", "since", "as", "after", "before")
)
_PRESENTING = frozenset(("this", "that", "it", "these", "those", "it's", "that's"))
_PRESENTED = 4  # Words of "this is a port" before "that"; an adjective more would be what is said.
_MODALS = frozenset(("should", "must", "will", "would", "can", "could", "may", "might", "needs", "need"))
_RELATIVES = frozenset(("who", "which", "whom", "whose", "where"))
_SUBJECT_REACH = 16  # Words after "that" in which the verb of its clause is looked for.
_CLAUSE_REACH = 14  # Words after a coordinator or a "that" in which its verb is looked for.
# One of these opens whatever is no main clause, but for a first word of _INVERTED and a pronoun before an auxiliary.
_OPENERS = SUBORDINATOR | PREPOSITIONAL | BRACKETS_DASHES
_INVERTED = frozenset(("should", "were", "had"))
# What has no such class, a verb or a mark, leaves a main clause the main one.
_MAY_TURN_MAIN = _OPENERS | COORDINATOR | PRONOUN


@dataclass(slots=True)
class _Open:
    """The clause below the main one that is being read: the verbs it still needs, and how it was opened.

    `to_comma`: it ends at a comma, as a relative behind a comma does, and what opens a sentence ("If ships sink, …").
    """

    needs: int
    after_comma: bool
    to_comma: bool
    soft: bool


class _Reader:
    """Reads the words `[start, stop)` once and notes the level of each."""

    def __init__(self, words: Words, start: int, stop: int) -> None:
        self.lower, self.classes, self.finite = words.lower, words.classes, words.finite
        self.start, self.stop = start, stop
        self.turns = words.turns[bisect_left(words.turns, start) : bisect_left(words.turns, stop)]
        if self.lower[start] in _INVERTED and self.turns[:1] != [start]:  # Be it no finite verb.
            self.turns = [start, *self.turns]
        self.clause: _Open | None = None
        self.main_verb = False
        self.brackets = 0
        self.dash = False
        dashes = [i for i in self.turns if self.classes[i] & DASH] if words.kinds & DASH else ()
        self.last_dash = dashes[-1] if dashes else -1

    def levels(self) -> list[int]:
        """Judge the words at which the level may turn; those between have the level reached."""
        start, classes, finite = self.start, self.classes, self.finite
        out = [MAIN] * (self.stop - start)
        reached, done = MAIN, start
        for i in self.turns:
            if reached:
                out[done - start : i - start] = [reached] * (i - done)
            kind = classes[i]
            if not (reached or kind & _MAY_TURN_MAIN or i == start):
                self.main_verb = self.main_verb or finite[i] > 0
                continue
            out[i - start] = self._level(i, kind)
            reached = ASIDE if self.brackets or self.dash else SUBORDINATE if self.clause else MAIN
            done = i + 1
        if reached:
            out[done - start :] = [reached] * (self.stop - done)
        return out

    def _level(self, i: int, kind: int) -> int:
        if kind & BRACKETS_DASHES:
            self._turn_aside(i, kind)
            return ASIDE
        if self.brackets or self.dash:
            return ASIDE
        if kind & (SUBORDINATOR | PREPOSITIONAL):
            if self.lower[i] == "that" and self._resumes(i):
                self.clause, self.main_verb = None, False
            elif self._opens(i, kind):
                was_main = self.clause is None
                self._open(i, kind)
                return MAIN if was_main and self.lower[i] == "that" else SUBORDINATE
        elif kind & COORDINATOR:
            self._coordinate(i)
        elif kind & (COMMA | SEMICOLON):
            if self.clause and (kind & SEMICOLON or self._comma_closes(i)):
                self.clause = None
                return MAIN
        elif i == self.start and self.lower[i] in _INVERTED:
            self.clause = _Open(0, False, False, False)
        elif kind & PRONOUN and self.main_verb and self.clause is None and self._bare_clause(i):
            self.clause = _Open(1, False, False, False)
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
        elif not (self.main_verb or self._goes_on(i)):
            # A clause in the subject has its verb already: this is the main one.
            self.clause, self.main_verb = None, True

    def _goes_on(self, i: int) -> bool:
        """Tell whether the verb at `i` is one more of the clause below: behind "and", in "ships that he says will"."""
        before = self.classes[i - 1]
        if before & (AND | COMMA) or self.lower[i - 1] == "or" or (before & SAYING and self.finite[i - 1]):
            return True
        return self.clause is not None and self.clause.to_comma and not before & DASH

    def _open(self, i: int, kind: int) -> None:
        if self.clause is None:
            after_comma = i > self.start and bool(self.classes[i - 1] & COMMA)
            to_comma = after_comma and self.lower[i] in _RELATIVES
            to_comma |= i == self.start and self.lower[i] in _ADVERBIAL and self._comma_ahead(i)
            self.clause = _Open(self._verbs_needed(i), after_comma, to_comma, bool(kind & PREPOSITIONAL))
        else:
            self.clause.needs += 1

    def _comma_ahead(self, i: int) -> bool:
        return any(self.classes[k] & COMMA for k in self.turns[bisect_left(self.turns, i) :])

    def _following(self, i: int) -> int:
        """Return the classes of the word after `i`, none at the end."""
        return self.classes[i + 1] if i + 1 < self.stop else 0

    def _opens(self, i: int, kind: int) -> bool:
        lower, first = self.lower, i == self.start
        if self._presents(i):
            return False
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

    def _presents(self, i: int) -> bool:
        """Tell whether the relative at `i` is what is said: "this is a port that should close"."""
        if i + 1 >= self.stop or self.lower[i + 1] not in _MODALS or i - self.start > _PRESENTED:
            return False
        at = self.start + (self.classes[self.start] & COORDINATOR > 0)
        kinds = self.classes[at] | self.classes[at + 1]
        return self.lower[at] in _PRESENTING and kinds & (CONTRACTION | AUXILIARY) > 0

    def _resumes(self, i: int) -> bool:
        """Tell whether a "that" goes on with the main clause.

        Behind a shell ("…, but it is clear that"), or behind "and" with the report that a "that" opened or the
        sentence ("…, and that is why").
        """
        if i < self.start + 2:
            return False
        if self.clause is None and self.lower[i - 1] in shells():
            return any(kind & (AUXILIARY | CONTRACTION) for kind in self.classes[max(self.start, i - 4) : i])
        if self.lower[i - 1] not in ("and", "but"):
            return False
        if self.start and self.lower[self.start - 1] == "that":
            return True
        is_subject = self.classes[i - 2] & COMMA and i + 1 < self.stop and self.finite[i + 1]
        return bool(is_subject) and self.lower.index("that", self.start) == i

    def _verbs_needed(self, i: int) -> int:
        """Return 0 for a relative whose next word is its verb, whatever its form ("who consults"), else 1."""
        verb_next = self.lower[i] in ("who", "which") and not self._following(i) & (PRONOUN | DETERMINER)
        verb_next = verb_next and not (i > self.start and self.lower[i - 1] in _PREPOSITIONS)
        return 0 if verb_next and not (i + 1 < self.stop and self.finite[i + 1]) else 1

    def _verb_ahead(self, start: int, reach: int, passing: int = 0) -> bool:
        """Tell whether a verb follows before a clause ends; words of the classes `passing` end none."""
        for i in range(start, min(self.stop, start + reach)):
            if self.classes[i] & (COORDINATOR | COMMA | SEMICOLON | STOP | DASH) and not self.classes[i] & passing:
                return False
            if self.finite[i] or self.classes[i] & BE:
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
            ended = not clause.needs or clause.soft or following & PRONOUN > 0
            return ended or self._verb_ahead(i + 1, _CLAUSE_REACH, AND)
        if following & COORDINATOR:
            return self._returns(i + 1)
        return clause.after_comma and not clause.needs

    def _coordinate(self, i: int) -> None:
        if not self.main_verb or not (self._returns(i) if self.clause else self.classes[i - 1] & COMMA):
            return
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
        return not self.classes[i - 1] & (COORDINATOR | SUBORDINATOR | PREPOSITIONAL | AUXILIARY)

    def _clause_begins(self, i: int) -> bool:
        i += i < self.stop and self.classes[i] & COORDINATOR > 0
        if i >= self.stop:
            return False
        pronoun = self.classes[i] & PRONOUN and i + 1 < self.stop and self.finite[i + 1] > 0
        return bool(pronoun or self.classes[i] & CONTRACTION)


def levels(words: Words, start: int = 0, end: int | None = None) -> list[int]:
    """Return the level of each word of `[start, end)`: MAIN, SUBORDINATE, or ASIDE (in brackets, between dashes).

    The "that" which opens a clause below the main one belongs to what governs it: "it is vital that".
    """
    stop = len(words.lower) if end is None else end
    if start < stop and _may_turn(words, start):
        return _Reader(words, start, stop).levels()
    return [MAIN] * (stop - start)


def _may_turn(words: Words, start: int) -> bool:
    """Tell from the classes of all words whether any may stand in no main clause; in a third of sentences none does."""
    kinds = words.kinds
    return bool(kinds & _OPENERS or (kinds & PRONOUN and kinds & AUXILIARY) or words.lower[start] in _INVERTED)


@cache
def shells() -> frozenset[str]:
    """Return the words behind which a clause with "that" counts as the main one: "it is clear that"."""
    return frozenset(load("clauses")["shells"])


class Clause(NamedTuple):
    """Words, lower case, not always all that stand in a row; `types` is what each may begin of `main_patterns`."""

    lower: tuple[str, ...]
    types: tuple[Begun, ...]


def joined(clauses: Sequence[Clause]) -> Clause:
    """Return the words of all clauses as one."""
    if len(clauses) == 1:
        return clauses[0]
    return Clause(
        tuple(chain.from_iterable(c.lower for c in clauses)), tuple(chain.from_iterable(c.types for c in clauses))
    )


def all_words(words: Words, start: int, end: int) -> Clause:
    """Return the words `[start, end)`."""
    return Clause(words.lower[start:end], words.types[start:end])


def main_words(words: Words, level: Sequence[int], start: int, end: int) -> Clause:
    """Return the words of the main clauses in `[start, end)`; `level` begins at `start`."""
    lower, types = words.lower[start:end], words.types[start:end]
    if any(level):  # MAIN is 0.
        is_main = list(map(not_, level))
        lower, types = tuple(compress(lower, is_main)), tuple(compress(types, is_main))
    return Clause(lower, types)
