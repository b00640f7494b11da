"""The pages for people in a release: dataset card, citation, sources."""

from collections.abc import Mapping
from typing import Any

import yaml

from flows.publishing.croissant import citation
from flows.publishing.facts import ABSTRACT, KEYWORDS, LICENSE, PACKAGE_NAME, ReleaseFacts, SourceFacts
from flows.publishing.markdown import markdown_table
from flows.settings import QuotationCaps
from schemas import TITLE
from schemas.derive import description

# What each measure of the gold labels says something about, and how to read it.
_MEASURES = {
    "clean_f1": ("`documents.text`", "characters kept that are the article's"),
    "clean_precision": ("`documents.text`", "of the characters kept, those that are the article's"),
    "clean_recall": ("`documents.text`", "of the article's characters, those kept"),
    "label_accuracy": ("`blocks.label`", "characters with the right label"),
    "block_accuracy": ("`blocks.label`", "blocks with the right label"),
    "label_macro_f1": ("`blocks.label`", "mean over the labels"),
    "continues_f1": ("`blocks.continues`", "halves joined"),
    "uncovered_chars": ("`blocks`", "visible characters in no block: 0 is best"),
    "metadata_accuracy": ("`documents` (title, authors, published …)", "values that are right"),
    "claim_f1": ("`claims`", "sentences that claim something"),
    "claim_type_accuracy": ("`claims.claim_type`", "right types"),
    "claim_type_macro_f1": ("`claims.claim_type`", "mean over the types"),
    "claim_type_f1": ("`claims.claim_type`", "right types"),
    "attribution_f1": ("`claims.source_name`", "sources named and found"),
    "source_kind_accuracy": ("`claims.source_kind`", "right kinds"),
    "quotation_accuracy": ("`claims.quotation`", "right ways of quoting"),
    "hedged_f1": ("`claims.hedged`", "hedged claims"),
    "negated_f1": ("`claims.negated`", "negated claims"),
    "figure_f1": ("`figures` (value, unit)", "figures found, places may differ a little"),
    "figure_strict_f1": ("`figures` (value, unit, place)", "figures found, exact places"),
    "comparator_accuracy": ("`figures.comparator`", "right comparators"),
    "figure_entity_f1": ("`figures.entity`", "whom the figure is about"),
    "figure_time_f1": ("`figures.time`", "when it holds"),
    "figure_measure_token_f1": ("`figures.measure`", "words of what is measured"),
}
_SETS = {
    "sample": "articles written for this project, labelled independently of the rules",
    "seeds": "real articles that the rules were begun with",
    "dev": "real articles that the rules were improved on",
}
_LIMITS = (
    "Rules, not people, made the rows. The scores above say how often they are right; those on *seeds* and *dev* come "
    "from articles that were looked at while the rules were written, so expect less on others.",
    "English only: articles in other languages have metadata, text and blocks, and no claims, figures or names.",
    "The articles are those that the maintainers collected. They are no sample of the debate: counts say what stands "
    "in them, not what people think.",
    "A claim is what an article says that someone says. Nothing here says that it is true.",
    "Authors' names and sources' names stand as printed; two spellings are two names.",
    "`doc_id` is made of an article's bytes: the same piece scraped twice may have two ids. `duplicate_of` names the "
    "article that one repeats, in the same words or nearly; the views `unique_claims` and `unique_figures` leave such "
    "articles out, and with them the little that they have beyond the other.",
)
_LOADING = f"""With DuckDB, in the folder of the release:

```sh
duckdb -init catalog.sql -c "SELECT claim_type, count(*) FROM claims GROUP BY ALL"
```

With pandas, or with polars, which of `https://…/figures.parquet` fetches only what it needs:

```python
import pandas as pd

claims = pd.read_parquet("claims.parquet", columns=["doc_id", "claim_type", "source_name"])
```

```python
import polars as pl

money = pl.scan_parquet("figures.parquet").filter(pl.col("kind") == "money").collect()
```

With Hugging Face's `datasets`, which does not load tables without rows:

```python
from datasets import load_dataset

claims = load_dataset("parquet", data_files="claims.parquet", split="train")
```

Each table is also a configuration, asked for by the name of the folder: `load_dataset("releases/1.0.0", "figures")`.

With R (written by its manual; no test of ours runs R):

```r
claims <- nanoparquet::read_parquet("claims.parquet")
```

To check that nothing was changed on the way: `python verify.py` (needs pyarrow or DuckDB), or
`alliance verify .`, or `sha256sum -c SHA256SUMS`. To unpack the archive: `tar --zstd -xf {PACKAGE_NAME}-….tar.zst`."""


def card(facts: ReleaseFacts) -> str:
    """Return README.md: the dataset card, with the metadata that hubs read at its head."""
    tables = markdown_table(
        ("table", "rows", "a row is"),
        ((f"[`{file.table}`]({file.name})", f"{file.rows:,}", description(file.table)) for file in facts.tables),
    )
    date = f", {facts.date}" if facts.date else ""
    parts = (
        _front_matter(facts),
        f"# {TITLE}",
        f"{ABSTRACT} Version {facts.version}{date}.",
        "## Tables",
        tables,
        "Every column is described in [DICTIONARY.md](DICTIONARY.md), in the Parquet files themselves, in "
        "[datapackage.json](datapackage.json) (Frictionless) and in [croissant.json](croissant.json) (Croissant).",
        "## How to read it",
        _LOADING,
        "## How it was made",
        _made(facts),
        "## How good it is",
        accuracy_table(facts.accuracy),
        "## Known limits",
        "\n".join(f"- {limit}" for limit in _LIMITS),
        "## Rights",
        _rights(facts),
        "## Citation",
        f"{citation(facts)} See [CITATION.cff](CITATION.cff).",
    )
    return "\n\n".join(parts) + "\n"


