"""The SQL checks of a dataset: each returns the rows that fail it, over a view a table (PUDL's way).

A check is a line in the table here, or follows from `schemas`. Running them is the business of `checks`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas import TABLES
from schemas.derive import Column, columns, foreign_keys, primary_key


@dataclass(frozen=True, slots=True)
class SqlCheck:
    """A check whose `sql` returns the failing rows as (doc_id, detail).

    An article's rows lie in one part, so most checks hold of a dataset if they hold of each part; `whole`: this one
    needs the whole dataset.
    """

    name: str
    table: str
    sql: str
    whole: bool = False


# Every row that quotes the text starts and ends in a block of this label.
_HOMES = {"claims": "body", "figures": "body", "mentions": "body", "references": "note"}
_CHECKS = (
    SqlCheck("articles_have_blocks", "documents", """
        SELECT doc_id, 'no block' AS detail FROM documents ANTI JOIN blocks USING (doc_id)"""),
    SqlCheck("blocks_in_order", "blocks", """
        SELECT doc_id, format('block {} at {} after {}', block_no, "start", coalesce(last_end, 0)) AS detail
        FROM (
            SELECT *, lag("end") OVER places AS last_end, row_number() OVER places AS place
            FROM blocks WINDOW places AS (PARTITION BY doc_id ORDER BY block_no)
        )
        WHERE "start" < last_end OR block_no != place"""),
    SqlCheck("figures_in_their_claims", "figures", """
        SELECT f.doc_id, f.figure_id || ' is not inside ' || f.claim_id AS detail
        FROM figures f JOIN claims c USING (claim_id)
        WHERE f.doc_id != c.doc_id OR f."start" < c."start" OR f."end" > c."end" OR f.sentence_no != c.sentence_no"""),
    SqlCheck("attributions_in_their_claims", "attributions", """
        SELECT a.doc_id, a.attribution_id || ' is not inside ' || a.claim_id AS detail
        FROM attributions a JOIN claims c USING (claim_id)
        WHERE a.doc_id != c.doc_id OR content_start < c."start" OR content_end > c."end"
            OR a.cue_start < c."start" OR cue_end > c."end"
            OR (resolved_by != 'continued' AND (source_start < c."start" OR source_end > c."end"))"""),
    SqlCheck("claims_keep_an_attribution", "claims", """
        SELECT c.doc_id, c.claim_id || ' is of ' || c.source_name || ', and no attribution says so' AS detail
        FROM claims c ANTI JOIN attributions a ON c.claim_id = a.claim_id AND c.source_name = a.source_name
            AND c.source_kind = a.source_kind AND c.quotation = a.quotation
            AND c.cue_start IS NOT DISTINCT FROM a.cue_start
        WHERE c.source_kind != 'author'"""),
    SqlCheck("sources_in_the_body", "attributions", """
        SELECT a.doc_id, format('{} has its source at {}, outside the body', attribution_id, source_start) AS detail
        FROM (FROM attributions WHERE source_start IS NOT NULL) a
        ASOF LEFT JOIN (FROM blocks WHERE label = 'body') b ON a.doc_id = b.doc_id AND a.source_start >= b."start"
        WHERE b."end" IS NULL OR b."end" <= source_start"""),
    SqlCheck("claims_list_their_figures", "claims", """
        WITH listed AS (SELECT doc_id, claim_id, unnest(figure_ids) AS figure_id FROM claims),
        standing AS (SELECT doc_id, claim_id, figure_id FROM figures WHERE claim_id IS NOT NULL)
        SELECT doc_id, claim_id || ' lists ' || figure_id || ', which does not name it' AS detail
        FROM listed ANTI JOIN standing USING (doc_id, claim_id, figure_id)
        UNION ALL
        SELECT doc_id, claim_id || ' does not list ' || figure_id || ', which names it'
        FROM standing ANTI JOIN listed USING (doc_id, claim_id, figure_id)"""),
    SqlCheck("equivalents_in_one_article", "figures", """
        SELECT f.doc_id, f.figure_id || ' restates ' || e.figure_id || ' of ' || e.doc_id AS detail
        FROM figures f JOIN figures e ON f.equivalent_of = e.figure_id WHERE f.doc_id != e.doc_id"""),
    SqlCheck("claims_counted", "documents", """
        SELECT doc_id, format('n_claims is {}, claims has {}', n_claims, coalesce(n, 0)) AS detail
        FROM documents LEFT JOIN (SELECT doc_id, count(*) AS n FROM claims GROUP BY doc_id) USING (doc_id)
        WHERE n_claims != coalesce(n, 0)"""),
    SqlCheck("figures_counted", "documents", """
        SELECT doc_id, format('n_figures is {}, figures has {}', n_figures, coalesce(n, 0)) AS detail
        FROM documents LEFT JOIN (SELECT doc_id, count(*) AS n FROM figures GROUP BY doc_id) USING (doc_id)
        WHERE n_figures != coalesce(n, 0)"""),
    SqlCheck("sentences_counted", "documents", """
        SELECT doc_id, format('n_sentences is {}, a row has sentence {}', n_sentences, last) AS detail
        FROM documents JOIN (
            SELECT doc_id, max(sentence_no) AS last
            FROM (SELECT doc_id, sentence_no FROM claims UNION ALL SELECT doc_id, sentence_no FROM figures)
            GROUP BY doc_id
        ) USING (doc_id) WHERE last > n_sentences"""),
    SqlCheck("duplicates_repeat_originals", "documents", """
        SELECT d.doc_id, format('repeats {}, which repeats {}', d.duplicate_of, o.duplicate_of) AS detail
        FROM documents d JOIN documents o ON d.duplicate_of = o.doc_id
        WHERE o.duplicate_of IS NOT NULL""", whole=True),
    SqlCheck("articles_counted", "runs", """
        SELECT NULL AS doc_id, format('{}: {} new and reused, documents has {}', run_id, n_new + n_reused, n) AS detail
        FROM (FROM runs ORDER BY started_at DESC LIMIT 1), (SELECT count(*) AS n FROM documents)
        WHERE n_new + n_reused != n""", whole=True),
    SqlCheck("rejects_counted", "runs", """
        SELECT NULL AS doc_id, format('{}: n_rejected is {}, rejects has {}', run_id, n_rejected, n) AS detail
        FROM (FROM runs ORDER BY started_at DESC LIMIT 1), (SELECT count(*) AS n FROM rejects)
        WHERE n_rejected != n""", whole=True),
)  # fmt: skip


def sql_checks() -> Iterator[SqlCheck]:
    """Yield all SQL checks: those that follow from the schemas, then those of the table here.

    They read the views "<table>" and "<table> by part"; the latter has `filename` and `file_row_number` too. Checks of
    the whole dataset read "<table>" and its two halves, "<table> proven" and "<table> unproven".
    """
    for table in TABLES:
        yield _unique_check(table)
    for table, column in foreign_keys():
        yield _reference_check(table, column)
    for table in TABLES:
        if _has(table, "doc_id"):
            yield _order_check(table)
            yield _part_check(table)
    for table, label in _HOMES.items():
        yield _home_check(table, label)
    yield from _CHECKS


def _has(table: str, name: str) -> bool:
    return any(column.name == name for column in columns(table))


def _unique_check(table: str) -> SqlCheck:
    """Return the check of a primary key; one with an article's id and more is unique if it is so in each part."""
    names = primary_key(table)
    key = ", ".join(f'"{name}"' for name in names)
    doc_id = "any_value(doc_id)" if _has(table, "doc_id") else "NULL"
    rows = f'"{table}"'
    if len(names) == 1 and _has(table, "doc_id"):
        # Ids that were unique before stay so: only those that come in are looked for among them.
        selected = ", ".join(dict.fromkeys(('"doc_id"', key)))
        rows = f"""(
            SELECT {selected} FROM "{table} unproven" UNION ALL
            SELECT {selected} FROM "{table} proven" SEMI JOIN "{table} unproven" USING ({key})
        )"""
    return SqlCheck("keys_unique", table, f"""
        SELECT {doc_id} AS doc_id, format('{{}} rows with {{}}', count(*), ({key},)) AS detail
        FROM {rows} GROUP BY {key} HAVING count(*) > 1""", whole=len(names) == 1 or "doc_id" not in names)  # fmt: skip


