"""HTML (`.html`): a page → its flattened text, what the markup says of each block of it, and the page's own facts.

The flattening, one fixed rule that never looks at meaning:
- all text of the page in the order of the source, the <title> first where the head has it; dropped is only what is no
  text of the page: comments, script, style, template and the insides of svg, math, object, canvas, audio and video;
- around an element of `_PARAGRAPHS` stands a blank line, around one of `_LINES` and in place of <br> a line break,
  before a table cell a space; all other elements leave no trace;
- each run of white space within a line is one space, lines are trimmed, empty lines are none.

The parser is libxml2's (through lxml) in its streaming form: no tree is built, so depth costs nothing.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from lxml import etree

from flows.reading.article import Content, Markup, MarkupKind, Refusal
from flows.reading.decode import decode_html
from flows.reading.html_facts import BREAK, FACT_TAGS, TEXT_TAGS, PageFacts, name_of_link, name_of_text
from flows.reading.html_sidecar import sidecar_of_page

_DROPPED = frozenset({"script", "style", "svg", "template", "math", "object", "canvas", "audio", "video"})
_PARAGRAPHS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "div", "dl", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe",
    "main", "menu", "nav", "noscript", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead",
    "title", "ul",
})  # fmt: skip
_LINES = frozenset({
    "button", "caption", "dd", "dt", "figcaption", "label", "legend", "li", "optgroup", "option", "select", "textarea",
    "tr",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
# Line breaks around an element; 0: a cell, -1: dropped.
_GAPS = (
    dict.fromkeys(_PARAGRAPHS, 2) | dict.fromkeys((*_LINES, "br"), 1) | dict.fromkeys(_CELLS, 0)
    | dict.fromkeys(_DROPPED, -1)
)  # fmt: skip
# Elements that set their text apart: those have numbers.
_PLACES = _PARAGRAPHS | _LINES | _CELLS

_KINDS: dict[str, MarkupKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("table", "td", "th"), "table"),
    "p": "paragraph",
    "blockquote": "quote",
    "pre": "preformatted",
}
# Parts of the page: what stands around them says nothing of the kind of what stands in them.
_SECTIONS = frozenset({"article", "aside", "body", "dialog", "footer", "form", "header", "main", "nav", "section"})
_KINDS |= dict.fromkeys(_SECTIONS, "other")
# A paragraph in one of these is a part of it.
_KEEP_THEIR_KIND = frozenset({"quote", "list_item", "caption", "preformatted"})
_LANDMARKS = frozenset({
    "head", "nav", "header", "footer", "aside", "article", "main", "form", "figure", "dialog", "menu", "noscript",
})  # fmt: skip
# Elements that say something of their text without any attribute.
_MEANINGFUL = {*_KINDS, *_LANDMARKS, "a"}
_ROLES = {
    "navigation": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside", "article": "article",
    "main": "main", "form": "form", "search": "form", "figure": "figure", "dialog": "dialog", "alertdialog": "dialog",
    "menu": "menu", "menubar": "menu",
}  # fmt: skip
# The attributes that count.
_RARE_IN_ORDER = ("itemprop", "role", "style", "aria-hidden", "hidden", "aria-level")
_RARE = frozenset(_RARE_IN_ORDER)
_UNSEEN = re.compile(r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)", re.IGNORECASE)
_MOST_HINTS, _MOST_HINTS_OF_ONE, _LONGEST_HINT = 12, 4, 60
_READ_OF_NAMES = _LONGEST_HINT * 8  # What is remembered of foreign pages is bounded.
_LONGEST_PATH = 40
# An end tag that closes nothing is looked for in all open elements, so depth times end tags is the work to be bounded.
# Looked at is the depth after each piece: what one opens and closes again costs at most the square of its size.
_MOST_WORK, _DEPTH_ALWAYS_READ = 2_600_000_000, 1_000
_PIECE = 32_768


def read_html(data: bytes, charset: str | None = None) -> Content | Refusal:
    """Read the bytes of a page; `charset`: what the server said of them. The same bytes give the same text."""
    decoded = decode_html(data, charset)
    if isinstance(decoded, Refusal):
        return decoded
    page = flatten(decoded.text)
    if isinstance(page, Refusal):
        return page
    text, markup, facts = page
    if not text:
        return Refusal("blank", "a page without text")
    lines = [text[block.start : block.end] for block in markup]
    return Content(text, decoded.encoding, sidecar_of_page(facts, lines), markup=markup)


def flatten(page: str) -> tuple[str, tuple[Markup, ...], PageFacts] | Refusal:
    """Return the flattened text of a page, its blocks' markup, and what the page says of itself."""
    # libxml2 reads bytes, and a NUL would end them.
    source = page.encode("utf-8", "replace").replace(b"\x00", "\ufffd".encode())
    target = _Flattener()
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    most = _DEPTH_ALWAYS_READ
    try:
        for start in range(0, len(source), _PIECE):
            parser.feed(source[start : start + _PIECE])
            if target.depth > most and target.depth > (most := _most_depth(source)):
                return Refusal("nested_too_deeply", f"over {most} elements within each other")
        parser.close()
    except (etree.XMLSyntaxError, etree.ParserError):
        pass  # a page without any element: what it holds as text has been seen
    return target.finish()


