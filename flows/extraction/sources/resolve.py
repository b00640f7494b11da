"""Source span → who speaks: the kind of source and its fullest name in the article.

Keeps the discourse of one article: who was last named as a subject, who "he", "they" and "the president" are. Which
words attribute, and which span is the source, is settled in `attribution`; head nouns stand in `lexicon/sources.toml`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from flows.extraction.grammar.clauses import MAIN
from flows.extraction.grammar.phrases import Parsed, Span, first_verb, is_written_as_name, main_subject, next_break
from flows.extraction.grammar.words import FINITE, Words
from flows.extraction.names.gazetteer import words as names_of
from flows.extraction.names.genders import genders_of
from flows.extraction.records import Mention, Sentence
from flows.extraction.sources.cues import BULLETS, adverbial_starts, determiners, is_people, is_person, word_set
from flows.extraction.sources.descriptions import Descriptions, country_in, descriptions_of
from flows.extraction.sources.unlisted import Unlisted, is_body
from flows.lexicon import load

PERSON, ORGANIZATION, GOVERNMENT, GROUP = "person", "organization", "government", "group"
_LEAST_LISTED = 3  # Names of a list with commas.
_NEAR = 3  # Sentences within which "the company" is the body spoken of.
_LONGEST_TITLE = 4  # Words of "a brief joint statement".
_LEAST_WITH_NAME = 3  # Words of "the law Mori".
_SPOKEN_OF = 6  # Sentences within which "the official" is the unnamed person spoken of.
_SUBJECTS = 3  # People last spoken of that "he" may mean.
_ROUNDING = frozenset(("about", "around", "over", "under"))
_PLURAL_VERBS = frozenset(("have", "are", "were"))
_EARLY = 6  # Words of a sentence within which the verb of a short subject stands.
_REMEMBERED = 8  # People last named that "the two leaders" may mean.


class Source(NamedTuple):
    """Who says it; `rule` tells how the name was found, as `schemas.attributions` lists it."""

    kind: str
    name: str
    rule: str


_NOBODY_KNOWN = Source(GROUP, "They", "pronoun")


@dataclass(slots=True)
class Discourse:
    """What the reader of one article remembers while reading on."""

    described: Descriptions
    unlisted: Unlisted
    families: dict[str, str] = field(default_factory=dict)
    person: str | None = None
    person_age: int = 0
    people: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    plural: Source | None = None
    pair: Source | None = None
    body: Source | None = None
    body_age: int = 0
    lists: Source | None = None
    issued: dict[str, Source] = field(default_factory=dict)
    joint: dict[frozenset[str], str] = field(default_factory=dict)
    gender: dict[str, str] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)

    def full_name(self, label: str) -> str:
        """Return whom a transcript calls "MR. MORI" or "THE PRESIDENT", else the label in lower case: "moderator"."""
        noun = label.lower().removeprefix("the ")
        last = noun.rsplit(" ", 1)[-1]
        name = self.families.get(last) or self.described.bearer(noun, None, self.people)
        return name or load("sources")["labels"].get(noun) or (noun if is_person(last) else label.title())

    def together(self, names: Sequence[str], rule: str) -> Source:
        """Return people as one source, always in the order in which the article first named them together."""
        name = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
        return Source(PERSON, self.joint.setdefault(frozenset(names), name), rule)

    def last_two(self) -> Source | None:
        """Return the two people last named, None where fewer are."""
        return self.together(self.people[-2:], "pronoun") if len(self.people) > 1 else None

    def person_of(self, pronoun: str) -> str | None:
        """Return whom "he" or "she" means: the person spoken of if that is one, else who was subject or named last."""
        for person in (self.person, *reversed(self.subjects), *reversed(self.people)):
            if person and self.gender.get(person, pronoun) == pronoun:
                return person
        return None

    def name(self, people: Sequence[str]) -> None:
        """Make `people` the last named of those that "the two leaders" may mean."""
        for person in people:
            _move_to_end(self.people, person, _REMEMBERED)

    def remember(self, source: Source) -> None:
        """Make `source` the one that the next pronoun of its kind points to."""
        if source.kind == PERSON and " and " not in source.name:
            self.person, self.person_age = source.name, 0
            _move_to_end(self.subjects, source.name, _SUBJECTS)
        elif source is _NOBODY_KNOWN:
            return
        elif source.kind == GROUP or " and " in source.name:
            self.plural = source
        else:
            self.body, self.body_age = source, 0
            self.plural = source if _is_plural_body(source.name) else self.plural


def _move_to_end(names: list[str], name: str, most: int) -> None:
    """Make `name` the last of the `most` that a list keeps."""
    if names and names[-1] == name:
        return
    if name in names:
        names.remove(name)
    names.append(name)
    del names[:-most]


def _is_plural_body(name: str) -> bool:
    last = name.rsplit(" ", 1)[-1].lower()
    plural = last.endswith("s") and not last.endswith(("'s", "’s")) and last not in _set("singular_names")
    return plural or last in _set("peoples")


def discourse_of(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Discourse:
    """Collect what an article tells of its people before it is read: their titles, families and genders."""
    described = descriptions_of(mentions)
    by_count = sorted(described.counts, key=lambda name: (described.counts[name], name))
    families = {name.split()[-1].casefold(): name for name in by_count}
    printed = _printed_names(mentions)
    return Discourse(described, Unlisted(sentences), families, gender=genders_of(mentions), printed=printed)


def _printed_names(mentions: Sequence[Mention]) -> dict[str, str]:
    """Map full names of the lexicon to those that the article prints instead: "James Mattis" to "Jim Mattis"."""
    forms: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.kind == PERSON and " " in mention.text and mention.text != mention.name:
            forms.setdefault(mention.name, set()).add(mention.text)
    whole = {mention.text for mention in mentions} if forms else set()
    return {name: max(texts, key=len) for name, texts in forms.items() if name not in whole and _differ(name, texts)}


def _differ(name: str, texts: set[str]) -> bool:
    """Tell whether no printed form has all words of a name, nor the name all of its."""
    known = set(name.casefold().split())
    return not any(known <= words or words <= known for words in (set(t.casefold().split()) for t in texts))


def resolve_source(parsed: Parsed, span: Span, discourse: Discourse, speaks: bool = False) -> Source | None:
    """Return who the words `span` name, or None for the author and for what cannot speak.

    `speaks`: by its verb it must be a speaker, listed or not.
    """
    lower = parsed.words.lower
    start, end = _trim(lower, *span)
    if start >= end:
        return None
    phrase = " ".join(lower[start:end])
    if lower[start] in ("i", "we") or phrase in word_set("own_voice"):
        return None
    if end - start > 1 and lower[start] in _set("prepositions"):
        if lower[start] not in _ROUNDING or lower[start + 1] not in _set("quantities"):
            return None
        start += 1  # "about one in five"
    if end - start <= 2 and lower[start] in _PRONOUNS:
        return _pronoun(lower[start], discourse)
    return _named(parsed, start, end, discourse) or (_any_speaker(parsed, start, end, discourse) if speaks else None)


_NOR = re.compile(r"\s+nor\s+")
# End a name: a relative clause.
_ENDING = frozenset(("who", "whose", "which", "that"))
_SUFFIXES = frozenset(("Jr", "Sr", "II", "III"))  # Behind a family name.
# May float behind the subject: "Tokyo and Seoul both said".
_FLOATING = frozenset(("both", "each", "all", "himself", "herself", "themselves"))
_PRONOUNS = frozenset(("he", "she", "they", "it"))


def _trim(lower: Sequence[str], start: int, end: int) -> Span:
    """Cut marks, conjunctions and quotation marks off both ends."""
    while (start < end and not lower[start][0].isalnum()) or (
        start < end and lower[start] in ("and", "but", "yet", "so", "when", "that", "as", "while", "however")
    ):
        start += 1
    if end - start > 3 and lower[end - 1] in _set("spans") and "for" in lower[end - 3 : end]:  # "Mori for two years"
        end = lower.index("for", end - 3)
    while end > start and not lower[end - 1][-1].isalnum() and lower[end - 1][-1] not in ".%":
        end -= 1
    while end - start > 1 and lower[end - 1] in _FLOATING:
        end -= 1
    return start, end


def _pronoun(word: str, discourse: Discourse) -> Source | None:
    if word == "they":
        plural = discourse.plural or discourse.pair
        return Source(plural.kind, plural.name, "pronoun") if plural else _NOBODY_KNOWN
    if word == "it":
        return discourse.body and Source(discourse.body.kind, discourse.body.name, "pronoun")
    lone, name = _lone_body(discourse), discourse.person_of(word)
    if lone and discourse.body_age < discourse.person_age:
        return Source(PERSON, lone, "pronoun")  # What was a body for want of a first name is a person now.
    if name is None:
        return Source(PERSON, word.capitalize(), "pronoun")
    discourse.gender[name] = word
    return Source(PERSON, name, "pronoun")


def _lone_body(discourse: Discourse) -> str | None:
    """Return the single capitalised word that was just taken for a body's name, as nothing gave it a first name."""
    body = discourse.body if discourse.body_age <= 1 else None
    if body is None or body.kind != ORGANIZATION or body.rule != "noun" or " " in body.name or is_body(body.name):
        return None
    return body.name if body.name.istitle() else None


