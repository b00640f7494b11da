"""Figures of an article: the quantities of its sentences, with what each measures, whose it is and when it holds."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

from flows.extraction.figures.carried import (
    begins_anew,
    compared_again,
    ends_movement,
    ends_sentence,
    follows_in_list,
    has_subject,
    is_anaphoric,
    left_out_after,
    names_nothing,
    only_moves,
    repeats,
    restates,
    says_nothing_after,
    subject_before,
    takes_up,
)
from flows.extraction.figures.measures import measure_of
from flows.extraction.figures.times import opening_time, time_of, times_in, with_relative
from flows.extraction.numbers.quantities import Reading, find_quantities, may_hold_figures, read_quantities
from flows.extraction.numbers.units import dimension
from flows.extraction.owners.discourse import Discourse
from flows.extraction.owners.find import owner_of
from flows.extraction.owners.naming import printed_names
from flows.extraction.owners.speakers import turns_in
from flows.extraction.records import Figure, Mention, Quantity, Sentence
from flows.extraction.sources.unlisted import Unlisted

__all__ = ["Quantity", "find_figures", "find_quantities"]

# All fields of a quantity but the last, `equivalent_of`, which counts anew in an article.
_OWN_FIELDS = attrgetter(*(field.name for field in fields(Quantity)[:-1]))
_REMEMBERED = 12  # figures of a sentence that another may take its measure from
_COUNTED = frozenset(("count", "fraction"))
_CARRIED = frozenset(("percent", "money", "fraction", "multiple", "measurement"))


@dataclass(slots=True)
class _State:
    """What reading an article sentence by sentence carries along."""

    printed: dict[str, str]
    discourse: Discourse
    figures: list[Figure] = field(default_factory=list)
    before: Sentence | None = None


def find_figures(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> tuple[Figure, ...]:
    """Return the figures of body sentences in order of position; `mentions` are in that order too."""
    by_sentence: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_sentence[mention.sentence.number].append(mention)
    discourse = Discourse(sentences, by_sentence, Unlisted(sentences))
    state = _State(printed_names(mentions), discourse)
    speakers = turns_in(sentences, mentions)
    for at in [at for at, sentence in enumerate(sentences) if may_hold_figures(sentence.text)]:
        state.before = sentences[at - 1] if at else None
        discourse.at, discourse.speaker = at, speakers[at] if speakers else None
        _read_sentence(state, sentences[at], by_sentence.get(sentences[at].number, ()))
    return tuple(state.figures)


def _read_sentence(state: _State, sentence: Sentence, mentions: Sequence[Mention]) -> None:
    reading = read_quantities(sentence.text)
    if reading.quantities:
        earlier = times_in(state.before.text) if state.before else []
        numbers = {(q.number_start, q.number_end) for q in reading.quantities}
        named = [time for time in times_in(sentence.text) if (time.start, time.end) not in numbers]
        times = with_relative(sentence.text, named, earlier)
        opened = opening_time(state.before.text, earlier) if state.before and earlier else None
        base = len(state.figures)
        starts = (*(q.start for q in reading.quantities[1:]), len(sentence.text))
        for q, following in zip(reading.quantities, starts, strict=True):
            time = time_of(q, sentence.text, times, opened, following)
            state.figures.append(_figure(state, sentence, reading, q, mentions, time, base))


def _measure(before: Sequence[Figure], sentence: Sentence, reading: Reading, q: Quantity) -> str | None:
    """Return what a quantity measures, by its own words, else by those of the figures `before` in the sentence.

    Where it is the first of its sentence, `before` holds the last one of an earlier sentence.
    """
    here = before if before and before[-1].sentence.number == sentence.number else ()
    near = before if before and before[-1].sentence.number >= sentence.number - 1 else ()
    taken = _carried_here(here, sentence, reading, q) if here else _carried_over(near, reading, q)
    measure = taken or measure_of(reading.tokens, q)
    if here and measure is not None and repeats(measure, before[-1], q):
        return before[-1].measure
    if measure is None or (q.kind not in _COUNTED and names_nothing(measure)):
        return _measure_of_like(near if measure is not None and is_anaphoric(measure) else here, q)
    if here and q.kind == before[-1].kind == "multiple":
        return compared_again(measure, before[-1].measure)
    return measure


def _end_with_base(figure: Figure) -> int:
    """Return where a figure ends with its base: "1 percent of the revenue"."""
    return figure.sentence.text.find(figure.of, figure.end) + len(figure.of) if figure.of else figure.end


def _measure_of_like(figures: Sequence[Figure], q: Quantity) -> str | None:
    return next((figure.measure for figure in reversed(figures) if _is_like(figure, q)), None)


def _is_like(figure: Figure, q: Quantity) -> bool:
    return dimension(figure.kind, figure.unit) == dimension(q.kind, q.unit)


def _carried_here(figures: Sequence[Figure], sentence: Sentence, reading: Reading, q: Quantity) -> str | None:
    """Return the measure that a figure takes over from those before it in its sentence: of a list, of "from … to"."""
    t, before = reading.tokens, figures[-1]
    if t.lower[q.first - 1] == "(" and any(_is_like(figure, q) for figure in figures):
        return _measure_of_like(figures, q)
    if restates(t, _end_with_base(before), q):
        counted = before.kind == "count" and q.kind != "count"
        return subject_before(t, before.start) if counted else before.measure
    if only_moves(t, q):
        return before.measure
    if q.kind == before.kind == "count" and q.unit == before.unit:
        noun, place = sentence.text[before.number_end : before.end].strip(), left_out_after(t, q)
        return f"{noun.removeprefix('of ')} {place}" if noun and place else None
    if q.kind == before.kind == "duration" and follows_in_list(t, before.end, q):
        return before.measure
    if q.kind not in _CARRIED or not _is_like(before, q):
        return None
    goes_on = says_nothing_after(t, q) and not begins_anew(t, before.end, q, before.of is not None)
    return before.measure if goes_on or q.role == "to" or ends_movement(t, before.start, q) else None


def _carried_over(near: Sequence[Figure], reading: Reading, q: Quantity) -> str | None:
    """Return the measure that the first figure of a sentence takes over from the last one of the sentence before."""
    if not near:
        return None
    t, before = reading.tokens, near[-1]
    if takes_up(t, q, _is_like(before, q)):
        return before.measure
    goes_on = q.kind in _CARRIED and _is_like(before, q) and ends_sentence(t, q)
    return before.measure if goes_on and not has_subject(t, q) and not begins_anew(t, 0, q, of_base=True) else None


def _owner(state: _State, sentence: Sentence, q: Quantity, mentions: Sequence[Mention]) -> str | None:
    discourse, before = state.discourse, state.figures[-1].sentence.number if state.figures else 0
    discourse.owner = discourse.owner if before >= sentence.number - 1 else None
    discourse.owner_here = discourse.owner if before == sentence.number else None
    discourse.owner = owner_of(q, sentence.text, mentions, discourse)
    return discourse.owner


def _figure(
    state: _State, sentence: Sentence, reading: Reading, q: Quantity, mentions: Sequence[Mention],
    time: str | None, base: int,
) -> Figure:  # fmt: skip
    same = state.figures[base + q.equivalent_of] if q.equivalent_of is not None else None
    if same is not None:
        measure, entity, time = same.measure, same.entity, same.time
    else:
        first = max(min(base, len(state.figures) - 1), len(state.figures) - _REMEMBERED)
        measure = _measure(state.figures[first:], sentence, reading, q)
        owner = _owner(state, sentence, q, mentions)
        entity = state.printed.get(owner) or state.discourse.in_full(owner) if owner else None
    equivalent_of = None if q.equivalent_of is None else base + q.equivalent_of
    values: list[Any] = [*_OWN_FIELDS(q), equivalent_of, sentence, measure, entity, time]
    return Figure(*values)
