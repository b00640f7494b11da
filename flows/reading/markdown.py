"""Markdown (`.md`): YAML front matter between two `---` lines is the sidecar; the file as it stands is the raw text."""

import re

import yaml

from flows.reading.article import Content, Refusal, Sidecar
from flows.reading.decode import decode
from flows.reading.sidecar import sidecar_from

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
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
    found = _FRONT_MATTER.match(text, 0, _MAX_FRONT_MATTER)
    if found is None:
        return Content(text, decoded.encoding)
    sidecar = _parse_yaml(found[1])
    if isinstance(sidecar, str):
        return Refusal("front_matter_invalid", sidecar)
    if not text[found.end() :].strip():
        return Refusal("blank", "front matter and nothing after it")
    return Content(text, decoded.encoding, sidecar, found.end())


def _parse_yaml(source: str) -> Sidecar | str | None:
    try:
        hostile = _hostile(source)
        if hostile:
            return hostile
        content = yaml.safe_load(source)
    except Exception as error:  # PyYAML fails on strange values in ways of its own
        return "no YAML: " + " ".join(str(error).split())
    return None if content is None else sidecar_from(content)


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