def _named(parsed: Parsed, start: int, end: int, discourse: Discourse) -> Source | None:
    lower = parsed.words.lower
    if parsed.mentions and end - start >= _LEAST_WITH_NAME:
        end = _before_reduced_relative(parsed, start, end)
    head_end = _head_end_past_names(parsed, start, end)
    people = _by_mentions(parsed, start, head_end, end, discourse)
    if people:
        return people
    if lower[start] in ("neither", "both", "either"):
        start += 1
    if start >= end:
        return _both(discourse)
    full_name = _full_name(parsed, start, head_end, discourse)
    if full_name:
        return Source(PERSON, full_name, "surname" if head_end - start == 1 else "noun")
    counted = _kind_of_quantity(parsed, head_end, end)
    kind = counted if lower[head_end - 1] == "group" and counted else _kind(parsed, start, head_end) or counted
    if kind is None:
        return _unlisted_name(parsed, start, head_end) or _lone_name(parsed, start, head_end, discourse)
    if kind == GROUP and _are_leaders(lower, start, head_end) and (leaders := _leaders(discourse)):
        return leaders
    known = _known_person(parsed, start, head_end, end, discourse) if kind == PERSON else None
    return known or _described(parsed, start, head_end, end, kind, discourse)


def _by_mentions(parsed: Parsed, start: int, head_end: int, end: int, discourse: Discourse) -> Source | None:
    """Return whom the names in a phrase tell: the people of its head or a list of three."""
    named = _within(parsed, start, end)
    if not named:
        return None
    lower = parsed.words.lower
    listed = _listed(lower[start:end], named, discourse) if "," in lower[start:end] else None
    people = listed or _people(parsed, start, head_end, discourse) or _office_holder(parsed, head_end, end, named[-1])
    with_group = people and "and" in lower[start:head_end] and _with_group(parsed, start, head_end, discourse)
    return with_group or people


