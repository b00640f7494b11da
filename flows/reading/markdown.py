"""Markdown (`.md`): YAML front matter between two `---` lines is the sidecar; the file as it stands is the raw text."""

import re

import yaml

from flows.reading.article import Content, Refusal, Sidecar
from flows.reading.decode import decode
from flows.reading.sidecar import sidecar_from

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_MAX_FRONT_MATTER = 65_536


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
        # An alias can repeat its anchor without end ("billion laughs"); front matter has no use for either.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(source)):
            return "YAML aliases are not allowed in front matter"
        content = yaml.safe_load(source)
    except RecursionError:
        return "nested too deeply"
    except (yaml.YAMLError, ValueError) as error:
        return "no YAML: " + " ".join(str(error).split())
    return None if content is None else sidecar_from(content)
