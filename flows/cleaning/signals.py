"""Every signal of every line of a page: what the line shows by itself, and what it shows in its place.

A signal is a name. What it says for or against a label stands in `lexicon/labels.toml`.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from flows.cleaning.form import Lines, read_lines
from flows.cleaning.heads import add_head
from flows.cleaning.markup import read_markup
from flows.cleaning.page import Page, one_sentence, read_page
from flows.cleaning.pieces import another_piece
from flows.cleaning.recurring import Recurring
from flows.cleaning.review import Groups, form_groups
from flows.cleaning.sheets import page_breaks, running_lines
from flows.cleaning.split import front_matter_lines
from flows.cleaning.table import Row, Shown, Table, around, shifted, shown_in, up_to
from flows.cleaning.texture import texture_signals
from flows.reading.article import Article

RUNNING, NUMBERED_FIGURE = "running line", "numbered figure"


class PageSignals(NamedTuple):
    """The signals of every line, by what they tell of: the line, its place among the others, the page around it.

    The first reading weighs `own` and `context`, the second one all. `front`: which lines are front matter; `groups`:
    which lines belong together in some way, whose odds the review compares; `parting`: the lines between which a
    sentence may be in halves, running lines and numbered figures.
    """

    page: Page
    context: Table
    texture: Table
    markup: Table
    front: Row
    groups: Groups
    parting: list[int]

    @property
    def lines(self) -> Lines:
        """The lines as they are seen alone."""
        return self.page.lines

    @property
    def own(self) -> Table:
        """What the lines show by themselves."""
        return self.lines.signals

    def shown(self) -> Shown:
        """Return all that the lines show, in one matrix."""
        return shown_in(self.own, *self.places)

    @property
    def places(self) -> tuple[Table, ...]:
        """What the lines show in their places."""
        return self.context, self.texture, self.markup


def read_signals(article: Article, spans: Sequence[tuple[int, int]], recurring: Recurring | None = None) -> PageSignals:
    """Return the signals of every block of an article; `recurring`: what recurs on sites, if learnt."""
    lines = read_lines(article.text, spans)
    page = read_page(article, lines, recurring)
    front = np.array([end <= article.front_matter_end for _, end in spans], bool)
    front[: front_matter_lines(article.text, spans)] = True
    marked = read_markup(article.markup, page)
    running = [] if article.markup else sorted(running_lines(article.text, spans))
    context = context_signals(page)
    _add_sheets(context, page.lines, running, np.array(page_breaks(article.text, spans, running), bool))
    return PageSignals(
        page,
        context,
        texture_signals(article.text, lines, page.core),
        marked.signals,
        front,
        form_groups(lines) | marked.groups,
        [*running, *np.flatnonzero(lines.signals[NUMBERED_FIGURE]).tolist()],
    )


def context_signals(page: Page) -> Table:
    """Return what the places and the neighbours of the lines say, and what the page says of them."""
    table = Table(len(page.lines.spans))
    if table.lines:
        _add_places(table, page.core)
        _add_surroundings(table, page)
        _add_neighbours(table, page.lines)
        _add_repeats(table, page)
        _add_echoes(table, page)
        _add_authors(table, page)
        _add_series(table, page)
        _add_entries(table, page.lines, page.core[1])
        _add_credits(table, page)
        add_head(table, page.lines, page.counts, page.core[0])
        _add_short_lines(table, page)
        _add_conversation(table, page)
        _add_ends(table, page)
        _add_site(table, page)
        _add_recurring(table, page)
        table["in another piece"] = (np.arange(table.lines) >= another_piece(page.lines, page.core)) & (
            page.lines.words > 3
        )
    return table


def _add_places(table: Table, core: tuple[int, int]) -> None:
    first, last = core
    at = np.arange(table.lines)
    inside, before, after = (at >= first) & (at <= last), at < first, (at >= first) & (at > last)
    table["in the core"] = inside
    table["core begins"] = inside & (at == first)
    table["core ends"] = inside & (at == last) & (at > first)
    near_before, near_after = at >= first - 12, at <= last + 4
    table["just before the core"] = before & near_before
    table["before the core"] = before & ~near_before
    table["just after the core"] = after & near_after
    table["after the core"] = after & ~near_after
    table["first line"] = at == 0
    table["top lines"] = (at >= 1) & (at <= 3)
    table["last lines"] = at >= table.lines - 2


def _add_surroundings(table: Table, page: Page) -> None:
    """Add how much running text is near, how much of it came before, and under which head a line stands."""
    prose = page.lines.prose
    before = up_to(prose)
    near = around(prose, 4) - prose
    table.add_kinds(("no prose near", "some prose near", "much prose near"), (near > 0).astype(np.int64) + (near > 3))
    share = before[:-1] / max(1, before[-1])
    table["early in the text"] = share < 0.6
    table["late in the text"] = share > 0.9
    table["after the comments mark"] = np.arange(table.lines) > page.comments_from
    for head in {*page.under} - {""}:
        table[head] = np.array([under == head for under in page.under], bool)


def _add_neighbours(table: Table, lines: Lines) -> None:
    """Add on which sides of a line running text or a menu lies."""
    above, below = shifted(lines.prose, 1), shifted(lines.prose, -1)
    table["between prose"] = above & below & ~lines.prose
    table["prose around"] = above & below & lines.prose
    table["prose follows"] = below & ~above
    table["prose precedes"] = above & ~below
    text = (lines.words > 5) | lines.ends
    table["menu around"] = ~(above | below | shifted(text, 1) | shifted(text, -1))


def _add_repeats(table: Table, page: Page) -> None:
    """Add what it means that the page has the same line elsewhere."""
    first, last = page.core
    lines = page.lines
    times = np.array([page.counts[bare] for bare in lines.bare], np.int64)
    # Of a page's header, only the number beside it differs from sheet to sheet.
    header = (times > 1) & (lines.words <= 10) & ~lines.signals["markdown heading"]
    table["header of a page"] = header & _beside(lines.signals["number only"])
    table["byline again and again"] = (times > 2) & lines.signals["by a name"]
    again = (times > 1) & np.array([*map(bool, lines.bare)], bool)
    if one_sentence(lines):
        again &= ~lines.prose
    if not again.any():
        return
    ahead = first - np.arange(table.lines)
    short, long = again & (lines.words < 4), again & (lines.words >= 4)
    # A section name stands with each repeat of the title; menus come more often.
    table["repeated, short"] = short
    table["repeated, short, at the top"] = short & (ahead > 0) & (ahead <= 8) & (times <= 3)
    table["repeated"] = long & (lines.words >= 6)
    table["repeated, some words"] = long & (lines.words < 6)
    table["repeated before the core"] = long & (ahead >= 0) & (ahead <= 10) & (lines.words <= 25)
    inside = (ahead < 0) & (ahead >= first - last)
    table["repeated between prose"] = long & inside & shifted(lines.prose, 1)
    same = np.array([one == other for one, other in zip(lines.bare, lines.bare[1:], strict=False)] + [False], bool)
    table["said twice in a row"] = long & lines.ends & (lines.words >= 6) & (same | shifted(same, 1))


def _add_echoes(table: Table, page: Page) -> None:
    """Add which lines say the title or the body again."""
    bare = page.lines.bare
    title = np.array([line in page.titles for line in bare], bool)
    table["echoes the title"] = title
    if title.any():
        below = np.convolve(title, [0, *[1] * _NEAR_TITLE])[: table.lines] > 0
        below &= ~title & ~page.lines.prose & (np.arange(table.lines) < page.core[0])
        table["just below the title"] = below
        table["a name below the title"] = below & page.lines.signals.any_of(_NAMING)
        _add_above_headline(table, title, page.core[0])
    table["another line is the title"] = ~title & page.title_found
    table["page title"] = (np.arange(table.lines) == 0) & any(title in bare[0] for title in page.titles)
    table.add_shown({"echoes the body": page.echoes})
    if len(page.echoes) >= 2:
        words = page.lines.words
        least = np.minimum(shifted(words, 1), shifted(words, -1))
        found = page.lines.prose & (words * 2 < least) & ~table["echoes the body"]
        table["short among long, echoes on the page"] = found


def _add_above_headline(table: Table, title: Row, core: int) -> None:
    """Add which lines stand between a page's own title and the title over the article: menus, banners and teasers."""
    headline = next((i for i in np.flatnonzero(title).tolist() if 0 < i < core), 0)
    at = np.arange(table.lines)
    table["above the headline"] = (at > 0) & (at < headline)