def _kind_of_quantity(parsed: Parsed, head_end: int, end: int) -> str | None:
    """Return the kind of "a number of voters" or "six in ten": that of what is counted."""
    lower = parsed.words.lower
    if lower[head_end - 1] not in _set("quantities") and not lower[head_end - 1].isdigit():
        return None
    if lower[head_end : head_end + 1] == ("in",) and head_end + 2 == end:
        return GROUP
    if lower[head_end : head_end + 1] != ("of",) or head_end + 1 >= end:
        return None
    return _kind(parsed, head_end + 1, _head_end(lower, head_end + 1, end))


def _known_person(parsed: Parsed, start: int, head_end: int, end: int, discourse: Discourse) -> Source | None:
    """Return the person whom a description is put beside, or who bears the title that it is."""
    name = _apposed_name(parsed, end)
    if name:
        return Source(PERSON, name, "name")
    lower = parsed.words.lower
    title = _title(parsed, start, head_end, discourse)
    if title is None and lower[start] != "the":
        discourse.described.people[lower[head_end - 1]] = None  # "a senior official" has no name.
    elif title is None and head_end == end:
        title = _person_described_anew(parsed, start, end, discourse)
    return Source(PERSON, title, "title") if title else None


def _person_described_anew(parsed: Parsed, start: int, end: int, discourse: Discourse) -> str | None:
    """Return who was spoken of last, if "the official" is an unnamed adviser, "the young actor" somebody named."""
    person, noun = discourse.person, parsed.words.lower[end - 1]
    if person is None or discourse.person_age > _SPOKEN_OF or noun in discourse.described.people:
        return None
    if person.rsplit(" ", 1)[-1].islower():
        return person if end - start == 2 and noun in _set("any_person") else None
    qualified = discourse.person_age <= 1 and end - start > 2 and noun not in _set("any_person") | _set("of_an_office")
    others = (m for m in _within(parsed, start, end) if m.kind != "country" and not m.name.endswith(" Party"))
    return person if qualified and not any(others) else None


