"""Score claims and attributions on the development halves of public sets, beside what others reach.

    python -m tests.quality.bench_claims [SET ...] [--errors N]

The sets stand in ../shared/bench/claims with their scorer; where they are absent, one line says so. Adapters only
translate: whole articles run through the whole pipeline, lists of sentences are paragraphs of one sentence each.
"""

import argparse
import hashlib
import importlib.util
import json
from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any

from flows.article import extract_article
from flows.cleaning.blocks import Block
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims.find import find_attributions, find_claims
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.names.find import find_mentions
from flows.extraction.records import Attribution, Claim, Sentence
from flows.reading.article import Article, Sidecar
from tests.building import SHARED

BENCH = SHARED / "bench" / "claims"
Row = dict[str, Any]
Spans = list[list[int]]
CDCP_LABELS = ["fact", "testimony", "value", "policy"]
CDCP_MAP = {"prediction": "value", "prescription": "policy"}
_BRIDGED = 3  # Sentences between two parts of one quotation.
_FIRST_PERSON = frozenset(("i", "my", "me", "we", "our", "us"))


def main() -> None:
    """Print a line a measure: ours on dev, and what others are reported to reach."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=list(SETS), metavar="SET", help=", ".join(SETS))
    arguments = parser.parse_args()
    if not BENCH.is_dir():
        print("skipped: the public sets are not beside the project")
        return
    scorer = load_scorer()
    print(f"{'set':12} {'measure':32} {'ours':>6}  others")
    for name in arguments.sets:
        for measure, ours, others in SETS[name](scorer, rows_of(name)):
            print(f"{name:12} {measure:32} {ours:6.1f}  {others}", flush=True)


def load_scorer() -> ModuleType:
    """Return the scorer that stands beside the sets."""
    spec = importlib.util.spec_from_file_location("bench_score", BENCH / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(BENCH / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of(name: str) -> list[Row]:
    """Return the rows of the development half of a set."""
    text = (BENCH / name / "dev.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


Lines = Iterable[tuple[str, float, str]]


# Whole articles: who says what


def polnear(scorer: ModuleType, gold: list[Row]) -> Lines:
    """Attributions of political news; the set knows no nesting, so neither do the predictions."""
    predictions = [{"id": row["id"], "attributions": attributions_of(row["text"])} for row in gold]
    every = scorer.score_attribution(gold, predictions)
    speech = scorer.score_attribution(gold, predictions, speech_only=True)
    yield "attributed F1, speech cues", speech["attributed@0.5"]["f1"], "rules on parses 58.2, CRF trained on it 63.7"
    yield "attributed P, speech cues", speech["attributed@0.5"]["p"], ""
    yield "attributed R, speech cues", speech["attributed@0.5"]["r"], ""
    yield "content F1, speech cues", speech["content@0.5"]["f1"], "rules on parses 68.6, CRF 76.3"
    yield "speaker accuracy, speech cues", speech["speaker_acc@0.5"], "rules on parses 85.0, CRF 83.5"
    yield "attributed F1, all cues", every["attributed@0.5"]["f1"], "rules on parses 42.6, CRF 52.8, humans 76.7"
    yield "attributed P, all cues", every["attributed@0.5"]["p"], ""
    yield "attributed R, all cues", every["attributed@0.5"]["r"], ""
    for kind, others in (("direct", "85 / 94 / 98"), ("mixed", "59 / 84 / 93"), ("indirect", "26 / 49 / 78")):
        found = every["recall_by"][f"quote_type={kind}"]["r"]
        yield f"content recall, {kind}", found, f"rules on parses / CRF / humans {others}"


def attributions_of(text: str) -> list[Row]:
    """Return the attributions of an article in the set's form: a running quotation is one, its questions included."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = extract_article(
        Article(digest[:16], "article", None, "text", "utf-8", digest, len(text.encode()), text, Sidecar())
    )
    rows: list[Row] = []
    last: tuple[int, Row] | None = None
    waiting: list[tuple[int, Row]] = []  # Quotations whose speaker is named further on, in the sentence of this number.
    for sentence, attributions in find_attributions(found.sentences, found.mentions):
        number = sentence.number
        for attribution in _outer(attributions):
            row = _polnear_row(sentence, attribution)
            if attribution.resolved_by == "continued":
                if attribution.source_sentence.number > number:
                    waiting.append((attribution.source_sentence.number, row))
                elif last and last[0] >= number - _BRIDGED and last[1]["speaker"] == attribution.source_name:
                    last[1]["content"] += row["content"]
                    last = (number, last[1])
                else:
                    rows.append(row)
                continue
            opened = [one for _, one in waiting if one["speaker"] == attribution.source_name]
            row["content"] = [span for one in opened for span in one["content"]] + row["content"]
            waiting.clear()
            rows.append(row)
            if last is None or last[0] < number:
                last = (number, row)
        if waiting and number >= waiting[0][0]:  # A line of its own named the speaker: "— Aiko Mori".
            rows.append(waiting[0][1] | {"content": [span for _, one in waiting for span in one["content"]]})
            waiting.clear()
    return rows


