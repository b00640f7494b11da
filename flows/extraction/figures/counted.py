"""What a count measures: its noun, with the name that owns it, and what was done to those counted or what they did.

The other kinds of figures are read in `measures`, which also uses what is said of a subject here.
"""

from flows.extraction.figures.contexts import names_statistic
from flows.extraction.figures.leading import measured_before
from flows.extraction.figures.measure_phrases import (
    CLAUSE_SIGNS,
    LARGE,
    LEAD,
    LONGEST_NOUN,
    OBJECT_OPENERS,
    PREPOSITIONS,
    QUOTES,
    RELATIVES,
    REPORTING,
    Span,
    is_when,
    joined,
    kept_after,
    noun_before,
    phrase_after,
    phrase_before,
    with_article,
    words_of,
)
from flows.extraction.figures.participles import (
    AUXILIARIES,
    BE,
    MODALS,
    done_to,
    is_past,
    is_verb,
    present_before,
    sought_by,
)
from flows.extraction.numbers.nouns import STOP
from flows.extraction.numbers.plurals import is_plural, plural, singular
from flows.extraction.numbers.read import DASHES
from flows.extraction.numbers.tokens import Tokens
from flows.extraction.records import Quantity
from flows.lexicon import load

_PHRASE = load("measures")["phrase"]
_PERSONS = frozenset((*load("sources")["person"], *_PHRASE["persons"])) - {"member", "source"}
_PERSON_ENDINGS = ("man", "woman", "ist", "ian", "ean")
PRESENT = frozenset(_PHRASE["present"])
_ALONE = PRESENT | frozenset(_PHRASE["intransitive"])  # need no object to be verbs
_OBJECTS = OBJECT_OPENERS | {"him", "them", "us", "me", "you", "my", "more", "all"}
_OBJECT_CASE = {"they": "them", "he": "him", "she": "her", "we": "us", "i": "me"}
_BESIDE_VERB = frozenset(("ever", "not", "also", "now", "only", "just", "already", "still"))
# Act → its participle: "the sale of 9 ships".
_ACTS: dict[str, str] = {act: participle for participle, acts in load("measures")["acts"].items() for act in acts}
_SAID = frozenset(("that", "yes", "no", "either", "they", "he", "she", "it", "there"))
_BODIES = frozenset((*load("nouns")["words"]["groups"], *_PHRASE["bodies"])) - {"rating", "ratings", "index", "score"}
_BEFORE_HAVE = frozenset(("to", "is", "was", "are", "were"))
_HAVE = frozenset(("comprise", "comprises", "comprised", "contains", "contained", "has", "have", "had"))
_POSSESSIVES = frozenset(("its", "their", "his", "her"))
_OWNING = frozenset(("'s", "’s"))
_BEFORE_SUBJECT = frozenset(
    (",", ";", ":", "(", "-", "–", "—", "“", '"', "and", "but", "that", "only", "just", "while", "because", "when")
)
_MARKS = "".join(QUOTES)
_HARMED = frozenset(_PHRASE["harmed"])
_SHARED = AUXILIARIES | {"in", "on", "at", "to", "from", "into", "abroad", "across"}
_SMALL_NUMBERS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))
_LONGEST_PREDICATE, _LONGEST_ASIDE, _LONGEST_NUMBERED = 6, 12, 8


def of_count(t: Tokens, q: Quantity) -> str | None:
    """Return what a count measures, or None where its sentence does not say."""
    first = after_number(t, q)
    while first < q.last and (t.lower[first] in DASHES or t.lower[first] in LEAD):
        first += 1
    if first >= q.last:
        return _of_part(t, q) if t.lower[q.last] == "of" else _of_bare(t, q)
    if q.attributive and q.unit is not None:
        return joined(plural(q.unit), "of the", words_of(t, kept_after(t, q.last)))
    noun = _counted(t, q, first)
    did = _done_by(t, q) or acts_at(t, q, q.last, str(q.unit))
    if did is not None:
        return f"{noun} {did}"
    after = past_quote(t, q, q.last)
    joins = _conjunct(t, after)
    if joins > after and not _numbered(t, after + 1):
        noun += t.text[t.ends[after - 1] : t.ends[joins - 1]]
    after = joins
    timed = is_when(t, after) or t.lower[after] in ("since", "until")
    kept = (after, after) if timed else kept_after(t, after)
    done = None if t.lower[kept[0]] in RELATIVES else _what_is_done(t, q.first)
    said = joined(done, words_of(t, kept), predicate_after(t, q, kept[1]) or acts_at(t, q, kept[1], str(q.unit)))
    return joined(noun, said or _had_by(t, q.first))