def _described(parsed: Parsed, start: int, head_end: int, end: int, kind: str, discourse: Discourse) -> Source | None:
    """Return a body by its name or who made its findings, else the words themselves up to a relative clause."""
    lower = parsed.words.lower
    first = start + (lower[start] in _set("determiners"))
    if first >= end:
        return None
    name = _whole_name(parsed, first, head_end) if kind != GROUP else None
    if name:
        return Source(kind, name, "name")
    if lower[start] == "the" and kind in (ORGANIZATION, GOVERNMENT):
        noun = " ".join(lower[start + 1 : end])
        body = discourse.issued.get(noun) or _body_meant(noun, kind, discourse)
        if body:
            return body
    if kind == ORGANIZATION and lower[head_end - 1] in _set("findings") and head_end + 1 < end:
        by = head_end + (lower[head_end + 1] == "by")  # "a study done by"
        made_by = _named(parsed, by + 1, end, discourse) if by + 1 < end and lower[by] in ("by", "from") else None
        if made_by and made_by.rule == "name":
            return made_by
    end = next((k for k in range(head_end, end) if lower[k] in _ENDING), end)
    return Source(kind, _NOR.sub(" and ", _without_open_bracket(parsed.words.span_text(first, end))), "noun")


def _body_meant(noun: str, kind: str, discourse: Discourse) -> Source | None:
    """Return the body that "the committee" or "the company" means: one so named, else the one spoken of."""
    named = discourse.described.bodies.get(noun)
    if named:
        return Source(kind, named, "title")
    body = discourse.body if discourse.body_age <= _NEAR else None
    if body is None or not body.name[0].isupper():
        return None
    generic = noun in _set("bodies") and body.kind == ORGANIZATION
    return body._replace(rule="pronoun") if generic or body.name.lower().endswith(f" {noun}") else None


def _both(discourse: Discourse) -> Source | None:
    """Return whom "both" means: those last named together, else the two people last named."""
    return (discourse.last_two() if discourse.plural is None else None) or _pronoun("they", discourse)


def _without_open_bracket(name: str) -> str:
    """Cut a bracket off that the phrase does not close: "the Office (ONS"."""
    return name.partition(" (")[0] if ")" not in name else name


def _people(parsed: Parsed, start: int, end: int, discourse: Discourse) -> Source | None:
    """Return the people that a head names, unless they only describe a body ("the Abe government")."""
    people = [m for m in _within(parsed, start, end) if m.kind == PERSON and not _possessive(parsed, m)]
    if not people:
        return None
    behind = parsed.words.lower[parsed.words.at(people[-1].end) : end]
    if any(_kinds().get(word) in (GOVERNMENT, ORGANIZATION) for word in behind):
        return None
    joined = "and" in parsed.words.lower[start:end]
    rule = "name" if all(m.text == m.name for m in people) else "surname"
    return discourse.together(list(dict.fromkeys(m.name for m in people)) if joined else [people[-1].name], rule)


def _office_holder(parsed: Parsed, head_end: int, end: int, last: Mention) -> Source | None:
    """Return whom a long title names: "Secretary of Defense Aiko Mori", but not "an aide to Senator Mori"."""
    if head_end == end or last.kind != PERSON or parsed.words.at(last.end) < end:
        return None
    head, name = parsed.words.lower[head_end - 1], parsed.words.at(last.start)
    title = [parsed.words.span_text(k, k + 1) for k in range(head_end + 1, name)]
    names_office = any(word[0].isupper() and word not in names_of("names", "titles") for word in title)
    return Source(PERSON, last.name, "name") if is_person(head) and names_office else None


def _with_group(parsed: Parsed, start: int, end: int, discourse: Discourse) -> Source | None:
    """Return a person and a group joined by "and": "Mori and his aides"."""
    lower = parsed.words.lower
    conjunction = lower.index("and", start, end)
    first, others = _people(parsed, start, conjunction, discourse), _within(parsed, conjunction + 1, end)
    if first is None or conjunction + 1 == end or any(m.kind == PERSON for m in others):
        return None
    if _kind(parsed, conjunction + 1, end) != GROUP:
        return None
    return Source(GROUP, f"{first.name} and {parsed.words.span_text(conjunction + 1, end)}", "noun")


def _apposed_name(parsed: Parsed, end: int) -> str | None:
    """Return the name that follows a description in commas: "his adviser, Mori, said"."""
    lower = parsed.words.lower
    if lower[end : end + 1] not in ((",",), ("—",), ("–",), ("--",)):
        return None
    close = min(next_break(lower, end + 1), len(lower) - 1)
    people = (m for m in _within(parsed, end, min(end + 8, len(lower))) if m.kind == PERSON)
    beside = (m.name for m in people if parsed.words.at(m.start) == end + 1 or parsed.words.at(m.end) == close)
    if parsed.words.has_finite(end, close, FINITE):
        return None
    return next(beside, None)