def _most_depth(source: bytes) -> int:
    """Return how many open elements the end tags of a page leave time for."""
    return max(_DEPTH_ALWAYS_READ, _MOST_WORK // (1 + source.count(b"</")))


class _Frame:
    """What holds for text that stands in an element. Elements that differ in nothing that counts share one frame."""

    __slots__ = ("fact", "hidden", "hints", "inner", "kind", "level", "link", "within")

    def __init__(
        self, kind: MarkupKind, level: int, within: tuple[str, ...], hints: tuple[str, ...], link: bool, hidden: bool
    ) -> None:
        self.kind, self.level, self.within, self.hints = kind, level, within, hints
        self.link, self.hidden = link, hidden
        self.fact: str | None = None  # what the text of the element is, by its class and itemprop
        self.inner: dict[object, _Frame] = {}


def _inner(above: _Frame, tag: str, attributes: Mapping[str, str]) -> _Frame:
    """Return the frame of an element in this one."""
    names = name = None
    rare: tuple[str | None, ...] = ()
    if attributes:
        names = attributes.get("class")
        if len(attributes) > 1 or not names:
            name = attributes.get("id")
            if not _RARE.isdisjoint(attributes):
                rare = tuple(map(attributes.get, _RARE_IN_ORDER))
    if not (names or name or rare or tag in _MEANINGFUL):
        return above
    key = (tag, names, name, rare)
    frame = above.inner.get(key)
    if frame is None:
        frame = above.inner[key] = _plain(above, tag)
        if names or name or rare:
            own, frame.fact = _named(*(value and value[:_READ_OF_NAMES] for value in (name, names, rare and rare[0])))
            if own:
                frame.hints = _hints(own, above.hints)
        if rare:
            _show(frame, tag, attributes, above)
    return frame


def _plain(above: _Frame, tag: str) -> _Frame:
    """Return the frame of an element without attributes that count."""
    kind, level, within = above.kind, above.level, above.within
    if tag not in _MEANINGFUL:
        return _Frame(kind, level, within, above.hints, above.link, above.hidden)
    stated = _KINDS.get(tag)
    if stated and not (stated == "paragraph" and kind in _KEEP_THEIR_KIND):
        kind, level = stated, int(tag[1]) if stated == "heading" else 0
    if tag in _LANDMARKS:
        within = _within(above, tag)
    return _Frame(kind, level, within, above.hints, above.link or tag == "a", above.hidden)


def _hints(own: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
    """Return the hints of an element: its own names, each once, before those of the elements around it."""
    for hint in own:
        if hint in above:
            return tuple(dict.fromkeys(own + above))[:_MOST_HINTS]
    return own + above[: _MOST_HINTS - len(own)]


def _show(frame: _Frame, tag: str, attributes: Mapping[str, str], above: _Frame) -> None:
    """Take in what the element is used as, and whether it is shown."""
    frame.hidden = above.hidden or _is_hidden(attributes)
    role = (attributes.get("role") or "").strip().lower()
    if role in _ROLES and tag not in _LANDMARKS:
        frame.within = _within(above, _ROLES[role])
    if role == "heading" and frame.kind != "heading":
        frame.kind, frame.level = "heading", _level(attributes.get("aria-level", ""))


def _within(above: _Frame, landmark: str) -> tuple[str, ...]:
    return above.within if landmark in above.within else (*above.within, landmark)


def _level(stated: str) -> int:
    return int(stated) if stated in ("1", "2", "3", "4", "5", "6") else 2


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and _UNSEEN.search(style) is not None


@lru_cache(maxsize=4096)
def _named(name: str | None, names: str | None, prop: str | None) -> tuple[tuple[str, ...], str | None]:
    """Return the hints of an element's id, class and itemprop, each once, and what they say that its text is."""
    given = f"{name or ''} {names or ''} {prop or ''}".lower()
    own = given.split(None, _MOST_HINTS_OF_ONE) if len(given) <= _LONGEST_HINT else _words(name, names, prop)
    return tuple(dict.fromkeys(own[:_MOST_HINTS_OF_ONE])), name_of_text(names, prop)


def _words(*values: str | None) -> list[str]:
    """Return the first words of each of these, lower case, but for words that are too long."""
    found = [value.lower().split(None, _MOST_HINTS_OF_ONE) for value in values if value]
    return [word for words in found for word in words[:_MOST_HINTS_OF_ONE] if len(word) <= _LONGEST_HINT]


_Element = tuple[str, Mapping[str, str]]
# What holds in an open element that holds text: the element, its frame, its path (see `Markup`).
_State = tuple[_Element, _Frame, tuple[int, ...]]


class _Flattener:
    """A target of lxml's parser: `start`, `data` and `end` are called in the order of the page.

    Most elements hold no text of their own, so states are made only when text comes.
    """

    def __init__(self) -> None:
        # The open elements, outer ones first, and the states of the outermost of them, as far as they are made; ahead
        # of them the page. States outlive their elements until the next text.
        page: _Element = ("", {})
        self._elements = [page]
        self._states: list[_State] = [(page, _Frame("other", 0, (), (), False, False), ())]
        self._number = 0  # of the last element that has one
        self._skip = 0  # how many elements were open with the outermost one that holds no text, if there is one
        self._gap = 0  # line breaks due before the next line
        self._pieces: list[str] = []  # the text of the line so far, and the state of each piece; none of white space
        self._places: list[_State | None] = []
        self._lines: list[str] = []
        self._length = 0
        self._markup: list[Markup] = []
        self._facts = PageFacts()
        self._open = self._facts.open

    @property
    def depth(self) -> int:
        """Return how many elements are open."""
        return len(self._elements) - 1

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        self._elements.append((tag, attributes))
        if tag in FACT_TAGS or "itemprop" in attributes:
            self._facts.start(tag, attributes, len(self._elements))
        if self._skip:
            return
        gap = _GAPS.get(tag)
        if gap is None:
            return
        if gap > 0:
            if self._pieces:
                self._flush()
            if self._gap < gap:
                self._gap = gap
            if self._open:
                self._facts.data(BREAK)
        elif gap:
            self._skip = len(self._elements)
        else:
            self._pieces.append(" ")
            self._places.append(None)

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._skip:
            if self._open:
                self._facts.script(text)
            return
        if not text.isspace():
            self._places.append(self._state())
            self._pieces.append(text)
        elif self._pieces:
            self._places.append(None)
            self._pieces.append(" ")
        if self._open:
            self._facts.data(text)

    def end(self, tag: str) -> None:
        """Close an element."""
        elements = self._elements
        if self._open:
            self._facts.end(len(elements))
        if not self._skip:
            gap = _GAPS.get(tag)
            if gap and tag != "br":
                if self._pieces:
                    self._flush()
                if self._gap < gap:
                    self._gap = gap
        elif self._skip == len(elements):
            self._skip = 0
        elements.pop()

    def _state(self) -> _State:
        """Return the state of the innermost open element, made with those around it where it is not there yet."""
        elements, states = self._elements, self._states
        del states[len(elements) :]
        while states[-1][0] is not elements[len(states) - 1]:
            states.pop()
        state = states[-1]
        _, frame, path = state
        for element in elements[len(states) :]:
            tag, attributes = element
            outer = frame
            frame = _inner(outer, tag, attributes)
            if tag in TEXT_TAGS:
                self._facts.text(tag, len(states) + 1)
            elif attributes:
                fact = frame.fact if frame is not outer else None
                if "href" in attributes or "rel" in attributes:
                    fact = name_of_link(attributes.get("href"), attributes.get("rel"), fact)
                if fact:
                    self._facts.text(fact, len(states) + 1)
            if tag in _PLACES and len(path) < _LONGEST_PATH:
                self._number += 1
                path = (*path, self._number)
            state = (element, frame, path)
            states.append(state)
        return state

    def close(self) -> None:
        """Called by the parser at the end of the page."""

    def finish(self) -> tuple[str, tuple[Markup, ...], PageFacts]:
        """Return what was found."""
        self._flush()
        self._lines.append("\n" if self._lines else "")
        found = "".join(self._lines), tuple(self._markup), self._facts
        # The parser and its target hold each other, so what is left here waits for the garbage collector.
        vars(self).clear()
        return found

    def _flush(self) -> None:
        """End the line that the pieces make."""
        pieces, places = self._pieces, self._places
        text = " ".join("".join(pieces).split())
        if text:
            if self._lines:
                self._lines.append("\n\n" if self._gap == 2 else "\n")
                self._length += self._gap
            self._lines.append(text)
            start = self._length
            self._length += len(text)
            self._markup.append(_markup(start, self._length, pieces, places))
            self._gap = 0
        self._pieces = []
        self._places = []


def _markup(start: int, end: int, pieces: Sequence[str], places: Sequence[_State | None]) -> Markup:
    """Return what holds for the pieces of a line: the frame of the longest, the share of links, the path of all."""
    states = [state for state in places if state]
    _, owner, path = states[0]
    linked, hidden = float(owner.link), owner.hidden
    if states.count(states[0]) < len(states):
        lengths = [len(piece.strip()) for piece, state in zip(pieces, places, strict=True) if state]
        owner = states[lengths.index(max(lengths))][1]
        links = sum(length for length, (_, frame, _) in zip(lengths, states, strict=True) if frame.link)
        linked = round(links / sum(lengths), 4)
        hidden = all(frame.hidden for _, frame, _ in states)
        if path != states[-1][2]:
            path = path[:-1]  # the cells of a row
    return Markup(start, end, owner.kind, owner.level, owner.within, linked, owner.hints, hidden, path)
