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
_BREAKS = dict.fromkeys(_PARAGRAPHS, 2) | dict.fromkeys((*_LINES, "br"), 1)
_CELLS = frozenset({"td", "th"})
# Elements that set their text apart: those have numbers.
_PLACES = _CELLS.union(_BREAKS)

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
# A paragraph in one of these is a part of it.
_KEEP_THEIR_KIND = frozenset({"quote", "list_item", "caption", "preformatted"})
_LANDMARKS = {
    name: name
    for name in (
        "head", "nav", "header", "footer", "aside", "article", "main", "form", "figure", "dialog", "menu", "noscript",
    )
}  # fmt: skip
# Elements that say something of their text without any attribute.
_MEANINGFUL = {*_KINDS, *_SECTIONS, *_LANDMARKS, "a"}
_ROLES = {
    "navigation": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside", "article": "article",
    "main": "main", "form": "form", "search": "form", "figure": "figure", "dialog": "dialog", "alertdialog": "dialog",
    "menu": "menu", "menubar": "menu",
}  # fmt: skip
# The attributes that count.
_COUNTING_IN_ORDER = ("id", "class", "itemprop", "role", "style", "aria-hidden", "hidden", "aria-level")
_COUNTING = frozenset(_COUNTING_IN_ORDER)
# Those that say what an element is used as, and whether it is shown.
_SHOWING = frozenset({"role", "style", "aria-hidden", "hidden"})
_UNSEEN = re.compile(r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)", re.IGNORECASE)
_MOST_HINTS, _MOST_HINTS_OF_ONE, _LONGEST_HINT = 12, 4, 60
_LONGEST_PATH = 40
# An end tag that closes nothing is looked for in all open elements, so depth times end tags is the work to be bounded.
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
    return Content(text, decoded.encoding, sidecar_of_page(facts, lines, decoded.text), markup=markup)


def flatten(page: str) -> tuple[str, tuple[Markup, ...], PageFacts] | Refusal:
    """Return the flattened text of a page, its blocks' markup, and what the page says of itself."""
    # libxml2 reads bytes, and a NUL would end them.
    source = page.encode("utf-8", "replace").replace(b"\x00", "\ufffd".encode())
    target = _Flattener(source)
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    try:
        # In pieces: what the target raises, the parser only tells at the end of one.
        for start in range(0, len(source), _PIECE):
            parser.feed(source[start : start + _PIECE])
        parser.close()
    except _TooDeepError:
        return Refusal("nested_too_deeply", f"over {target.most_depth} elements within each other")
    except (etree.XMLSyntaxError, etree.ParserError):
        pass  # a page without any element: what it holds as text has been seen
    return target.finish()


class _TooDeepError(Exception):
    """More elements within each other than can be read in good time."""


