"""Every signal of every line of a page: what the line shows by itself, and what it shows in its place.

A signal is a name. What it says for or against a label stands in `lexicon/labels.toml`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flows.cleaning.content import Reading, form_of
from flows.cleaning.form import Line, read_line
from flows.cleaning.markup import markup_signals
from flows.cleaning.page import Page, read_page
from flows.cleaning.review import Groups, form_groups
from flows.cleaning.split import front_matter_lines
from flows.cleaning.texture import texture_signals
from flows.reading.article import Article

FRONT_MATTER = ("front matter",)


class PageSignals(NamedTuple):
    """The signals of every line: for the first reading all in one, for the second one parted by what they tell of.

    `groups`: which lines belong together in some way, whose odds the review compares.
    """

    lines: list[tuple[str, ...]]
    readings: list[Reading]
    page: Page
    groups: Groups


def read_signals(article: Article, spans: Sequence[tuple[int, int]]) -> PageSignals:
    """Return the names of the signals of every block of an article."""
    text = article.text
    lines = [read_line(text, start, end) for start, end in spans]
    page = read_page(article, lines)
    front = front_matter_lines(text, spans)
    texture = texture_signals(text, lines, page.core)
    marked = markup_signals(article.markup, lines)
    named, readings = [], []
    for index, line in enumerate(lines):
        context = context_signals(page, index)
        readings.append(Reading(line.signals, context + texture[index] + marked[index], form_of(line)))
        in_front = index < front or line.end <= article.front_matter_end
        named.append(FRONT_MATTER if in_front else (*line.signals, *context))
    return PageSignals(named, readings, page, form_groups(lines))


def page_signals(article: Article, spans: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
    """Return the signals that the first reading weighs, of every block of an article."""
    return read_signals(article, spans).lines


def context_signals(page: Page, index: int) -> list[str]:
    """Return what the place and the neighbours of a line say, and what the page says of it."""
    lines = page.lines
    line = lines[index]
    found = _place(page.core, index, len(lines))
    found += _surroundings(page, index)
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    found += _neighbours(line, before, after)
    found += _repeats(page, index, line)
    found += _series(page, index)
    if page.site and (label := page.site.label_of(line.low)):
        found.append(f"{label} of the site")
    return found


def _place(core: tuple[int, int], index: int, total: int) -> list[str]:
    first, last = core
    if first <= index <= last:
        found = ["in the core"]
        if index == first:
            found.append("core begins")
        elif index == last:
            found.append("core ends")
    elif index < first:
        found = ["just before the core" if first - index <= 12 else "before the core"]
    else:
        found = ["just after the core" if index - last <= 4 else "after the core"]
    if index == 0:
        found.append("first line")
    elif index <= 3:
        found.append("top lines")
    if index >= total - 2:
        found.append("last lines")
    return found


def _surroundings(page: Page, index: int) -> list[str]:
    """Return how much running text is near, how much of it came before, and under which head the line stands."""
    low, high = max(0, index - 4), min(len(page.lines), index + 5)
    near = page.prose_up_to[high] - page.prose_up_to[low] - page.lines[index].prose
    found = ["no prose near" if near == 0 else "some prose near" if near <= 3 else "much prose near"]
    if page.under[index]:
        found.append(page.under[index])
    share = page.prose_up_to[index] / max(1, page.prose_up_to[-1])
    if share < 0.6:
        found.append("early in the text")
    elif share > 0.9:
        found.append("late in the text")
    if index > page.comments_from:
        found.append("after the comments mark")
    return found


def _neighbours(line: Line, before: Line | None, after: Line | None) -> list[str]:
    """Return on which sides of the line running text or a menu lies."""
    prose_before = before is not None and before.prose
    prose_after = after is not None and after.prose
    if prose_before and prose_after:
        return ["between prose"] if not line.prose else ["prose around"]
    if prose_after:
        return ["prose follows"]
    if prose_before:
        return ["prose precedes"]
    short = (n is None or (n.words <= 5 and not n.ends) for n in (before, after))
    return ["menu around"] if all(short) else []


def _repeats(page: Page, index: int, line: Line) -> list[str]:
    """Return what comes again: the line itself, the title, the body, the author's name."""
    found = _said_again(page, index, line)
    if line.bare in page.titles:
        found.append("echoes the title")
    elif page.title_found:
        found.append("another line is the title")
    if index == 0 and any(title in line.bare for title in page.titles):
        found.append("page title")
    if index in page.echoes:
        found.append("echoes the body")
    elif len(page.echoes) >= 2 and _among_long(page, index):
        found.append("short among long, echoes on the page")
    if page.authors:
        found += _authorship(page, index, line)
    return found