def _reference_check(table: str, column: Column) -> SqlCheck:
    parent, _, parent_column = str(column.references).partition(".")
    value = f'unnest("{column.name}")' if column.type.startswith("list") else f'"{column.name}"'
    return SqlCheck("keys_found", table, f"""
        SELECT doc_id, '{column.name} ' || key || ' is not in {parent}' AS detail
        FROM (SELECT doc_id, {value} AS key FROM "{table}")
        ANTI JOIN (SELECT "{parent_column}" AS key FROM "{parent}") USING (key)
        WHERE key IS NOT NULL""", whole=table == parent == "documents")  # fmt: skip


def _order_check(table: str) -> SqlCheck:
    key = '(doc_id, "start")' if _has(table, "start") else "(doc_id,)"
    return SqlCheck("rows_sorted", table, f"""
        SELECT doc_id, 'not in its place in ' || parse_filename(filename) AS detail
        FROM (
            SELECT doc_id, filename, {key} AS place, lag(place) OVER places AS before
            FROM "{table} by part" WINDOW places AS (PARTITION BY filename ORDER BY file_row_number)
        )
        WHERE place < before""")  # fmt: skip


def _part_check(table: str) -> SqlCheck:
    return SqlCheck("rows_beside_their_article", table, f"""
        WITH placed AS (SELECT DISTINCT doc_id, parse_filename(filename) AS part FROM "{table} by part"),
        articles AS (SELECT doc_id, parse_filename(filename) AS part FROM "documents by part")
        SELECT doc_id, 'in ' || placed.part || ', the article in ' || articles.part AS detail
        FROM placed JOIN articles USING (doc_id) WHERE placed.part != articles.part""")  # fmt: skip


def _home_check(table: str, label: str) -> SqlCheck:
    return SqlCheck("spans_in_their_blocks", table, f"""
        WITH homes AS (FROM blocks WHERE label = '{label}'),
        astray AS (
            SELECT r.doc_id, r."start", r."end", coalesce(r."start" < h."end", false) AS starts
            FROM "{table}" r ASOF LEFT JOIN homes h ON r.doc_id = h.doc_id AND r."start" >= h."start"
            WHERE h."end" IS NULL OR r."end" > h."end"
        )
        -- Few do not end in the block that they start in.
        SELECT r.doc_id, format('{{}}:{{}} is not in a {label} block', r."start", r."end") AS detail
        FROM astray r ASOF LEFT JOIN (FROM homes SEMI JOIN astray USING (doc_id)) h
            ON r.doc_id = h.doc_id AND r."end" - 1 >= h."start"
        WHERE h."end" IS NULL OR r."end" > h."end" OR NOT r.starts""")  # fmt: skip