def _add_authors(table: Table, page: Page) -> None:
    """Add which lines name the author, open with the name as a biography does, or name somebody else."""
    if not page.authors:
        return
    lines, first = page.lines, page.core[0]
    opens = [low.startswith(page.authors) for low in lines.low]
    names = np.any([[author in low for low in lines.low] for author in page.authors], axis=0)
    at = np.arange(table.lines)
    biography = np.array(opens, bool) & (at > first) & (lines.words >= 5)
    named = np.array(names, bool) & (lines.words <= 12) & ~biography
    table["name above the biography"] = lines.signals["a name"] & named & shifted(biography, -1) & (at > page.core[1])
    table["opens with the author's name"] = biography
    table["names the author"] = named
    table["a name beside the author's"] = lines.signals["a name"] & (at < first) & ~biography & ~named


_LONGEST_SUBTITLE = 20  # Words: a first paragraph has more.
# Facts are given of several things; what stands so close below the title is of it.
_LEAST_FACTS, _NEAR_TITLE = 3, 6
_SHORT, _HEADS_LENGTH = 6, ("2-3 words", "4-6 words", "7-10 words")
# So many lines of a conversation name the speaker, and so large a part of them. Thanks end it, in a few lines more.
_LEAST_SPEAKERS, _LEAST_SPOKEN, _LAST_WORDS = 3, 0.06, 3
# Lines that may be headings whatever they end in, and what may stand below a biography.
_SET_APART = ("bold", "markdown heading", "section number", "opens with markup")
_BELOW = (
    "legal opening", "legal phrase", "promo opening", "note opening", "asks the reader", "contribution phrase",
    "ends in a contribution", "author_bio opening", "author_bio phrase", "gives a role",
)  # fmt: skip
_ENTRY_MARKS = ("only a date", "time ago", "ends in read more")
# A list has so many entries, below the article fewer, an entry so many lines, a sentence so many words.
_LEAST_ENTRIES, _LEAST_BELOW, _LONGEST_ENTRY, _LEAST_SENTENCE = 4, 3, 4, 4
_MOST_OF_AN_ENTRY = 3  # lines that tell when: a date, a time, "Read more"
_NAMING = ("a name", "byline phrase", "byline line", "a name and more")


