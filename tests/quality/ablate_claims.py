"""What each step of claims and attribution adds: the scores with one step switched off at a time.

    python -m tests.quality.ablate_claims

On the labelled articles (blocks from the labels) and, where it is beside the project, on the development half of
PolNeAR. A step is switched off by putting the least in its place.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims import find as claims
from flows.extraction.grammar import clauses
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.names.find import find_mentions
from flows.extraction.sources import attribution, nested, resolve, speakers
from tests.building import ROOT, SHARED
from tests.quality.bench_claims import BENCH, attributions_of, load_scorer, rows_of

GOLD = (SHARED / "gold" / "seeds", SHARED / "gold" / "dev", ROOT / "tests" / "gold")
TYPES = ("policy", "prediction", "value", "fact")
Patch = tuple[ModuleType, str, Callable[..., Any]]


def _unresolved(word: str, discourse: resolve.Discourse) -> resolve.Source:
    return resolve.Source(resolve.PERSON, word.capitalize(), "pronoun")


def _whole_content(p: Any, spans: Any) -> clauses.Clause:
    return clauses.joined([clauses.all_words(p.words, start, end) for start, end in spans])


def _first_frame(words: Any, after: int, cue: Any) -> tuple[str, str]:
    frame: tuple[str, str] = cue.frames[0]
    return frame


STEPS: dict[str, tuple[Patch, ...]] = {
    "nothing": (),
    "frames of cues": ((attribution, "frame_after", _first_frame), (nested, "frame_after", _first_frame)),
    "quotations that go on": ((speakers, "_carry_on", lambda parsed, speeches, credits: None),),
    "resolution of pronouns": ((resolve, "_pronoun", _unresolved),),
    "main clause of the content": ((claims, "_main_of", _whole_content),),
    "nested attributions": ((speakers, "nested_constructions", lambda parsed, cues: ()),),
    "speakers of no listed head": ((resolve, "_any_speaker", lambda parsed, start, end, discourse: None),),
    "end at the next report": ((speakers, "_cut_before_next", lambda p, one, found, unlike=None: one.content),),
    "colon speech": ((attribution, "_colon_speech", lambda parsed: ()),),
}


def main() -> None:
    """Print a line a step."""
    if not GOLD[0].is_dir() or not BENCH.is_dir():
        print("skipped: the labelled articles and the public sets are not beside the project")
        return
    scorer, polnear = load_scorer(), rows_of("polnear")
    print(f"{'without':30} types macro F1  attribution F1  PolNeAR speech / all")
    for name, patches in STEPS.items():
        with _patched(patches):
            types, attributed = gold_scores()
            predictions = [{"id": row["id"], "attributions": attributions_of(row["text"])} for row in polnear]
            speech = scorer.score_attribution(polnear, predictions, speech_only=True)["attributed@0.5"]["f1"]
            every = scorer.score_attribution(polnear, predictions)["attributed@0.5"]["f1"]
        print(f"{name:30} {100 * types:14.1f} {100 * attributed:15.1f}  {speech:10.1f} / {every:.1f}", flush=True)


@contextmanager
def _patched(patches: tuple[Patch, ...]) -> Iterator[None]:
    kept = [(module, name, getattr(module, name)) for module, name, _ in patches]
    for module, name, replacement in patches:
        setattr(module, name, replacement)
    try:
        yield
    finally:
        for module, name, original in kept:
            setattr(module, name, original)


def gold_scores() -> tuple[float, float]:
    """Return the macro F1 of types and the F1 of sources by name over all labelled articles."""
    pairs = [pair for folder in GOLD for file in sorted(folder.glob("*.json")) for pair in _pairs(file)]
    per_type = []
    for kind in TYPES:
        hits = sum(label == found == kind for label, found, _, _ in pairs)
        size = sum(label == kind for label, *_ in pairs) + sum(found == kind for _, found, *_ in pairs)
        per_type.append(2 * hits / max(size, 1))
    right = sum(bool(name) and name == found for *_, name, found in pairs)
    size = sum(bool(name) for _, _, name, _ in pairs) + sum(bool(found) for *_, found in pairs)
    return sum(per_type) / len(per_type), 2 * right / max(size, 1)


def _pairs(file: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield the labelled and the found type, the labelled and the found source of each labelled sentence."""
    gold = json.loads(file.read_text("utf-8"))
    raw = (file.parent / gold["raw"]).read_bytes().decode("utf-8")
    blocks = tuple(
        Block(b["start"], b["end"], b["label"], "gold", 1.0, bool(b.get("continues"))) for b in gold["blocks"]
    )
    sentences = split_sentences(join_paragraphs(raw, blocks))
    found = {claim.sentence.raw_span(): claim for claim in claims.find_claims(sentences, find_mentions(sentences))}
    for label in gold.get("sentences", ()):
        claim = found.get((label["start"], label["end"]))
        names = (label["source_name"], claim.source_name if claim else None)
        yield label["claim_type"], claim.claim_type if claim else "none", *(_plain(name) for name in names)


def _plain(name: str | None) -> str:
    return "".join(c for c in (name or "").casefold() if c.isalnum())


if __name__ == "__main__":
    main()
