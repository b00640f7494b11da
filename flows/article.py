"""The way of one article, from its decoded text to everything the tables hold of it."""

from dataclasses import dataclass

from flows.cleaning.blocks import Block
from flows.cleaning.label import label_blocks
from flows.cleaning.paragraphs import Paragraph, join_paragraphs
from flows.cleaning.recurring import Recurring
from flows.cleaning.verdict import NoArticle, is_truncated, no_article_reason
from flows.extraction.claims.find import find_claims
from flows.extraction.figures.find import find_figures
from flows.extraction.grammar.sentences import split_sentences
from flows.extraction.metadata.extract import extract_metadata
from flows.extraction.metadata.language import UNDETERMINED
from flows.extraction.metadata.references import parse_references
from flows.extraction.names.find import find_mentions
from flows.extraction.records import Claim, Figure, Mention, Metadata, Reference, Sentence
from flows.reading.article import Article

# The claim and figure grammars are English; in other languages their rules would find things that are not there.
LANGUAGES_READ = frozenset({"en", UNDETERMINED})


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one article yields. Claims, figures and mentions are empty in languages that the grammars do not know.

    `no_article`: why the page holds no article, if it does not; `truncated`: the article breaks off.
    """

    blocks: tuple[Block, ...]
    paragraphs: tuple[Paragraph, ...]
    metadata: Metadata
    references: tuple[Reference, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    no_article: NoArticle | None
    truncated: bool


def extract_article(article: Article, recurring: Recurring | None = None) -> Extracted:
    """Clean one article and extract its rows; the same bytes give the same result.

    `recurring`: the lines that recur on sites, if some were learnt.
    """
    blocks = label_blocks(article, recurring=recurring)
    paragraphs = join_paragraphs(article.text, blocks)
    metadata = extract_metadata(article, blocks, paragraphs)
    references = parse_references(article.text, blocks)
    sentences = split_sentences(paragraphs)
    readable = sentences if metadata.language in LANGUAGES_READ else ()
    mentions = find_mentions(readable)
    claims = find_claims(readable, mentions)
    figures = find_figures(readable, mentions)
    return Extracted(
        blocks,
        paragraphs,
        metadata,
        references,
        sentences,
        mentions,
        claims,
        figures,
        no_article_reason(article.text, blocks),
        is_truncated(article.text, blocks),
    )