def _outer(attributions: Sequence[Attribution]) -> list[Attribution]:
    """Leave out what is reported inside something reported."""
    return [
        one
        for one in attributions
        if not any(
            other is not one
            and one.cue
            and other.cue
            and other.content[0] <= one.cue[0] < other.content[1]
            and not (other.cue[0] > other.content[0] and one.cue[0] < other.cue[0] and one.content[0] >= other.cue[1])
            and not (one.content[0] <= other.cue[0] < one.content[1] and one is attributions[0])
            for other in attributions
        )
    ]


def _polnear_row(sentence: Sentence, attribution: Attribution) -> Row:
    holes = [span for span in (attribution.source, attribution.cue) if span]
    if attribution.source_sentence is not sentence:
        holes = [attribution.cue] if attribution.cue else []
    parts = _without(attribution.content, holes)
    source = attribution.source
    return {
        "source": [list(attribution.source_sentence.raw_span(*source))] if source else [],
        "cue": [list(sentence.raw_span(*attribution.cue))] if attribution.cue else [],
        "content": [list(sentence.raw_span(*part)) for part in parts],
        "speaker": attribution.source_name,
    }


def _without(span: tuple[int, int], holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut what stands between the first and the last hole out of a span."""
    inside = [hole for hole in holes if span[0] <= hole[0] and hole[1] <= span[1]]
    if not inside:
        return [span]
    first, last = min(hole[0] for hole in inside), max(hole[1] for hole in inside)
    return [part for part in ((span[0], first), (last, span[1])) if part[1] > part[0]]


# Lists of sentences: one label each


def sentences_of(texts: Sequence[str]) -> list[list[Sentence]]:
    """Return the sentences of each text, which is a paragraph of its own."""
    raw, blocks, at = "\n\n".join(text.replace("\n", " ") for text in texts), [], 0
    for text in texts:
        blocks.append(Block(at, at + len(text), "body", "bench", 1.0))
        at += len(text) + 2
    found: list[list[Sentence]] = [[] for _ in texts]
    for sentence in split_sentences(join_paragraphs(raw, tuple(blocks))):
        found[sentence.paragraph.number - 1].append(sentence)
    return found


def claims_of(texts: Sequence[str]) -> list[list[Claim]]:
    """Return the claims of each text, all read alone."""
    out = []
    for text in texts:
        sentences = sentences_of([text])[0]
        out.append(list(find_claims(sentences, find_mentions(sentences))))
    return out


def cdcp(scorer: ModuleType, gold: list[Row]) -> Lines:
    """Types of propositions in comments on a rule; what is said in the first person of the past is testimony."""
    texts = [row["text"] for row in gold]
    predictions = [
        {"id": row["id"], "label": _cdcp_label(text, claims)}
        for row, text, claims in zip(gold, texts, claims_of(texts), strict=True)
    ]
    found = scorer.score_types(gold, predictions, labels=CDCP_LABELS)
    others = {
        "policy": "cue lexicon 76.5, TF-IDF + LR 74.2, SVM 77.3",
        "value": "cue lexicon 70.7, TF-IDF + LR 70.1",
        "fact": "cue lexicon 19.8, TF-IDF + LR 37.8",
        "testimony": "cue lexicon 60.1, TF-IDF + LR 71.8",
    }
    for label in ("policy", "value", "fact", "testimony"):
        yield f"{label} F1", found["per_class"][label]["f1"], others[label]
    yield "macro F1, four classes", found["macro_f1"], ""


def _cdcp_label(text: str, claims: Sequence[Claim]) -> str:
    types = {claim.claim_type for claim in claims}
    if "policy" in types:
        return "policy"
    if "prediction" in types or "value" in types:
        return "value"
    first_person = not _FIRST_PERSON.isdisjoint(text.lower().replace(",", " ").split())
    return "testimony" if first_person else "fact"


def claimbuster(scorer: ModuleType, gold: list[Row]) -> Lines:
    """Check-worthy sentences of debates, ranked."""
    texts = [row["text"] for row in gold]
    predictions = [
        {"id": row["id"], "score": max((claim.checkworthiness for claim in claims), default=0.0)}
        for row, claims in zip(gold, claims_of(texts), strict=True)
    ]
    found = scorer.score_binary(gold, predictions)
    yield "average precision", found["ap"], "cue lexicon 67.7, TF-IDF + LR trained on it 81.8"
    yield "F1 at 0.5", found["f1"], "cue lexicon 54.3, TF-IDF + LR 73.7"


def wikiweasel(scorer: ModuleType, gold: list[Row]) -> Lines:
    """Uncertain sentences of an encyclopedia: hedged, or of a source that nobody names."""
    texts = [row["text"] for row in gold]
    predictions = [
        {"id": row["id"], "label": int(any(_uncertain(claim) for claim in claims))}
        for row, claims in zip(gold, claims_of(texts), strict=True)
    ]
    found = scorer.score_binary(gold, predictions)
    yield "F1", found["f1"], "cue lexicon 53.9, TF-IDF + LR 56.0, best of CoNLL 2010 about 60"
    yield "precision", found["p"], ""
    yield "recall", found["r"], ""


def _uncertain(claim: Claim) -> bool:
    return claim.hedged or claim.vague or any(one.source_kind == "group" for one in claim.attributions)


SETS: dict[str, Callable[[ModuleType, list[Row]], Lines]] = {
    "polnear": polnear,
    "cdcp": cdcp,
    "claimbuster": claimbuster,
    "wikiweasel": wikiweasel,
}

if __name__ == "__main__":
    main()
