"""Words of a sentence and the clause each stands in: where is the main clause?

A one-pass, closed-class segmentation: subordinators and relatives open a clause; its verb, a comma or the next finite
verb closes it. No part-of-speech tagger; what the main clause says is for the callers to judge.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from flows.lexicon import load

MAIN, SUBORDINATE, ASIDE = 0, 1, 2
# How surely a word is a finite verb: not at all, by its ending -ed alone, by its form.
NOT_FINITE, MAYBE_FINITE, FINITE = 0, 1, 2
_WORD = re.compile(r"(?:[^\W\d_]\.){2,8}|[^\W_]+(?:[.'’&/–-](?=[^\W_])[^\W_]+)*|\.{2,}|--|[^\w\s]|_")
_LOWER_MARKS = str.maketrans({"’": "'", "‘": "'"})
_DASHES = frozenset(("—", "–", "--"))
_PREPOSITIONS = frozenset(("of", "on", "in", "for", "at", "to", "with", "by", "from", "than"))
_CLAUSE_REACH = 14  # Words after a coordinator or a "that" in which its verb is looked for.


@dataclass(frozen=True, slots=True)
class Words:
    """The words and marks of one text; `lower` has straight apostrophes, `starts` and `ends` are offsets in `text`.

    `tags` are closed classes, one letter each, "" for the rest; `finite` tells how surely a word is a finite verb.
    """

    text: str
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    tags: tuple[str, ...]
    finite: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.lower)

    def span_text(self, start: int, end: int) -> str:
        """Return the text of the words `[start, end)`, empty for none."""
        return self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def at(self, offset: int) -> int:
        """Return the position of the first word that starts at or after `offset`."""
        low, high = 0, len(self.starts)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.starts[middle] < offset else (low, middle)
        return low

    def has_finite(self, start: int, end: int, least: int = MAYBE_FINITE) -> bool:
        """Tell whether a finite verb, at least so surely, stands in `[start, end)`."""
        return any(f >= least for f in self.finite[max(start, 0) : max(end, 0)])


def words_of(text: str) -> Words:
    """Cut `text` into words and marks, in time linear in its length."""
    plain = text.replace("’", "'").replace("‘", "'").lower()
    if len(plain) != len(text):  # A letter that grows in lower case: leave such letters as they are.
        plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in text).translate(_LOWER_MARKS)
    lower = tuple(_WORD.findall(plain))
    starts, ends, end = [], [], 0
    for word in lower:  # Finding the words again is faster than match objects.
        start = plain.find(word, end)
        end = start + len(word)
        starts.append(start)
        ends.append(end)
    tag_of = _tags()
    tags = tuple([tag_of.get(word, "") for word in lower])
    return Words(text, lower, tuple(starts), tuple(ends), tags, _finiteness(lower, tags))


def _finiteness(lower: Sequence[str], tags: Sequence[str]) -> tuple[int, ...]:
    out = []
    before, tag_before = "", ""
    determiners, not_past = _set("determiners"), _set("not_past")
    for word, tag in zip(lower, tags, strict=True):
        degree = NOT_FINITE
        if tag:
            after_verb = before == "to" or tag_before in ("M", "A")
            free = not after_verb and (tag in ("M", "A") or (tag == "V" and before not in determiners))
            if tag == "K" or free:
                degree = FINITE
        elif (
            word[-2:] == "ed"
            and len(word) > 4
            and word not in not_past
            and before not in (",", "and", "to")
            and before not in determiners
        ):
            degree = NOT_FINITE if tag_before in ("M", "A") else MAYBE_FINITE
        out.append(degree)
        before, tag_before = word, tag
    return tuple(out)


@cache
def _tags() -> dict[str, str]:
    """Map closed classes to a letter: S subordinators, P those that are prepositions too, K contractions, and so on."""
    lexicon = load("clauses")
    letters = {
        "V": "finite",
        "C": "coordinators",
        "A": "auxiliaries",
        "M": "modals",
        "P": "prepositional",
        "S": "subordinators",
    }
    tags = {word: letter for letter, key in letters.items() for word in lexicon[key]}
    fused = (first + ending for first in lexicon["contracting"] for ending in ("'s", "'re", "'m", "'ve", "'ll", "'d"))
    return tags | dict.fromkeys(fused, "K")


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
        self.words, self.start, self.stop = words, start, stop
        self.clause: _Open | None = None
        self.main_verb = False
        self.brackets = 0
        self.dash = False
        dashes = [i for i in range(start, stop) if words.lower[i] in _DASHES]
        self.last_dash = dashes[-1] if dashes else -1

    def levels(self) -> list[int]:
        return [self._level(i, self.words.lower[i], self.words.tags[i]) for i in range(self.start, self.stop)]

    def _level(self, i: int, word: str, tag: str) -> int:
        if not word[0].isalnum() and self._is_aside(i, word):
            return ASIDE
        if self.brackets or self.dash:
            return ASIDE
        if tag == "S" or tag == "P":
            if self._opens(i, word, tag):
                self._open(i, tag)
                return SUBORDINATE
        elif tag == "C":
            self._coordinate(i)
        elif word == "," or word == ";":
            if self.clause and (word == ";" or self._comma_closes(i)):
                self.clause = None
                return MAIN
        elif i == self.start and word in ("should", "were", "had") and not self._is_question():
            self.clause = _Open(0, False, False)
        elif self.main_verb and self.clause is None and self._bare_clause(i, word):
            self.clause = _Open(1, False, False)
        elif self.words.finite[i]:
            self._verb(i)
        return MAIN if self.clause is None else SUBORDINATE

    def _is_aside(self, i: int, word: str) -> bool:
        """Follow brackets and dashes; tell whether the mark itself belongs to an aside."""
        if word in ("(", "["):
            self.brackets += 1
        elif word in (")", "]"):
            self.brackets = max(0, self.brackets - 1)
        elif word in _DASHES:
            closes = self.dash or not (self.main_verb or i < self.last_dash)
            self.dash = not closes and not (i == self.last_dash and self._clause_begins(i + 1))
        else:
            return False
        return True

    def _verb(self, i: int) -> None:
        if self.clause is None:
            self.main_verb = True
        elif self.clause.needs:
            self.clause.needs -= 1
        elif not self.main_verb and self.words.lower[i - 1] not in ("and", "or", ","):
            # A clause in the subject has its verb already: this is the main one.
            self.clause, self.main_verb = None, True

    def _open(self, i: int, tag: str) -> None:
        if self.clause is None:
            after_comma = i > self.start and self.words.lower[i - 1] == ","
            self.clause = _Open(self._verbs_needed(i), after_comma, tag == "P")
        else:
            self.clause.needs += 1

    def _opens(self, i: int, word: str, tag: str) -> bool:
        lower, first = self.words.lower, i == self.start
        following = lower[i + 1] if i + 1 < self.stop else ""
        if word == "that":
            # "That may …", "of that" and "that role" are no clauses; "and that it will", "forces that may" are.
            if first or lower[i - 1] in _PREPOSITIONS:
                return False
            return (bool(following) and self.words.finite[i + 1] > 0) or self._verb_ahead(i + 1, 12)
        if tag == "S":
            return following != "to"
        if first or following in _set("pronouns") or (lower[i - 1] == "," and not self.main_verb):
            return True
        return self.main_verb and self._verb_ahead(i + 1, 8)

    def _verbs_needed(self, i: int) -> int:
        """Return 0 for a relative whose next word is its verb, whatever its form ("who consults"), else 1."""
        following = self.words.lower[i + 1] if i + 1 < self.stop else ""
        subject = following in _set("pronouns") or following in _set("determiners")
        verb_next = self.words.lower[i] in ("who", "which") and not subject
        return 0 if verb_next and not (following and self.words.finite[i + 1]) else 1

    def _verb_ahead(self, start: int, reach: int) -> bool:
        for i in range(start, min(self.stop, start + reach)):
            if self.words.tags[i] == "C" or self.words.lower[i] in (",", ";", "."):
                return False
            if self.words.finite[i]:
                return i > start
        return False

    def _comma_closes(self, i: int) -> bool:
        clause = self.clause
        if clause is None:
            return False
        tag = self.words.tags[i + 1] if i + 1 < self.stop else ""
        if not self.main_verb:
            following = self.words.lower[i + 1] if i + 1 < self.stop else ""
            if tag == "S" or following in ("and", "or"):
                return False
            return not clause.needs or clause.soft or self._verb_ahead(i + 1, _CLAUSE_REACH)
        if tag == "C":
            return self._returns(i + 1)
        return clause.after_comma and not clause.needs

    def _coordinate(self, i: int) -> None:
        if self.clause and self.main_verb and self._returns(i):
            self.clause = None
            self.main_verb = self.words.lower[i - 1] != ","

    def _returns(self, i: int) -> bool:
        """Tell whether the coordinator at `i` goes on with the main clause rather than with the one below it."""
        tag = self.words.tags[i + 1] if i + 1 < self.stop else ""
        if tag == "S":
            return False
        comma_before = self.words.lower[i - 1] == ","
        if self.words.lower[i] in ("but", "yet", "so", "nor"):
            return comma_before
        if comma_before:
            following = self.words.lower[i + 1] if i + 1 < self.stop else ""
            return following in _set("pronouns") or tag in ("M", "A") or self._verb_ahead(i + 1, _CLAUSE_REACH)
        return self.clause is not None and self.clause.soft and tag in ("M", "A")

    def _bare_clause(self, i: int, word: str) -> bool:
        """Tell whether a complement without "that" begins: "has shown he will"."""
        if word not in _set("pronouns") or i + 1 >= self.stop or self.words.tags[i + 1] not in ("M", "A"):
            return False
        return i > self.start and self.words.lower[i - 1][0].isalpha() and self.words.tags[i - 1] not in ("C", "S", "P")

    def _clause_begins(self, i: int) -> bool:
        if i >= self.stop:
            return False
        pronoun = self.words.lower[i] in _set("pronouns") and i + 1 < self.stop and self.words.finite[i + 1] > 0
        return pronoun or self.words.tags[i] == "K"

    def _is_question(self) -> bool:
        return "?" in self.words.lower[max(self.start, self.stop - 2) : self.stop]


def levels(words: Words, start: int = 0, end: int | None = None) -> list[int]:
    """Return the level of each word of `[start, end)`: MAIN, SUBORDINATE, or ASIDE (in brackets, between dashes)."""
    return _Reader(words, start, len(words) if end is None else end).levels()


def main_text(words: Words, level: Sequence[int], start: int, end: int) -> str:
    """Return the lower-case words of the main clauses in `[start, end)`, one space apart; `level` begins at `start`."""
    return " ".join([words.lower[i] for i in range(start, end) if level[i - start] == MAIN])