def _whole_name(parsed: Parsed, start: int, end: int) -> str | None:
    """Return the full name of the body that a phrase is, whole and alone."""
    named = [m for m in _within(parsed, start, end) if m.kind not in (PERSON, "country")]
    if len(named) == 1 and parsed.words.at(named[0].start) == start and named[0].end >= parsed.words.end_of(end - 1):
        return named[0].name
    last = parsed.words.at(named[-1].end) if named and named[-1].kind == ORGANIZATION else end
    is_called_so = last < end and " ".join(parsed.words.lower[last:end]) in _set("bodies")
    return named[-1].name if is_called_so else None  # "the official Kyodo news agency"


def _unlisted_name(parsed: Parsed, start: int, end: int) -> Source | None:
    """Return the two or three capitalised words that open a phrase as a person's name ("Aiko Mori senior fellow").

    A body's possessive may stand before it: "Kyodo's Aiko Mori".
    """
    start += parsed.words.lower[start].endswith("'s") and start + 2 < end
    written = [parsed.words.span_text(k, k + 1) for k in range(start, end)]
    size = next((k for k, word in enumerate(written) if not _is_name_part(written, k)), len(written))
    if (
        not 2 <= sum(word != "." and word not in _SUFFIXES for word in written[:size]) <= 3
        or parsed.words.lower[start] in _set("determiners")
        or any(m.kind != PERSON for m in _within(parsed, start, end))
    ):
        return None
    kind = PERSON if written[0] in names_of("names", "given") or not is_body(written[size - 1]) else ORGANIZATION
    return Source(kind, parsed.words.span_text(start, start + size), "noun")


def _full_name(parsed: Parsed, start: int, end: int, discourse: Discourse) -> str | None:
    """Return the full name of a phrase that is one, or its last word: "Sowers" is no plural where "Eva Sowers" is."""
    words = parsed.words
    if end - start > 2 or not words.text[words.starts[end - 1]].isupper() or not is_people(words.lower[end - 1]):
        return None
    phrase = words.span_text(start, end)
    last = phrase.rsplit(" ", 1)[-1]
    full = discourse.unlisted.person(last)
    return full if full and " " in full and phrase in (full, last) else None


def _lone_name(parsed: Parsed, start: int, end: int, discourse: Discourse, speaks: bool = False) -> Source | None:
    """Return the person or the body that one capitalised word is: where nobody has a first name, a body.

    At the start of a sentence it must be a person's, or be capitalised elsewhere and speak.
    """
    words = parsed.words
    first = start + (words.lower[start] in _set("determiners"))
    word = words.span_text(first, end)
    if end - first != 1 or not word[0].isupper():
        return None
    person = discourse.unlisted.person(word) if first == start else None
    if person:
        return Source(PERSON, person, "surname" if " " in person else "noun")
    named = start > 1 or (speaks and (first > 0 or discourse.unlisted.is_name(word)))
    return Source(ORGANIZATION, word, "noun") if named else None


def _is_name_part(written: Sequence[str], k: int) -> bool:
    before = written[k - 1] if k else ""
    return written[k][0].isupper() or (written[k] == "." and (len(before) == 1 or before in _SUFFIXES))


def _any_speaker(parsed: Parsed, start: int, end: int, discourse: Discourse) -> Source | None:
    """Return a noun phrase of no listed head as a speaker: of the verb "said" whatever is subject speaks."""
    words, lower = parsed.words, parsed.words.lower
    head_end = _head_end(lower, start, end)
    head = lower[head_end - 1]
    if head in _set("silent") or head in _set("never_speak"):
        return None
    if lower[start] in adverbial_starts() or "and" in lower[start:end]:
        return None
    made_by = lower[head_end : head_end + 1] == ("by",)  # "a tally by the teacher Aiko Mori"
    name = _final_name(words, start, end if made_by else head_end)
    if name:
        return Source(PERSON, name, "noun")
    if not (words.text[words.starts[start]].isupper() or lower[start] in _openers() or head.endswith("s")):
        return None
    first = start + (lower[start] in _set("determiners"))
    if first >= head_end or words.has_finite(start, head_end, FINITE):
        return None
    lone = _lone_name(parsed, start, head_end, discourse, speaks=True)
    if lone:
        return lone
    capital = words.text[words.starts[head_end - 1]].isupper() and head_end > 1
    plural = head.endswith("s") and not head.endswith(("ss", "'s")) and not capital
    if capital and first > start and head_end - first > 1:  # "the Island Monitor" is no person.
        return Source(ORGANIZATION, words.span_text(first, head_end), "noun")
    kind = GROUP if plural else PERSON if capital or _is_person_noun(lower, start, head) else ORGANIZATION
    return Source(kind, words.span_text(first, head_end if capital else end), "noun")