def _conjunct(t: Tokens, i: int) -> int:
    """Return the token after a plural that "and" at token `i` joins to what is counted, where both have what follows.

    That is a place, an aim or a predicate: "ships and boats in the north", "4 guns and 9 tanks to guard the gate".
    """
    listed = i
    while t.lower[listed] == "," and is_plural(t.lower[listed + 1]) and t.lower[listed + 2] in (",", "and"):
        listed += 2
    if listed > i and t.lower[listed] == "and" and is_plural(t.lower[listed + 1]):  # "guns, tanks and ships"
        return listed + 2
    if t.lower[i] != "and":
        return i
    longest = _LONGEST_NUMBERED if _numbered(t, i + 1) else LONGEST_NOUN
    end = next((j + 1 for j in range(i + 1, i + 1 + longest) if is_plural(t.lower[j]) and t.lower[j] not in LARGE), i)
    fits = not any(t.lower[j] in CLAUSE_SIGNS or is_verb(t.lower[j]) for j in range(i + 1, end))
    return end if fits and t.lower[end] in _SHARED and t.words[end - 1].islower() else i


def _numbered(t: Tokens, i: int) -> bool:
    return t.is_number(i) or t.lower[i] in LARGE or t.lower[i] in _SMALL_NUMBERS


def _of_part(t: Tokens, q: Quantity) -> str | None:
    """Return what a count is a part of: "ships that sank" of "three of its ships sank", "the ships, three of which"."""
    start, end = phrase_after(t, q.last)
    first = _past_numbered_owner(t, start, end)
    if t.lower[start] in ("whom", "which"):
        sign = q.first - 1 - (t.lower[q.first - 2] in DASHES)
        return joined(words_of(t, noun_before(t, sign)), predicate_after(t, q, start + 1)) or None
    return joined(words_of(t, (first, end)), predicate_after(t, q, end)) or None


def _of_bare(t: Tokens, q: Quantity) -> str | None:
    """Return what a count without a noun measures: the noun that it leaves out, or the phrase before it."""
    done = predicate_after(t, q, q.last) or done_to(t, q.first)
    noun = plural(q.unit) if q.unit is not None else "people" if done in _HARMED else None
    described = q.trend is None and (t.lower[q.last] in PREPOSITIONS or is_past(t.lower[q.last]))
    if noun is not None and (done or described):
        return joined(noun, done, words_of(t, kept_after(t, q.last)))
    if t.lower[q.first - 1] == "of" and not names_statistic(t, q.first):
        return words_of(t, noun_before(t, q.first - 1))
    before = measured_before(t, q.first)
    if noun is not None and t.is_number(before[0]):  # "20 ships (4 ashore and 16 afloat)"
        return joined(noun, words_of(t, kept_after(t, q.last)))
    return predicate_after(t, q, q.last) or words_of(t, before)


def _had_by(t: Tokens, i: int) -> str | None:
    """Return whose the object at token `i` is: "of Rome" of "Rome has 3 ports", "Rome, with its 3 ports".

    Or what they make up: "of Rome's fleet" of "Rome's fleet of 3 ships".
    """
    if t.lower[i - 1] == "of" and t.lower[i - 2] in _BODIES:
        return f"of {with_article(t, (_name_start(t, i - 2), i - 1))}"
    if t.lower[i - 1] in _OWNING and t.words[i - 2].islower():  # "the town's 40 guards"
        return f"of {with_article(t, (i - 2, i - 1))}"
    if t.lower[i - 1] in _POSSESSIVES and t.lower[i - 2] == "with":
        return _of_owner(t, i - 2 - (t.lower[i - 3] == ","))
    verb = i - 1
    while _beside_verb(t.lower[verb]):
        verb -= 1
    if verb < 1 or t.lower[verb] not in _HAVE:
        return None
    end = verb
    while _beside_verb(t.lower[end - 1]) or t.lower[end - 1] in MODALS or t.lower[end - 1] in _BEFORE_HAVE:
        end -= 1
    if t.lower[end - 1] in RELATIVES:
        end -= 1 + (t.lower[end - 2] == ",")
    return _of_owner(t, end)