def _authorship(page: Page, index: int, line: Line) -> list[str]:
    """Return whether a line names the author, opens with the name as a biography does, or names somebody else."""
    if index > page.core[0] and line.words >= 5 and line.low.startswith(page.authors):
        return ["opens with the author's name"]
    if line.words <= 12 and any(author in line.low for author in page.authors):
        return ["names the author"]
    return ["a name beside the author's"] if index < page.core[0] and "a name" in line.signals else []


def _said_again(page: Page, index: int, line: Line) -> list[str]:
    """Return what it means that the page has the same line elsewhere."""
    if not line.bare or page.counts[line.bare] == 1:
        return []
    if line.words < 4:
        # A section name stands with each repeat of the title; menus come more often.
        above = 0 < page.core[0] - index <= 8 and page.counts[line.bare] <= 3
        return ["repeated, short", "repeated, short, at the top"] if above else ["repeated, short"]
    found = ["repeated" if line.words >= 6 else "repeated, some words"]
    if 0 <= page.core[0] - index <= 10 and line.words <= 25:
        found.append("repeated before the core")
    if page.core[0] < index <= page.core[1] and page.lines[index - 1].prose:
        found.append("repeated between prose")
    if line.words >= 6 and any(line.bare == other.bare for other in _beside(page.lines, index)):
        found.append("said twice in a row")
    return found


def _among_long(page: Page, index: int) -> bool:
    """Say whether a line of running text is less than half as long as both its neighbours."""
    if not 0 < index < len(page.lines) - 1:
        return False
    before, line, after = page.lines[index - 1 : index + 2]
    return line.prose and line.words * 2 < min(before.words, after.words)


_NAMING = frozenset({"a name", "byline phrase", "byline line", "a name and more", "names the author"})


def _series(page: Page, index: int) -> list[str]:
    """Return what the line shows together with the lines beside it."""
    found = []
    lines, line = page.lines, page.lines[index]
    if "numbered note" in line.signals and _beside_one(lines, index, "numbered note"):
        found.append("numbers in a row")
    if "name is" in line.signals and "author_bio phrase" in line.signals:
        after = lines[index + 1] if index + 1 < len(lines) else None
        if after is None or not after.prose or "author_bio phrase" in after.signals:
            found.append("bio at the end")
    if page.listed[index]:
        found.append("list after a colon")
    if _cut_off_above(lines, index):
        found.append("goes on from above")
    if line.words <= 10 and page.counts[line.bare] > 1 and _beside_one(lines, index, "number only"):
        found.append("header of a page")
    if not line.ends and line.words >= 5 and "begins in lower case" in _signals_below(lines, index):
        found.append("goes on below")
    ahead = page.core[0] - index
    if 0 < ahead <= 12 and not _NAMING.isdisjoint(line.signals):
        found.append("name before the core")
    if 0 < ahead <= 4 and "kicker line" in line.signals:
        found.append("kicker before the core")
    if line.prose and index <= page.core[0] + 3 and index == page.first_prose and _much_shorter(page, index):
        found.append("short first prose")
    return found


def _beside(lines: Sequence[Line], index: int) -> list[Line]:
    """Return the lines right above and below a line."""
    return [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]


def _beside_one(lines: Sequence[Line], index: int, signal: str) -> bool:
    """Say whether the line above or below shows a signal."""
    return any(signal in other.signals for other in _beside(lines, index))


def _signals_below(lines: Sequence[Line], index: int) -> tuple[str, ...]:
    return lines[index + 1].signals if index + 1 < len(lines) else ()


def _cut_off_above(lines: Sequence[Line], index: int) -> bool:
    """Say whether the last long line above, past page numbers and page headers, stops in mid-sentence."""
    for above in range(index - 1, max(-1, index - 5), -1):
        other = lines[above]
        if other.ends:
            return False
        if other.words >= 12:
            return "begins in lower case" in lines[index].signals or "ends in mid-sentence" in other.signals
    return False


def _much_shorter(page: Page, index: int) -> bool:
    """Say whether a line is less than two thirds of the running text that follows it."""
    following = [line.words for line in page.lines[index + 1 : index + 8] if line.prose][:4]
    return len(following) >= 2 and page.lines[index].words * 3 < 2 * sum(following) / len(following)