def _final_name(words: Words, start: int, end: int) -> str | None:
    """Return the name that a description of lower-case words ends with: "the former mayor Aiko Mori"."""
    first = end
    while first > start and words.text[words.starts[first - 1]].isupper():
        first -= 1
    described = first > start and words.lower[first - 1] not in _set("determiners")
    return words.span_text(first, end) if described and 2 <= end - first <= 3 else None


def _is_person_noun(lower: Sequence[str], start: int, head: str) -> bool:
    return head.endswith(_person_endings()) or lower[start] in _set("person_determiners")


def _listed(lower: Sequence[str], named: Sequence[Mention], discourse: Discourse) -> Source | None:
    """Return the names of a list of three or more: "Britain, France and Germany"."""
    named = [m for m in named if m.kind == PERSON] or named  # "French President Mori, …"
    if len(named) < _LEAST_LISTED or lower.count(",") < len(named) - 2 or "and" not in lower:
        return None
    kinds = {m.kind for m in named}
    if kinds == {PERSON}:
        return discourse.together([m.name for m in named], "name")
    names = [m.text for m in named]
    return Source(GOVERNMENT, f"{', '.join(names[:-1])} and {names[-1]}", "name") if kinds == {"country"} else None


def _leaders(discourse: Discourse) -> Source | None:
    """Return whom "the two leaders" or "the leaders" mean: those who spoke or acted together, else the last named."""
    joint = discourse.plural
    if joint and joint.kind == PERSON:
        return Source(PERSON, joint.name, "pronoun")
    return discourse.last_two()


def _are_leaders(lower: Sequence[str], start: int, end: int) -> bool:
    """Tell whether "the two leaders" or "the leaders" stand for people named before."""
    words = [word for word in lower[start:end] if word not in ("the", "two", "both")]
    return words in (["leaders"], ["men"], ["presidents"], ["women"], ["ministers"])


def _within(parsed: Parsed, start: int, end: int) -> list[Mention]:
    if start >= end or not parsed.mentions:
        return []
    low, high = parsed.words.starts[start], parsed.words.end_of(end - 1)
    return [m for m in parsed.mentions if low <= m.start and m.end <= high + 2]


def _possessive(parsed: Parsed, mention: Mention) -> bool:
    return parsed.sentence.text[mention.end : mention.end + 2] in ("'s", "’s", "' ", "’ ", "s’", "s'")


def _head_end(lower: Sequence[str], start: int, end: int) -> int:
    """Return where the head of a noun phrase ends: at its first preposition, relative, comma or bracket."""
    stops = _set("prepositions")
    for k in range(start + 1, end):
        if lower[k] == "(" and k + 3 < end and lower[k + 2] == ")" and lower[k + 3] in _kinds():
            continue  # "a Harbor Institute (HI) report"
        if (lower[k] in stops and lower[k - 1] != "-") or lower[k] in (",", "(", "—", "–", "["):
            return k - _is_described_behind(lower, start, k)
        if lower[k] in ("'", "’") and not lower[k - 1].endswith("s"):
            return k
        reduced = lower[k].endswith("ed") and lower[k - 1] in _kinds()  # "a report released in May"
        if reduced and k + 1 < end and (lower[k + 1] in stops or lower[k + 1] in word_set("times")):
            return k
    return end


def _head_end_past_names(parsed: Parsed, start: int, end: int) -> int:
    """Return where the head of a noun phrase ends, past prepositions in names: "a Ministry of Trade official"."""
    head_end = _head_end(parsed.words.lower, start, end)
    for mention in _within(parsed, start, end):
        if parsed.words.at(mention.start) < head_end < parsed.words.at(mention.end):
            head_end = _head_end(parsed.words.lower, parsed.words.at(mention.end) - 1, end)
    return head_end


def _is_described_behind(lower: Sequence[str], start: int, to: int) -> bool:
    """Tell whether an adjective stands between people and its "to": "sources close to", "aides loyal to"."""
    described = to - start > 1 and lower[to] == "to" and is_people(lower[to - 2])
    return described and not is_people(lower[to - 1]) and lower[to - 1] not in _kinds()


