"""Sentences and mentions → claims: one for each sentence that asserts something.

The steps: read each sentence (`clauses`, `quotations`), find who speaks (`speakers`), leave out what asserts nothing
(`assertions`), then type the main clause of what is said (`types`). Figures and storage are not known here.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from flows.extraction.claims.assertions import asserts
from flows.extraction.claims.patterns import POLICY, sentence_patterns
from flows.extraction.claims.scores import checkworthiness, confidence
from flows.extraction.claims.topics import in_order
from flows.extraction.claims.types import Reading, hedge_among, imperative, read_main_clause
from flows.extraction.grammar.clauses import MAIN, Clause, all_words, joined, levels, main_words, shells
from flows.extraction.grammar.phrases import Parsed, Span, helpers_before, next_break
from flows.extraction.grammar.words import FINITE, OWN_VOICE, SAYING, SUBORDINATOR, THAT, Words, words_of
from flows.extraction.records import Attribution, Claim, Mention, Sentence
from flows.extraction.sources.cues import evaluative_words, prepositions
from flows.extraction.sources.frames import that_near
from flows.extraction.sources.quotations import quoted_spans, with_double_marks
from flows.extraction.sources.resolve import discourse_of
from flows.extraction.sources.speakers import DIRECT, Said, Speech, speeches_of
from flows.lexicon import load

AUTHOR = "author"
_LEAST_MAIN = 2  # Words; no more of them are no main clause.
_STRESS_REACH = 6  # Words between a verb of saying and its "that".
_SHELL_REACH = 24  # Words within which a shell like "the danger is that" ends.
_NUMBERING = re.compile(r"(?:[•*\-–—·]+|\(?\d{1,2}[.)])\s+")


def find_claims(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> tuple[Claim, ...]:
    """Return the claims of one article in order. `sentences` are all of the article's, `mentions` in any order."""
    return tuple([_claim(*one) for one in read_claims(sentences, mentions)])


