"""Imported before workers are forked, so that none has to load modules, models and word lists of its own.

The model of languages is left out: it takes longer than all word lists, and an English corpus never needs it.
"""

import gc
import signal

# What is loaded stays for good: no search for cycles while it grows, nor among it later.
gc.disable()
# Ctrl-C reaches every process of the terminal; whether work stops is the build's to say.
signal.signal(signal.SIGINT, signal.SIG_IGN)

from flows.article import extract_article  # noqa: E402
from flows.extraction.claims.patterns import main_patterns, sentence_patterns  # noqa: E402
from flows.extraction.sources.cues import phrase_patterns  # noqa: E402
from flows.reading.article import Article  # noqa: E402
from flows.storage.runners import processes as processes  # noqa: E402
from schemas import validate as validate  # noqa: E402

# Most word lists are read when a text first asks for them.
_TEXT = """Exports of the valley grew last year

By Ann Example, 3 May 2021

The mill's exports rose by 12 percent to $4.5 million in 2020, the ministry said on Monday. "We expect that prices
will fall by a third next spring," said Tom Miller, who heads the growers' union in the town of Hill.

According to a survey of 1,200 farmers, six in ten had sold more than a year before. Critics doubt whether that will
last, because the river carries less water than it did, and the state may raise the toll from 2 to 3 euros a ton.
"""


def _load() -> None:
    data = _TEXT.encode()
    extract_article(Article("0" * 16, "raw/article.txt", None, "text", "utf-8", "0" * 64, len(data), _TEXT))
    for patterns in (main_patterns(), sentence_patterns(), phrase_patterns()):
        patterns.compile_all()


_load()
gc.freeze()
gc.enable()