class _Frame:
    """What holds for text that stands in an element. Elements that differ in nothing that counts share one frame."""

    __slots__ = ("_inner", "fact", "hidden", "hints", "kind", "level", "link", "within")

    def __init__(
        self,
        kind: MarkupKind = "other",
        level: int = 0,
        within: tuple[str, ...] = (),
        hints: tuple[str, ...] = (),
        link: bool = False,
        hidden: bool = False,
        fact: str | None = None,  # what the text of the element is, by its class and itemprop
    ) -> None:
        self.kind, self.level, self.within, self.hints = kind, level, within, hints
        self.link, self.hidden, self.fact = link, hidden, fact
        self._inner: dict[object, _Frame] = {}

    def inner(self, tag: str, attributes: Mapping[str, str]) -> "_Frame":
        """Return the frame of an element in this one."""
        if not attributes or _COUNTING.isdisjoint(attributes):
            if tag not in _MEANINGFUL:
                return self
            key: object = tag
        elif len(attributes) == 1 and "class" in attributes:  # most elements
            key = (tag, attributes["class"])
        else:
            key = (tag, *map(attributes.get, _COUNTING_IN_ORDER))
        frame = self._inner.get(key)
        if frame is None:
            frame = self._inner[key] = self._plain(tag)
            if key is not tag:
                frame.mark(attributes, self.hints)
                if not _SHOWING.isdisjoint(attributes):
                    frame.show(tag, attributes, self)
        return frame

    def _plain(self, tag: str) -> "_Frame":
        """Return the frame of an element without attributes that count."""
        kind, level, within = self.kind, self.level, self.within
        if tag in _MEANINGFUL:
            kind, level = _kind(self, tag)
            within = _within(self, _LANDMARKS.get(tag))
        return _Frame(kind, level, within, self.hints, self.link or tag == "a", self.hidden)

    def mark(self, attributes: Mapping[str, str], above: tuple[str, ...]) -> None:
        """Take the names of the element in; `above`: the hints of those around it."""
        names, prop = attributes.get("class"), attributes.get("itemprop")
        own = _words(names) if names else ()
        if "id" in attributes:
            own = (*_words(attributes["id"]), *own)
        if prop:
            own = (*own, *_words(prop))
        if own:
            own = own[:_MOST_HINTS_OF_ONE]
            new = {*own}
            if len(new) < len(own) or not new.isdisjoint(above):
                self.hints = tuple(dict.fromkeys((*own, *above)))[:_MOST_HINTS]
            else:
                self.hints = own + above[: _MOST_HINTS - len(own)]
        if names or prop:
            self.fact = name_of_text(names, prop)

    def show(self, tag: str, attributes: Mapping[str, str], above: "_Frame") -> None:
        """Take in what the element is used as, and whether it is shown."""
        self.hidden = above.hidden or _is_hidden(attributes)
        role = (attributes.get("role") or "").strip().lower()
        if tag not in _LANDMARKS:
            self.within = _within(above, _ROLES.get(role))
        if role == "heading" and self.kind != "heading":
            self.kind, self.level = "heading", _level(attributes.get("aria-level", ""))


def _within(above: _Frame, landmark: str | None) -> tuple[str, ...]:
    return (*above.within, landmark) if landmark and landmark not in above.within else above.within


def _kind(above: _Frame, tag: str) -> tuple[MarkupKind, int]:
    kind = _KINDS.get(tag)
    if kind == "heading":
        return kind, int(tag[1])
    if kind == "paragraph" and above.kind in _KEEP_THEIR_KIND:
        kind = above.kind
    if kind is None and tag in _SECTIONS:
        kind = "other"
    return (above.kind, above.level) if kind is None else (kind, 0)


def _level(stated: str) -> int:
    return int(stated) if stated in ("1", "2", "3", "4", "5", "6") else 2


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and _UNSEEN.search(style) is not None


@lru_cache(maxsize=4096)
def _words(value: str) -> tuple[str, ...]:
    """Return the first words of an id, class or itemprop that are not too long, lower case."""
    words = value[: _LONGEST_HINT * 8].lower().split(None, _MOST_HINTS_OF_ONE)[:_MOST_HINTS_OF_ONE]
    return tuple([word for word in words if len(word) <= _LONGEST_HINT])