def _name_start(t: Tokens, end: int) -> int:
    """Return the first token of the names, also in the genitive, that end before token `end`; `end` if none does."""
    first = end
    while first > 0 and (t.words[first - 1][:1].isupper() or t.lower[first - 1] in _OWNING):
        first -= 1
    return first + (first < end and t.lower[first] in STOP)


def _of_owner(t: Tokens, end: int) -> str | None:
    """Return "of Rome" for the name that ends before token `end`."""
    first = _name_start(t, end)
    if first == end:  # "the drill has 9 parts"
        first = next((j + 1 for j in range(end - 1, max(-1, end - LONGEST_NOUN - 2), -1) if t.lower[j] == "the"), end)
    owner = with_article(t, (first, end))
    return f"of {owner}" if owner else None


def _counted(t: Tokens, q: Quantity, first: int) -> str:
    """Return what is counted, the noun that begins at token `first`, with the name that owns it ("Japan's ports").

    It is in the plural where there is only one of it: what is measured is how many.
    """
    noun = t.text[t.starts[first] : t.ends[q.last - 1]].lstrip(_MARKS)
    owner = _name_start(t, q.first - 1) if t.lower[q.first - 1] in _OWNING else q.first
    if owner < q.first - 1:
        noun = f"{words_of(t, (owner, q.first))} {noun}"
    return plural(noun) if q.value == 1 and q.value_high is None and t.lower[q.last - 1] == q.unit else noun


def _what_is_done(t: Tokens, i: int) -> str | None:
    """Return what is done to the object that begins at token `i`: "sent", "Japan seeks"."""
    if t.lower[i - 1] == "of" and t.lower[i - 2] in _ACTS:
        return _ACTS[t.lower[i - 2]]
    i = _list_start(t, i)
    sought = sought_by(t, i)
    if sought is None:
        return done_to(t, i) or present_before(t, i)
    first, end = sought
    subject = t.lower[first] if t.lower[first] in _OBJECT_CASE else t.words[first]
    return joined(subject, words_of(t, (first + 1, end)))


def _list_start(t: Tokens, i: int) -> int:
    """Return the token where the list of counts begins that goes on at token `i`: "9" of "9 tanks and 4 guns"."""
    joint = i - 1 - (t.lower[i - 1] == "and")
    joint -= t.lower[joint] == ","
    near = range(joint, max(0, joint - LONGEST_NOUN - 1), -1)
    number = next((j for j in near if _numbered(t, j)), 0) if joint < i - 1 and is_plural(t.lower[joint]) else 0
    return number or i


def _done_by(t: Tokens, q: Quantity) -> str | None:
    """Return what those counted did to the subject of a passive: "who signed it" of "it was signed by 3 men"."""
    if t.lower[q.first - 1] != "by":
        return None
    verb = next((i for i in range(q.first - 2, max(0, q.first - 5), -1) if is_past(t.lower[i])), 0)
    if not verb or t.lower[verb - 1] in _HAVE:
        return None
    first, end = _subject_of_passive(t, verb)
    article = t.lower[first - 1] if first > 0 and t.lower[first - 1] in ("the", "a", "an") else None
    undergoer = joined(article, words_of(t, (first, end)))
    undergoer = _OBJECT_CASE.get(undergoer.lower(), undergoer)
    return joined(relative_of(str(q.unit)), t.lower[verb], undergoer, words_of(t, (verb + 1, q.first - 1)))


def _subject_of_passive(t: Tokens, verb: int) -> Span:
    """Return the span of what a participle is said of: its subject, or the noun that it only describes."""
    end = verb
    while end > 0 and (t.lower[end - 1] in AUXILIARIES or t.lower[end - 1] == "," or t.lower[end - 1].endswith("ly")):
        end -= 1
    return phrase_before(t, end) if t.lower[verb - 1] in AUXILIARIES else noun_before(t, end)


