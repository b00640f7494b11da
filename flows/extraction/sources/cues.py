"""Words that attribute, ready to be looked up: every form of every verb of saying, and the lists around them.

Here belong only tables made from `lexicon/{cues,sources,clauses}.toml`; the grammar that uses them is in `frames`,
`phrases` and `attribution`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flows.extraction.grammar.word_patterns import WordPatterns
from flows.lexicon import load

OPENING_QUOTES = frozenset(('"', "“", "„", "«", "``", "''"))
QUOTES = OPENING_QUOTES | {"”", "»"}
STOPS = frozenset(".?!…")
MARKS = frozenset(",?!—–―:;") | {"--", "..."}
BREAKS = QUOTES | MARKS
BULLETS = frozenset("•*-–·")
CONTENT_FRAMES = frozenset(("free", "clause", "that", "quoted"))  # Those of a clause or a quotation.
REACH = 16  # Words on either side of a cue that may belong to it.


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of a verb of saying: the words after its first, its frames with the types they settle.

    `form` is base, present, past or ing; `lemma` the verb as the lexicon lists it. `reports`: it takes a clause or a
    quotation as its content.
    """

    rest: tuple[str, ...]
    frames: tuple[tuple[str, str], ...]
    form: str
    lemma: str
    reports: bool


def cues_in(lower: Sequence[str], places: Iterable[int]) -> list[tuple[int, Cue]]:
    """Return the verbs of saying whose first words stand at `places`, each with its position; the longest at each."""
    forms = verb_forms()
    found = []
    for at in places:
        if " ".join(lower[at : at + 2]) in word_set("compounds"):
            continue
        if lower[at] == "states" and at and lower[at - 1] in word_set("before_states"):
            continue
        for cue in forms[lower[at]]:
            if not cue.rest or tuple(lower[at + 1 : at + 1 + len(cue.rest)]) == cue.rest:
                found.append((at, cue))
                break
    return found


@cache
def verb_forms() -> dict[str, tuple[Cue, ...]]:
    """Map the first word of every form of every verb of saying to the verbs it may be, the longest first."""
    frames: dict[str, list[tuple[str, str]]] = {}
    for group in load("cues")["verbs"]:
        for lemma in group["lemmas"]:
            frames.setdefault(lemma, []).append((group["frame"], group["type"]))
    forms: dict[str, list[Cue]] = {}
    for lemma, lemma_frames in frames.items():
        first, *rest = lemma.split()
        reports = any(frame in CONTENT_FRAMES for frame, _ in lemma_frames)
        for form, kind in _inflect(first):
            forms.setdefault(form, []).append(Cue(tuple(rest), tuple(lemma_frames), kind, lemma, reports))
    return {form: tuple(sorted(cues, key=lambda cue: -len(cue.rest))) for form, cues in forms.items()}


def _inflect(verb: str) -> Iterator[tuple[str, str]]:
    irregular = load("cues")["irregular"].get(verb)
    yield verb, "base"
    if irregular:
        yield irregular[0], "present"
        yield irregular[-1], "ing"
        yield from ((form, "past") for form in irregular[1:-1])
        return
    stem = verb[:-1] if verb.endswith("e") else verb
    yield verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"), "present"
    yield stem + "ed", "past"
    yield stem + "ing", "ing"


@cache
def spoken_words() -> frozenset[str]:
    """Return the first words of verbs that only a speaker can be the subject of, in every form, and "according"."""
    lemmas = word_set("speaking")
    forms = (form for form, cues in verb_forms().items() if any(cue.lemma in lemmas for cue in cues))
    return frozenset(("according", *forms))


@cache
def stance_forms() -> frozenset[str]:
    """Return the forms of verbs for taking a side, those of two words with a space."""
    lemmas = (lemma.partition(" ") for lemma in load("cues")["words"]["stances"])
    return frozenset(form + space + rest for verb, space, rest in lemmas for form, _ in _inflect(verb))


@cache
def phrase_patterns() -> WordPatterns:
    """Return the phrases of verb and noun that report together; the category is the claim type they settle."""
    return WordPatterns((phrase["type"], phrase["pattern"]) for phrase in load("cues")["phrases"])


@cache
def word_set(name: str) -> frozenset[str]:
    """Return one list of `[words]` in the lexicon of cues."""
    return frozenset(load("cues")["words"][name])


@cache
def helper_words() -> frozenset[str]:
    """Return what may stand between a subject and its verb of saying."""
    names = ("adverbs", "modals", "negations", "be", "to_say")
    return frozenset().union(*(word_set(name) for name in names)) | {"to"}


@cache
def trailing_words() -> frozenset[str]:
    """Return the adverbs and modals that may stand at the end of a subject."""
    return word_set("adverbs") | word_set("modals")


@cache
def prepositions() -> frozenset[str]:
    """Return the words after which a noun phrase has its head behind it."""
    return frozenset(load("sources")["prepositions"]) | {"as"}


@cache
def adverbial_starts() -> frozenset[str]:
    """Return the words that open an adverbial, so that no subject begins with them."""
    return frozenset(load("sources")["adverbial_starts"])


@cache
def group_endings() -> tuple[str, ...]:
    """Return the endings of plural nouns for people."""
    return tuple(load("sources")["group_endings"])


@cache
def _persons() -> frozenset[str]:
    return frozenset(load("sources")["person"])


def is_person(word: str) -> bool:
    """Tell whether a word is a noun for one person."""
    return word in _persons()


def is_people(word: str) -> bool:
    """Tell whether a word is a plural noun for people."""
    return word.endswith(group_endings()) or (word.endswith("s") and word[:-1] in _persons())


@cache
def determiners() -> frozenset[str]:
    """Return the articles and other words that make what follows a noun."""
    return frozenset(load("clauses")["determiners"])


@cache
def evaluative_words() -> frozenset[str]:
    """Return the adjectives that judge, for "called it dangerous" and "views it as essential"."""
    return frozenset(load("claims")["good"]) | word_set("judging")