def _add_series(table: Table, page: Page) -> None:
    """Add what a line shows together with the lines beside it."""
    lines, own = page.lines, page.lines.signals
    at = np.arange(table.lines)
    ahead = page.core[0] - at
    near = (ahead > 0) & (ahead <= 4)
    table["numbers in a row"] = own["numbered note"] & _beside(own["numbered note"])
    roles = own["gives a role"]
    bios = roles | (own["name is"] & own["author_bio phrase"])
    if bios.any():
        no_text_below = ~shifted(lines.prose & ~own.any_of(_BELOW), -1)
        table["role at the end"], table["bio at the end"] = no_text_below & roles, no_text_below & bios
    table["list after a colon"] = page.listed
    if "ends in :" in own:
        items = own["bullet"] | own["list mark"] | own["begins in lower case"]
        plain = own["sentence case"] | own["2-3 words"]
        leads = own["ends in :"] & plain
        table["opens a list"] = leads & shifted(items, -1)
        table["leads over to the text below"] = leads & table["between prose"]
    table["place above a time"] = shifted(own["only a time"], -1) & (lines.words <= _SHORT) & near
    table["name before the core"] = (ahead > 0) & (ahead <= 12) & own.any_of(_NAMING)
    table["kicker before the core"] = near & own["kicker line"]
    first_prose = np.flatnonzero(lines.prose)[:1]
    brief = (lines.words <= _LONGEST_SUBTITLE) | own["all italic"]
    short = [i for i in first_prose.tolist() if brief[i] and i <= page.core[0] + 3 and _much_shorter(lines, i)]
    table.add_shown({"short first prose": short})


def _add_entries(table: Table, lines: Lines, last: int) -> None:
    """Add which lines belong to a list of dated entries without sentences: headlines, names and dates by turns.

    An entry may end in "Read more" instead. Rows of a table that begin with a date are none: no lines stand between
    them. `last`: the last line of the article.
    """
    own = lines.signals.any_of(_ENTRY_MARKS)
    dated = np.flatnonzero(own)
    if len(dated) < _LEAST_BELOW:
        return
    sentences = np.cumsum(lines.ends & ~own & (lines.words >= _LEAST_SENTENCE))
    apart = (np.diff(dated) > _LONGEST_ENTRY) | (np.diff(sentences[dated]) > 0)
    runs = [found.tolist() for found in np.split(dated, np.flatnonzero(apart) + 1)]
    lists = [
        found
        for found in runs
        if len(found) >= (_LEAST_BELOW if found[:1] > [last] else _LEAST_ENTRIES)
        and _MOST_OF_AN_ENTRY * (found[-1] + 1 - found[0] - len(found)) >= len(found)
    ]
    # The first entry begins as many lines above its date as the second one.
    table.add_shown({"dated entry": [i for a, b, *_, z in lists for i in range(max(0, 2 * a - b) + 1, z + 1)]})


def _add_credits(table: Table, page: Page) -> None:
    """Add where a name with an agency is a picture's, and where it is the author's."""
    own, at = page.lines.signals, np.arange(table.lines)
    if "credit alone" in own:
        table["credit with the text"] = own["credit alone"] & (at <= page.core[1] + 1)
    if "names and an agency" in own:
        table["names and an agency in the text"] = own["names and an agency"] & table["in the core"]
        table["names and an agency before it"] = own["names and an agency"] & (at < page.core[0])


