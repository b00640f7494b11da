"""Sentences a second of claims and attributions, and how their time grows on hostile text.

    python -m tests.benchmarks.claims [--raw DIR] [--seconds S]

In one process, warm: parsing into words and clauses, speakers, types, scores. Sentences and names are found before.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flows.cleaning.blocks import Block
from flows.cleaning.label import label_blocks
from flows.cleaning.paragraphs import join_paragraphs
from flows.extraction.claims.find import find_claims
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.names.find import find_mentions
from flows.extraction.records import Mention, Sentence
from flows.reading.article import Article
from flows.reading.read import RawItem, read_item
from tests.building import SAMPLE, SHARED

Read = tuple[Sequence[Sentence], Sequence[Mention]]


def main() -> None:
    """Print sentences a second, then seconds at growing sizes of hostile texts."""
    real = SHARED / "raw" / "unlabelled"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, default=real if real.is_dir() else SAMPLE)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    articles = [read for file in sorted(arguments.raw.glob("*.txt")) if (read := _read(file))]
    sentences, seconds = rate(articles, arguments.seconds)
    print(f"{sentences / seconds:,.0f} sentences a second, {1000 * seconds / sentences:.3f} ms each")
    for name, text in HOSTILE.items():
        times = [_seconds(text(size)) for size in (10_000, 20_000, 40_000)]
        print(f"{name:28} " + "  ".join(f"{seconds:7.3f} s" for seconds in times))
    print(f"{'a sentence of 1 MB':28} {_seconds('word and said that he will ' * (1_000_000 // 27)):7.3f} s")


def rate(articles: Sequence[Read], least: float) -> tuple[int, float]:
    """Return how many sentences were read in how many seconds, at least `least` of them, after a first round."""
    for sentences, mentions in articles:
        find_claims(sentences, mentions)
    done, start = 0, time.process_time()
    while time.process_time() - start < least:
        for sentences, mentions in articles:
            find_claims(sentences, mentions)
            done += len(sentences)
    return done, time.process_time() - start


def _read(file: Path) -> Read | None:
    article = read_item(RawItem(file.name, file), file.read_bytes(), None)
    if not isinstance(article, Article):
        return None
    sentences = split_sentences(join_paragraphs(article.text, label_blocks(article)))
    return sentences, find_mentions(sentences)


HOSTILE: dict[str, Callable[[int], str]] = {
    "quotation marks, apart": lambda n: '" ' * n,
    "quotation marks, together": lambda n: '"' * n,
    "quotations never closed": lambda n: "“He said, " * (n // 4),
    "sayings in one sentence": lambda n: "he said that, " * (n // 4),
    "sentences in one quotation": lambda n: "“" + "It is so. " * (n // 4),
    "relatives in one sentence": lambda n: "who said which told that " * (n // 8),
}


def _seconds(text: str) -> float:
    sentences = split_sentences(join_paragraphs(text, (Block(0, len(text), "body", "benchmark", 1.0),)))
    mentions = find_mentions(sentences)
    start = time.process_time()
    find_claims(sentences, mentions)
    return time.process_time() - start


if __name__ == "__main__":
    main()