def _front_matter(facts: ReleaseFacts) -> str:
    """Return the YAML head: a configuration a table, so that a hub shows and loads each."""
    head: dict[str, Any] = {
        "license": LICENSE.lower(),
        "language": ["en"],
        "pretty_name": TITLE,
        "tags": list(KEYWORDS),
        "configs": [
            {"config_name": file.table, "data_files": file.name, "default": file.table == "claims"}
            for file in facts.tables
        ],
    }
    return f"---\n{yaml.safe_dump(head, allow_unicode=True, sort_keys=False)}---"


def _made(facts: ReleaseFacts) -> str:
    previous = f"What changed since {facts.previous} is in [DIFF.md](DIFF.md)." if facts.previous else ""
    accepted = f" Gates that did not hold and were let pass: {', '.join(facts.accepted)}." if facts.accepted else ""
    return (
        f"{facts.rows('documents'):,} articles were read by a fixed program ({facts.rows('rejects'):,} items could not "
        "be used: table `rejects`): their text was cleaned of what sites put around it, and claims, sources, figures, "
        "names and notes were found by rules. Every row was held against its schema and against the raw text: "
        "`start` and `end` count characters of the raw text that it comes from. [PROVENANCE.json](PROVENANCE.json) "
        f"names code, word lists, libraries and the hash of every raw item.{accepted} {previous}"
    ).rstrip()


def accuracy_table(accuracy: Mapping[str, Mapping[str, float]]) -> str:
    """Return the scores on hand-made labels: a row a measure with the column it tells about, a column a set."""
    if not accuracy:
        return "Not measured."
    measured = {measure for scores in accuracy.values() for measure in scores}
    # What tells of one column stands together.
    measures = [*(measure for measure in _MEASURES if measure in measured), *sorted(measured - _MEASURES.keys())]
    rows = (
        (*_MEASURES.get(measure, ("", "")), f"`{measure}`", *(_score(s.get(measure)) for s in accuracy.values()))
        for measure in measures
    )
    table = markdown_table(("about", "share of", "measure", *accuracy), rows)
    return f"Held against labels made by hand, from 0 to 1:\n\n{table}\n\n" + "\n".join(
        f"- *{name}*: {_SETS.get(name, name)}" for name in accuracy
    )


def _score(score: float | None) -> str:
    return "" if score is None else f"{score:.4g}"


def _rights(facts: ReleaseFacts) -> str:
    return (
        "Labels, claims, figures and metadata are under CC BY 4.0 ([LICENSE](LICENSE)). The words of the articles stay "
        "under the rights that `documents.rights` and `documents.license` name; [SOURCES.md](SOURCES.md) says what is "
        f"carried of each source. {facts.rows('withheld'):,} articles were taken down on request: `withheld`."
    )


def sources_page(facts: ReleaseFacts) -> str:
    """Return SOURCES.md: each source, its rights, and what the release carries of it."""
    header = ("source", "articles", "rights", "licence", "basis", "contact", "site profile", "carried")
    parts = (
        "# Sources",
        _carried(facts.caps),
        markdown_table(header, map(_source_row, facts.sources)),
        "Is an article yours, and should not be here? Write to the maintainers: it is taken out of the next release, "
        "and only its id stays, in `withheld`.",
    )
    return "\n\n".join(parts) + "\n"


def _carried(caps: QuotationCaps) -> str:
    return (
        "Where no record says otherwise, all rights are reserved. Of such an article the release carries metadata, "
        "offsets, labels, figures and the names in it, but neither its text nor what it says about its authors, nor "
        f"the text of its notes. Of its sentences, `claims` quotes **at most {caps.words} words and {caps.share:.0%} "
        "of its characters**, those most worth checking first; the other claims keep their offsets and have no "
        f"`text`. A name or a phrase of more than {caps.label_words} words (a title: {caps.title_words}) is cut and "
        "ends in an ellipsis. Open articles are carried with their text, under their licence."
    )


def _source_row(source: SourceFacts) -> tuple[str, ...]:
    if source.rights == "open":
        carried = f"the text of {source.with_text:,} articles"
    else:
        carried = f"{source.words:,} quoted words, at most {source.most_words:,} of an article"
    told = (source.license, source.basis, source.contact, source.profile)
    return source.name, f"{source.articles:,}", source.rights, *(value or "" for value in told), carried


def citation_cff(facts: ReleaseFacts) -> str:
    """Return CITATION.cff of the release."""
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "title": TITLE,
        "abstract": ABSTRACT,
        "type": "dataset",
        "version": facts.version,
        "license": LICENSE,
        "authors": [{"name": f"The {PACKAGE_NAME} authors"}],
        "keywords": list(KEYWORDS),
    }
    content |= {"date-released": facts.date} if facts.date else {}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)