def acts_at(t: Tokens, q: Quantity, i: int, noun: str) -> str | None:
    """Return what those counted did, if token `i` tells it: "who raised the flag" of "3 men raised the flag".

    `noun` is who or what they are.
    """
    verb = i + t.lower[i].endswith("ly")
    says = t.lower[verb] in REPORTING and t.lower[verb + 1] in _SAID
    acts = says or t.lower[verb] in _ALONE or (is_past(t.lower[verb]) and _has_object(t, verb))
    if not acts or (i > q.last and not opens_clause(t, q.first)):
        return None
    return joined(relative_of(noun), words_of(t, (i, kept_after(t, verb + says, relative=True)[1])))


def _has_object(t: Tokens, verb: int) -> bool:
    word = t.lower[verb + 1]
    return word in _OBJECTS or t.words[verb + 1][:1].isupper() or _numbered(t, verb + 1) or is_plural(word)


def predicate_after(t: Tokens, q: Quantity, i: int) -> str | None:
    """Return what the noun phrase that ends before token `i` is counted for: its predicate, as a clause on the noun.

    A participle always ("are aimed at the city"); any predicate where the count opens its clause and no "the" makes
    it known ("Only four members have paid").
    """
    first = i = _past_aside_to_verb(t, i)
    while t.lower[first] in AUXILIARIES or (first > i and (t.lower[first] == "being" or _beside_verb(t.lower[first]))):
        first += 1
    if first == i:
        return None
    verb = next(j for j in range(first, i, -1) if t.lower[j - 1] in AUXILIARIES)
    passive = t.lower[verb - 1] in BE
    if passive and (is_past(t.lower[first]) or (t.lower[first].endswith("ing") and t.lower[first] != "being")):
        return words_of(t, kept_after(t, verb, _LONGEST_PREDICATE))
    if passive and t.lower[first] in PREPOSITIONS and not t.is_number(first + 1):
        return words_of(t, kept_after(t, first, _LONGEST_PREDICATE))
    if passive or not opens_clause(t, q.first):
        return None
    said = words_of(t, (i, kept_after(t, first, _LONGEST_PREDICATE)[1])) or ""
    return joined(relative_of(str(q.unit)), f"have{said[3:]}" if said.startswith("has ") else said)


def _beside_verb(word: str) -> bool:
    return word in _BESIDE_VERB or word.endswith("ly")


def _past_aside_to_verb(t: Tokens, i: int) -> int:
    """Return the token after an aside that opens at token `i`, where an auxiliary follows: ", one old, (were sunk)"."""
    closing = t.lower[i + 1 : i + _LONGEST_ASIDE] if t.lower[i] == "," else ()
    after = i + 2 + closing.index(",") if "," in closing else i
    return after if t.lower[after] in AUXILIARIES else i


def opens_clause(t: Tokens, i: int) -> bool:
    """Tell whether a figure at token `i` opens its clause, as its subject."""
    if names_statistic(t, i):  # "a total of"
        i -= 2
    first = i - (t.lower[i - 1] in ("a", "an"))
    return first == 0 or t.lower[first - 1] in _BEFORE_SUBJECT


def relative_of(noun: str) -> str:
    """Return the pronoun that takes up a noun in lower case: "who" of persons, else "that"."""
    one = singular(noun)
    return "who" if one in _PERSONS or one.endswith(_PERSON_ENDINGS) else "that"


def _past_numbered_owner(t: Tokens, first: int, end: int) -> int:
    """Return the token after an owner and its number: "allies" in "America's 27 allies", "the 27 allies"."""
    for i in range(first, min(end - 1, first + LONGEST_NOUN)):
        if _numbered(t, i) and (i == first or t.lower[i - 1] in _OWNING):
            return i + 1
    return first


def after_number(t: Tokens, q: Quantity) -> int:
    """Return the token of the span that follows the number."""
    i = q.first
    while i < q.last and t.ends[i] <= q.number_end:
        i += 1
    return i


def past_quote(t: Tokens, q: Quantity, i: int) -> int:
    """Return the token after the mark that closes a quotation of the quantity alone: agreed "100 percent"."""
    return i + 1 if q.first and t.lower[q.first - 1] in QUOTES and t.lower[i] in QUOTES else i