def _before_reduced_relative(parsed: Parsed, start: int, end: int) -> int:
    """Return where "the law" ends in "the law Mori signed", `end` where no person stands behind a body or document."""
    lower = parsed.words.lower
    if lower[start] not in _set("determiners"):
        return end
    begins = (parsed.words.at(m.start) for m in _within(parsed, start, end) if m.kind == PERSON)
    return next((k for k in begins if k > start + 1 and _kinds().get(lower[k - 1]) == ORGANIZATION), end)


def _kind(parsed: Parsed, start: int, end: int) -> str | None:
    lower = parsed.words.lower
    head = lower[end - 1]
    bare = head[:-2] if head.endswith("'s") else head
    pair = " ".join(lower[max(start, end - 2) : end])
    if bare in _set("silent"):
        return None
    if pair in _kinds():
        return _kinds()[pair]
    if bare in _set("offices"):
        return GOVERNMENT
    if bare in _set("of_a_state") and country_in(parsed, start, end):
        return GOVERNMENT
    mentions = [m for m in _within(parsed, start, end) if parsed.words.at(m.end) >= end]
    if mentions and mentions[-1].kind == ORGANIZATION and bare in _set("adherents"):
        return GROUP
    if mentions and mentions[-1].kind != PERSON:
        mention = mentions[-1]
        of_a_state = mention.kind == "country" or mention.code or not _set("offices").isdisjoint(lower[start:end])
        return GOVERNMENT if of_a_state else ORGANIZATION
    if bare in _kinds():
        return _kinds()[bare]
    word = parsed.words.span_text(end - 1, end)
    if is_people(bare) and word not in _set("company_words"):  # "Harbor Motors" is a company.
        return GROUP
    if bare.endswith("s") and bare[:-1] in _kinds():
        return _kinds()[bare[:-1]]
    if lower[start] in ("some", "many", "most", "few", "several", "others"):
        return GROUP
    if mentions:
        return PERSON
    return ORGANIZATION if word.isupper() and len(word) > 1 else None


def _title(parsed: Parsed, start: int, end: int, discourse: Discourse) -> str | None:
    """Return whom a title or another noun for a person means: "the president", "the analyst"."""
    lower, described = parsed.words.lower, discourse.described
    phrase, code = " ".join(lower[start:end]), country_in(parsed, start, end)
    definite = lower[start] == "the" or lower[start].endswith("'s")
    for title in load("sources")["titles"]:
        if (definite and phrase.endswith(" " + title)) or phrase == title:
            offices = (title, *load("sources")["same_office"].get(title, ()))
            bearers = (described.bearer(office, code, discourse.people) for office in offices)
            if found := next(filter(None, bearers), None):
                return found
    if lower[start] != "the":
        return None
    if end - start == 2 and described.people.get(lower[end - 1]):
        return described.people[lower[end - 1]]
    common = parsed.words.text[parsed.words.starts[end - 1]].islower()  # No newspaper: "the Island Leader".
    return discourse.person if common and phrase.endswith(" leader") else None


def read_on(parsed: Parsed, source: Source | None, discourse: Discourse) -> Source | None:
    """Remember, for the pronouns to come, who speaks in a sentence, else whom it is about, else whom it names first.

    Returns whom it is about where that is a person.
    """
    if parsed.mentions:
        discourse.described.read_on(parsed)
    discourse.body_age += 1
    discourse.person_age += 1
    people = [m for m in parsed.mentions if m.kind == PERSON]
    if people:
        discourse.name([m.name for m in people])
        discourse.pair = _pair(parsed, people, discourse) if len(people) > 1 else None
    item = _subject_of_item(parsed, discourse) if discourse.lists and not source else None
    subject = source or item or main_subject_source(parsed, discourse)
    if subject:
        discourse.remember(subject)
        if subject.kind == ORGANIZATION and not _PLURAL_VERBS.isdisjoint(parsed.words.lower[:_EARLY]):
            discourse.plural = subject  # "Globex have denied it."
    if parsed.words.lower[-1:] == (":",):
        discourse.lists = subject
    elif parsed.sentence.start == 0 and BULLETS.isdisjoint(parsed.words.lower[:1]):
        discourse.lists = None
    if subject is None or subject.kind != PERSON:
        first = next((m for m in people if not _possessive(parsed, m)), None)
        if people and subject is None and parsed.words.at(people[0].start) == 0 and _possessive(parsed, people[0]):
            first = people[0]  # "Mori's trip was short."
        if first:
            discourse.person, discourse.person_age = first.name, 2  # Named in passing, so not described anew.
    return subject if subject and subject.kind == PERSON else None