def find_attributions(
    sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> Iterator[tuple[Sentence, tuple[Attribution, ...]]]:
    """Yield the sentences of one article, questions too, with who is given as their source."""
    parsed = parse(sentences, mentions)
    for p, speech in zip(parsed, speeches_of(parsed, discourse_of(sentences, mentions)), strict=True):
        yield p.sentence, _attributions(p, speech)


class ReadClaim(NamedTuple):
    """A sentence that asserts something: who says it, how its main clause reads, and the flags of the whole."""

    parsed: Parsed
    speech: Speech
    reading: Reading
    flags: set[str]


def read_claims(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> Iterator[ReadClaim]:
    """Yield the sentences of one article that assert something, with all that their claims are made of."""
    parsed = parse(sentences, mentions)
    for p, speech in zip(parsed, speeches_of(parsed, discourse_of(sentences, mentions)), strict=True):
        flags = sentence_patterns().categories(p.words.lower, p.words.begun)
        if asserts(p, speech.said, flags):
            yield ReadClaim(p, speech, _reading(p, speech.said), flags)


def parse(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[Parsed]:
    """Return the sentences with all that the steps read off them: words, clauses, quotations, names."""
    named: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention in sorted(mentions, key=attrgetter("start")):
        named[mention.sentence.number].append(mention)
    out = []
    texts = with_double_marks(sentences)
    for sentence, text, quotes in zip(sentences, texts, quoted_spans(sentences, texts), strict=True):
        words = words_of(text)
        words.text = sentence.text  # Rows say what is printed, whatever marks it was read with.
        out.append(Parsed(sentence, words, levels(words), quotes, named[sentence.number]))
    return out


def _reading(p: Parsed, said: Said | None) -> Reading:
    spans = said.content if said else (_body(p),)
    reading = read_main_clause(_main_of(p, spans), _settled_type(p, said), evidence_speaks=said is None)
    if reading.hedge is None and said and said.cue:
        return reading._replace(hedge=hedge_among(helpers_before(p.words.lower, said.cue[0])))
    return reading


def _claim(p: Parsed, speech: Speech, reading: Reading, found: set[str]) -> Claim:
    said = speech.said
    cue = said.cue if said and said.cue and said.cue[0] < said.cue[1] else None
    return Claim(  # By position, as keywords would double the time it takes.
        p.sentence,
        reading.claim_type,
        said.source.kind if said else AUTHOR,
        said.source.name if said else None,
        p.words.span_text(*cue) if cue else None,
        p.words.starts[cue[0]] if cue else None,
        said.quotation if said else "none",
        reading.hedge is not None,
        reading.hedge,
        reading.negated,
        "causal" in found,
        "comparative" in found,
        "conditional" in found,
        "vague" in found,
        in_order(found),
        tuple(sorted({m.code for m in p.mentions if m.code})) if p.mentions else (),
        checkworthiness(p, reading, said is not None, found),
        confidence(p, reading, said),
        _attributions(p, speech),
    )


def _attributions(p: Parsed, speech: Speech) -> tuple[Attribution, ...]:
    if not (speech.said or speech.others):
        return ()
    said = (speech.said,) if speech.said else ()
    return tuple([_attribution(p, one) for one in (*said, *speech.others)])


def _attribution(p: Parsed, said: Said) -> Attribution:
    """Return an attribution with spans of text for spans of words; content in two parts counts from end to end."""
    content = [span for start, end in said.reported if (span := _span(p.words, start, end))]
    return Attribution(
        said.named_in.sentence,
        _span(said.named_in.words, *said.named_at) if said.named_at else None,
        _span(p.words, *said.cue) if said.cue else None,
        (content[0][0], content[-1][1]) if content else (0, len(p.sentence.text)),
        said.source.kind,
        said.source.name,
        said.quotation,
        said.rule,
    )


def _span(words: Words, start: int, end: int) -> Span | None:
    return (words.starts[start], words.end_of(end - 1)) if start < end else None


def _body(p: Parsed) -> Span:
    """Return the words of a sentence after a list mark."""
    numbering = _NUMBERING.match(p.sentence.text)
    return (p.words.at(numbering.end()) if numbering else 0, len(p.words.lower))


def _main_of(p: Parsed, spans: Sequence[Span]) -> Clause:
    """Return the main-clause words of the content; a content that is all subordinate counts whole."""
    words = p.words
    found: list[Clause] = []
    for start, end in spans:
        while start < end and not words.lower[start][0].isalnum():
            start += 1
        if start < end:
            shell, start = start, _past_shell(words, start, end)
            if shell < start:
                found.append(all_words(words, shell, start))
            level = p.level if end - start == len(p.level) else levels(words, start, end)
            main = main_words(words, level, start, end)
            least = _LEAST_MAIN + (main.lower[-1:] == ("that",))
            long_enough = len(main.lower) > least
            found += [*_cleft(words, level, start), main] if long_enough else [all_words(words, start, end)]
    return joined(found)


def _cleft(words: Words, level: Sequence[int], start: int) -> list[Clause]:
    """Return the clause with "what" that is the subject of the main one, if any: "What ships need is a port"."""
    return [all_words(words, start, start + level.index(MAIN))] if words.lower[start] == "what" else []


def _past_shell(words: Words, start: int, end: int) -> int:
    """Return where the clause begins that "the danger is that …", "I want to stress that …", "we think …" introduce."""
    if not words.kinds & (OWN_VOICE | THAT):
        return start
    lower, last = words.lower, min(end - 3, start + _SHELL_REACH)
    voice = _own_voice(words, start, last) if words.kinds & OWN_VOICE else last
    for k in range(start + 2, last):
        convinced = voice < k and lower[k - 1] in _convictions()
        if lower[k] == "that":
            return k + 1 if convinced or lower[k - 1] in shells() or _stressed(words, voice, k) else start
        if convinced and _bare_clause(words, k):
            return k
        if lower[k] == ";" or (lower[k] == "," and words.has_finite(start, k)):
            break
    return start


def _own_voice(words: Words, start: int, end: int) -> int:
    """Return the position of an "I" or "we" that is the subject of the first verb in `[start, end)`, else `end`."""
    for k in range(start, end):
        if words.classes[k] & OWN_VOICE:
            return k
        if words.finite[k]:
            break
    return end


def _stressed(words: Words, voice: int, that: int) -> bool:
    """Tell whether a verb of saying stands between "I" or "we" and the "that" of what is said."""
    reach = range(max(voice + 1, that - _STRESS_REACH), that)
    return any(words.classes[k] & SAYING and that_near(words, k + 1, that - k) for k in reach)


def _bare_clause(words: Words, start: int) -> bool:
    """Tell whether a clause without "that" begins: "think bases are", not "think of bases"."""
    if words.classes[start] & SUBORDINATOR or words.lower[start] in prepositions():
        return False
    return words.has_finite(start + 1, next_break(words.lower, start), FINITE)


@cache
def _convictions() -> frozenset[str]:
    return frozenset(load("clauses")["convictions"])


def _settled_type(p: Parsed, said: Said | None) -> str:
    """Return the type that a cue or a quoted imperative settles, whatever the words; else ""."""
    if said is None:
        return ""
    if said.claim_type:
        return "" if _alleges(p, said) else said.claim_type
    return POLICY if said.quotation == DIRECT and _is_imperative(p, said.content) else ""


def _is_imperative(p: Parsed, content: Sequence[Span]) -> bool:
    first = next((start for start, end in content if start < end), 0)
    opening = [word for word in p.words.lower[first : first + 5] if word[0].isalnum() or word == ","]
    return imperative(tuple(opening[:3])) is not None and opening[1:2] != [","]


def _alleges(p: Parsed, said: Said) -> bool:
    """Tell whether a speaker takes or charges something to be what is no judgement: "as a rival", not "a bad rival"."""
    if said.cue is None or p.words.lower[said.cue[0]] not in _alleging():
        return False
    return all(evaluative_words().isdisjoint(p.words.lower[start:end]) for start, end in said.content)


@cache
def _alleging() -> frozenset[str]:
    return frozenset(load("claims")["alleging"])
