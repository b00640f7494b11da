"""Markdown (`.md`): YAML front matter between two `---` lines is the sidecar; the file as it stands is the raw text."""

import re

import yaml

from flows.reading.article import Sidecar
from flows.reading.sidecar import sidecar_from

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_MAX_FRONT_MATTER = 65_536


def read_markdown(text: str) -> tuple[Sidecar | str | None, int]:
    """Return the sidecar of the front matter and the offset where the article begins.

    A string in place of the sidecar says what is wrong with it. Without front matter: (None, 0).
    """
    found = _FRONT_MATTER.match(text, 0, _MAX_FRONT_MATTER)
    if found is None:
        return None, 0
    return _parse_yaml(found[1]), found.end()


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