def _pair(parsed: Parsed, people: Sequence[Mention], discourse: Discourse) -> Source | None:
    """Return two people that a sentence names together: "Senator Mori and Governor Hale"."""
    for one, other in pairwise(people):
        between = parsed.words.lower[parsed.words.at(one.end) : parsed.words.at(other.start)]
        if between[:1] == ("and",) and len(between) <= _LONGEST_TITLE and one.name != other.name:
            return discourse.together((one.name, other.name), "pronoun")
    return None


def _subject_of_item(parsed: Parsed, discourse: Discourse) -> Source | None:
    """Return whom the line that opens a list is about, for an item that opens with its verb: "• Met reporters"."""
    lower = parsed.words.lower
    opens_with_verb = len(lower) > 1 and lower[0] in BULLETS and parsed.words.finite[1]
    return discourse.lists if opens_with_verb else None


def remember_issued(parsed: Parsed, spoken: Mapping[int, Source], discourse: Discourse) -> None:
    """Remember whose "the statement" is: who "said in a statement" or "issued a brief statement", else which body said.

    `spoken`: who says what in the sentence, by the position of the verb.
    """
    for source in spoken.values():
        if source.kind in (ORGANIZATION, GOVERNMENT) and source.name[0].isupper():
            discourse.issued["statement"] = _as_document(source)
            break
    text, lower = parsed.sentence.text, parsed.words.lower
    if "statement" not in text and "Statement" not in text and "letter" not in text and "memo" not in text:
        return
    for at in (k for k in range(2, len(lower)) if lower[k] in word_set("statements")):
        if issuer := _issuer(parsed, at, spoken, discourse):
            discourse.issued[lower[at]] = _as_document(issuer)


def _as_document(issuer: Source) -> Source:
    """Return a document as a source by the name of who gave it out: a person, or an organization as documents are."""
    return Source(PERSON if issuer.kind == PERSON else ORGANIZATION, issuer.name, "title")


def _issuer(parsed: Parsed, at: int, spoken: Mapping[int, Source], discourse: Discourse) -> Source | None:
    """Return who says or gives out what the word at `at` names, if an article before it makes it new."""
    lower = parsed.words.lower
    article = next((k for k in range(at - 1, max(0, at - _LONGEST_TITLE), -1) if lower[k] in ("a", "an")), 0)
    before = lower[article - 1] if article else ""
    document = next((source for source in spoken.values() if lower[at] in source.name.split()), None)
    if document:
        return document
    if before in _set("giving_out"):
        discourse.body = main_subject_source(parsed, discourse) or discourse.body
        return discourse.body
    if before in ("in", "through", "via") and spoken:
        return spoken[min(spoken, key=lambda verb: (verb > at, abs(at - verb)))]
    return None


def main_subject_source(parsed: Parsed, discourse: Discourse) -> Source | None:
    """Return whom the sentence is about, its subject, where that is someone who can be taken up by a pronoun."""
    lower, level = parsed.words.lower, parsed.level
    verb = start = first_verb(parsed)
    while start > 0 and lower[start - 1] not in (",", ";", "—", "–") and level[start - 1] == MAIN:
        if lower[start - 1] == ":" and start < len(lower):  # A label: "Background: Mori says …".
            break
        start -= 1
    if verb - start > 0 and start > 1 and lower[start - 1] == "," and verb < len(lower):  # "Mori, 46, an aide, left"
        start, verb = main_subject(parsed, verb) or (start, verb)
    if verb == len(lower) and is_written_as_name(parsed.words, 0, next_break(lower, 0)):
        start, verb = 0, next_break(lower, 0)
    subject = resolve_source(parsed, (start, verb), discourse) if 0 < verb - start <= 8 else None
    described = subject and subject.rule == "noun" and subject.kind == PERSON and lower[start] == "the"
    return None if described and discourse.person else subject  # "The former senator left" is about who was named.


@cache
def _kinds() -> dict[str, str]:
    """Map head nouns to the kind of source that they are: of several, the first listed here."""
    listed = (GOVERNMENT, ORGANIZATION, PERSON, GROUP)
    return {noun: kind for kind in reversed(listed) for noun in load("sources")[kind]}


@cache
def _openers() -> frozenset[str]:
    """Return the words that open a noun phrase."""
    return determiners() | _set("person_determiners")


@cache
def _person_endings() -> tuple[str, ...]:
    return tuple(load("sources")["person_endings"])


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(load("sources")[name])