class _Flattener:
    """A target of lxml's parser: `start`, `data` and `end` are called in the order of the page.

    Most elements hold no text of their own, so frames are made only when text comes.
    """

    __slots__ = (
        "_elements", "_facts", "_frames", "_gap", "_length", "_lines", "_markup", "_number", "_open", "_owners",
        "_paths", "_pieces", "_places", "_skipping", "_source", "most_depth",
    )  # fmt: skip

    def __init__(self, source: bytes) -> None:
        self._source = source
        self.most_depth = _DEPTH_ALWAYS_READ
        self._elements: list[tuple[str, Mapping[str, str]]] = []  # those open, outer ones first
        self._frames = [_Frame()]  # the frames of the outermost of them, as far as they are made; first the page's own
        self._paths: list[tuple[int, ...]] = [()]  # of each of those
        self._number = 0  # of the last element that has one
        self._skipping = 0  # how many of the open elements are one that holds no text, or in it
        self._gap = 0  # line breaks due before the next line
        self._pieces: list[str] = []  # the text of the line so far, and the frame and the path of each piece of it
        self._owners: list[_Frame] = []
        self._places: list[tuple[int, ...]] = []
        self._lines: list[str] = []
        self._length = 0
        self._markup: list[Markup] = []
        self._facts = PageFacts()
        self._open = self._facts.open

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        elements = self._elements
        elements.append((tag, attributes))
        if tag in FACT_TAGS or "itemprop" in attributes:
            self._facts.start(tag, attributes, len(elements))
        if self._skipping or tag in _DROPPED:
            self._skipping += 1
        elif tag in _BREAKS:
            if self._pieces:
                self._flush()
            if self._gap < _BREAKS[tag]:
                self._gap = _BREAKS[tag]
            if self._open:
                self._facts.data(BREAK)
        elif tag in _CELLS:
            self._pieces.append(" ")
            self._owners.append(self._frames[0])
        if len(elements) > self.most_depth:
            self._deepen()

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._skipping:
            if self._open:
                self._facts.script(text)
            return
        if not text.isspace():
            self._owners.append(self._frame())
            self._places.append(self._paths[-1])
            self._pieces.append(text)
        elif self._pieces:
            self._owners.append(self._frames[0])
            self._pieces.append(" ")
        if self._open:
            self._facts.data(text)

    def end(self, tag: str) -> None:
        """Close an element."""
        elements = self._elements
        depth = len(elements)
        if self._open:
            self._facts.end(depth)
        elements.pop()
        if len(self._frames) > depth:
            self._frames.pop()
            self._paths.pop()
        if self._skipping:
            self._skipping -= 1
        elif tag in _BREAKS and tag != "br":
            if self._pieces:
                self._flush()
            if self._gap < _BREAKS[tag]:
                self._gap = _BREAKS[tag]

    def _frame(self) -> _Frame:
        """Return the frame of the innermost open element, made with those around it where it is not there yet."""
        frames, paths = self._frames, self._paths
        frame, path = frames[-1], paths[-1]
        for tag, attributes in self._elements[len(frames) - 1 :]:
            outer, frame = frame, frame.inner(tag, attributes)
            if tag in TEXT_TAGS:
                self._facts.text(tag, len(frames))
            elif attributes:
                fact = frame.fact if frame is not outer else None
                if "href" in attributes or "rel" in attributes:
                    fact = name_of_link(attributes.get("href"), attributes.get("rel"), fact)
                if fact:
                    self._facts.text(fact, len(frames))
            if tag in _PLACES and len(path) < _LONGEST_PATH:
                self._number += 1
                path = (*path, self._number)
            frames.append(frame)
            paths.append(path)
        return frame

    def _deepen(self) -> None:
        """Allow as many open elements as the end tags of the page leave time for."""
        self.most_depth = max(_DEPTH_ALWAYS_READ, _MOST_WORK // (1 + self._source.count(b"</")))
        if len(self._elements) > self.most_depth:
            raise _TooDeepError

    def close(self) -> None:
        """Called by the parser at the end of the page."""

    def finish(self) -> tuple[str, tuple[Markup, ...], PageFacts]:
        """Return what was found."""
        self._flush()
        self._lines.append("\n" if self._lines else "")
        return "".join(self._lines), tuple(self._markup), self._facts

    def _flush(self) -> None:
        """End the line that the pieces make."""
        text = " ".join("".join(self._pieces).split())
        if text:
            if self._lines:
                self._lines.append("\n\n" if self._gap == 2 else "\n")
                self._length += self._gap
            self._lines.append(text)
            start = self._length
            self._length += len(text)
            self._markup.append(self._markup_of(start, self._length))
            self._gap = 0
        self._pieces = []
        self._owners = []
        self._places = []

    def _markup_of(self, start: int, end: int) -> Markup:
        owner, linked, hidden = self._owners[0], float(self._owners[0].link), self._owners[0].hidden
        if len(self._pieces) > 1:
            owner, linked, hidden = _weigh(self._pieces, self._owners)
        path = self._places[0]
        if path != self._places[-1]:
            path = path[:-1]  # the cells of a row
        return Markup(start, end, owner.kind, owner.level, owner.within, linked, owner.hints, hidden, path)


def _weigh(pieces: Sequence[str], owners: Sequence[_Frame]) -> tuple[_Frame, float, bool]:
    """Return the frame of the longest piece, the share of link text, and whether all is hidden."""
    owner, longest, total, linked, hidden = owners[0], 0, 0, 0, True
    for piece, frame in zip(pieces, owners, strict=True):
        length = len(piece.strip())
        if length:
            total += length
            linked += length * frame.link
            hidden = hidden and frame.hidden
            if length > longest:
                owner, longest = frame, length
    return owner, round(linked / total, 4), hidden