def _add_short_lines(table: Table, page: Page) -> None:
    """Add which lines of few words look like headings but end like sentences, or the other way round."""
    lines, own = page.lines, page.lines.signals
    core, between = table["in the core"], table["between prose"]
    if "a question" in own:
        asked = own["a question"] & between
        heads = asked | (between & core & ~lines.ends & own.any_of(_HEADS_LENGTH))
        # A text has more than one section head, or it has none.
        table["question between prose"] = asked & (heads.sum() > 1)
    named = own["title case"] & own["ends a sentence"]
    if named.any():
        table["sentence of names"] = named & ~own.any_of(_SET_APART)


def _add_conversation(table: Table, page: Page) -> None:
    """Add which lines are said in a conversation, and which give facts of several things by their names."""
    own, core = page.lines.signals, table["in the core"]
    speakers = int((own["speaker"] & core).sum()) if "speaker" in own else 0
    if speakers >= _LEAST_SPEAKERS and speakers >= _LEAST_SPOKEN * core.sum():
        at = np.arange(table.lines)
        spoken = (page.lines.ends | own["speaker"]) & (at >= page.core[0]) & (at <= page.core[1] + _LAST_WORDS)
        table["said in a conversation"] = spoken & ~_speaks_of_more(own)
    if "label and value" in own:
        table["row of facts"] = _facts(page)


def _facts(page: Page) -> Row:
    """Return which lines of the article give a fact after its name, where three lines of the page give the same."""
    lines, at = page.lines, np.arange(len(page.lines.spans))
    given = lines.signals["label and value"] & (at >= page.core[0]) & (at <= page.core[1])
    given &= ~_speaks_of_more(lines.signals)
    names = {i: lines.low[i].partition(":")[0] for i in np.flatnonzero(given).tolist()}
    times = Counter(names.values())
    row = np.zeros(len(at), bool)
    row[[i for i, name in names.items() if times[name] >= _LEAST_FACTS]] = True
    return row


def _add_ends(table: Table, page: Page) -> None:
    """Add where a sentence goes on from one line to another, past page numbers and page headers."""
    lines = page.lines
    own = lines.signals
    small, cut = own["begins in lower case"], own["ends in mid-sentence"]
    table["goes on below"] = ~lines.ends & (lines.words >= 5) & shifted(small, -1)
    undecided, goes_on = np.ones(table.lines, bool), np.zeros(table.lines, bool)
    for above in range(1, 5):
        undecided &= ~shifted(lines.ends, above)
        long = undecided & shifted(lines.words >= 12, above)
        goes_on |= long & (small | shifted(cut, above))
        undecided &= ~long
    table["goes on from above"] = goes_on


def _add_site(table: Table, page: Page) -> None:
    """Add which lines the site prints around every article."""
    if page.site is None:
        return
    openings = tuple(opening for opening, _ in page.site.openings)
    labels = [page.site.label_of(low) if low.startswith(openings) else None for low in page.lines.low]
    table.add_shown(
        {
            f"{label} of the site": [i for i, found in enumerate(labels) if found == label]
            for label in sorted({label for label in labels if label})
        }
    )


def _add_recurring(table: Table, page: Page) -> None:
    """Add which lines recur on the site, the page's own title aside."""
    if page.recurring is None:
        return
    bare = page.lines.bare
    table.add_shown(
        {
            signal: [i for i in found if bare[i] not in page.titles]
            for signal, found in page.recurring.signals(page.lines).items()
        }
    )


def _add_sheets(table: Table, lines: Lines, running: Sequence[int], breaks: Row) -> None:
    """Add which lines a printed sheet carries around its text, and which the end of a page cuts into halves.

    A first half has five words or more and is not written as a headline. `breaks`: lines right before which a page
    ends.
    """
    table.add_shown({RUNNING: running})
    rest = ~table[RUNNING]
    own = lines.signals
    open_ = ~lines.ends & (lines.words >= 5) & ~own["title case"] & ~own["all capitals"]
    cut = rest & open_ & shifted(breaks, -1)
    table["cut by a page"] = cut
    # Running lines stand between the halves.
    texts = np.flatnonzero(rest)
    table.add_shown({"after a page's cut": texts[1:][cut[texts[:-1]]].tolist()})


def _speaks_of_more(own: Table) -> Row:
    """Return which lines hold words of the lexicon for anything but text."""
    return own.any_of(
        [signal for signal in own if signal.endswith((" line", " opening", " phrase")) and signal != "body phrase"]
    )


def _beside(row: Row) -> Row:
    """Return which lines have one of `row` right above or below."""
    return shifted(row, 1) | shifted(row, -1)


def _much_shorter(lines: Lines, index: int) -> bool:
    """Say whether a line is less than two thirds of the running text that follows it."""
    following = lines.words[index + 1 : index + 8][lines.prose[index + 1 : index + 8]][:4]
    return len(following) >= 2 and bool(lines.words[index] * 3 * len(following) < 2 * following.sum())
