"""From a row back to its raw text: none rather than another's."""

from pathlib import Path

from flows.reading.article import Article
from flows.storage.raw.articles import read_articles
from flows.storage.raw.texts import RawTexts
from tests.building import ARTICLE
from tests.packing import jsonl


def test_a_text_is_that_of_the_article_or_none(raw: Path) -> None:
    (raw / "more.jsonl").write_bytes(jsonl({"text": f"{ARTICLE}\nMore."}))
    texts = RawTexts({"raw": {"raw": str(raw)}})
    places = [
        (one.source_path, one.record, one.doc_id) for one in read_articles([raw], 10**6) if isinstance(one, Article)
    ]
    assert [texts(*place) for place in places] == [ARTICLE, f"{ARTICLE}\nMore."]
    (raw / "good.txt").write_text(ARTICLE.replace("Nagoya", "Kobe"), "utf-8")
    (raw / "more.jsonl").write_bytes(jsonl({"text": ARTICLE}))
    again = RawTexts(texts.manifest)
    assert [again(*place) for place in places] == [None, None]
    (raw / "good.txt").unlink()
    assert again(*places[0]) is None
