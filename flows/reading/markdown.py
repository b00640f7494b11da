"""Markdown (`.md`): YAML front matter between two `---` lines is the sidecar; the file as it stands is the raw text.

Front matter of flattened text is read here too, see `text`.
"""

import re
from collections.abc import Mapping
from datetime import date

import yaml

from flows.reading.article import Content, Refusal, Sidecar
from flows.reading.decode import decode
from flows.reading.sidecar import sidecar_from

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_OTHER_KEYS = {
    "published": ("published_time", "date", "pubdate", "date_published"),
    "url": ("source_url", "canonical_url", "permalink", "link"),
}
_MAX_FRONT_MATTER = 65_536
_MOST_DEPTH, _MOST_TOKENS = 50, 10_000
_OPENING = (
    yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken,
)  # fmt: skip
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)


def read_markdown(data: bytes) -> Content | Refusal:
    """Decode and read the front matter, which stays in the text."""
    decoded = decode(data)
    if isinstance(decoded, Refusal):
        return decoded
    text = decoded.text
    sidecar, end = read_front_matter(text)
    if isinstance(sidecar, str):
        return Refusal("front_matter_invalid", sidecar)
    if end and not text[end:].strip():
        return Refusal("blank", "front matter and nothing after it")
    return Content(text, decoded.encoding, sidecar, end)


def read_front_matter(text: str) -> tuple[Sidecar | str | None, int]:
    """Return what the front matter of a text says, or one line on what is wrong with it, and where it ends; 0: none."""
    found = _FRONT_MATTER.match(text, 0, _MAX_FRONT_MATTER)
    return (_parse_yaml(found[1]), found.end()) if found else (None, 0)


def _parse_yaml(source: str) -> Sidecar | str | None:
    try:
        hostile = _hostile(source)
        if hostile:
            return hostile
        content = yaml.safe_load(source)
    except Exception as error:  # PyYAML fails on strange values in ways of its own
        return "no YAML: " + " ".join(str(error).split())
    return None if content is None else sidecar_from(_renamed(content))


def _renamed(content: object) -> object:
    """Return front matter with the sidecar's keys for those that site generators and archives use."""
    if not isinstance(content, Mapping):
        return content
    values = dict(content)
    for key, others in _OTHER_KEYS.items():
        value = next((content[other] for other in others if isinstance(content.get(other), str | date)), None)
        if value is not None and key not in content:
            values[key] = value
    return values


def _hostile(source: str) -> str | None:
    """Say what front matter has no use for and cannot be read in bounded time; raises YAMLError."""
    depth = 0
    for number, token in enumerate(yaml.scan(source)):
        # An alias can repeat its anchor without end ("billion laughs").
        if isinstance(token, yaml.AliasToken):
            return "YAML aliases are not allowed in front matter"
        # The time of the scanner grows with the square of the depth.
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _MOST_DEPTH:
            return "nested too deeply"
        if number > _MOST_TOKENS:
            return f"more than {_MOST_TOKENS} keys, values and marks"
    return None
