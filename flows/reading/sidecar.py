"""What the scraper knew: a JSON file beside the article, or the YAML front matter of a markdown file."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime

from flows.reading.article import Sidecar

RIGHTS = ("all-rights-reserved", "open")
_KEYS = tuple(field.name for field in fields(Sidecar))
_URL = re.compile(r"https?://[^\s/?#@:]+(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
_TOO_DEEP = "nested too deeply"


def parse_sidecar(data: bytes) -> Sidecar | str:
    """Return the sidecar that the JSON bytes hold, or one line that says what is wrong with them."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start}"
    except json.JSONDecodeError as error:
        return f"no JSON: {error.msg} (line {error.lineno}, column {error.colno})"
    except RecursionError:
        return _TOO_DEEP
    return sidecar_from(content)


def sidecar_from(content: object) -> Sidecar | str:
    """Check the types of the known keys; others may stand beside them and are left out."""
    if not isinstance(content, Mapping):
        return f"an object with keys is expected, found {type_name(content)}"
    values: dict[str, object] = {}
    for key in _KEYS:
        value = content.get(key)
        checked = None if value is None else _authors(value) if key == "authors" else _text(key, value)
        if isinstance(checked, _Problem):
            return checked
        if checked:
            values[key] = checked
    return _disagreement(values) or Sidecar(**values)  # type: ignore[arg-type]


def _disagreement(values: Mapping[str, object]) -> str | None:
    """Say what is wrong with values of the right type."""
    rights, url = values.get("rights", RIGHTS[0]), values.get("url")
    if rights not in RIGHTS:
        return f"rights: {rights!r} is none of {', '.join(RIGHTS)}"
    if rights == "open" and "license" not in values:
        return "rights: open, but no license is named"
    if url is not None and not is_web_address(str(url)):
        return f"url: {str(url)!r:.200} is no http or https address"
    return None


def is_web_address(text: str) -> bool:
    """Tell an http or https address from anything else."""
    return _URL.fullmatch(text) is not None


class _Problem(str):
    """A line that says what is wrong, apart from a good value, which is a string too."""

    __slots__ = ()


def _text(key: str, value: object) -> str:
    if isinstance(value, str):
        return value.strip() if is_unicode(value) else _Problem(f"{key}: half of a surrogate pair")
    if isinstance(value, date | datetime) and key in ("published", "scraped_at"):
        return value.isoformat()
    return _Problem(f"{key}: text is expected, found {type_name(value)}")


def _authors(value: object) -> tuple[str, ...] | _Problem:
    if isinstance(value, list) and all(isinstance(name, str) and is_unicode(name) for name in value):
        return tuple(name.strip() for name in value if name.strip())
    found = "a list with other things in it" if isinstance(value, list) else type_name(value)
    return _Problem(f"authors: a list of names is expected, found {found}")


def is_unicode(value: str) -> bool:
    """Tell text that can be stored from JSON's escapes of half a character ("\\ud800")."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def type_name(value: object) -> str:
    """Return what a value is, in words."""
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "an object",
    }
    return "nothing" if value is None else names.get(type(value), type(value).__name__)


def merged(outer: Sidecar | None, inner: Sidecar | None) -> Sidecar:
    """Return what the scraper knew, and where it knew nothing, what the page says of itself. Rights come as one."""
    if outer is None or inner is None:
        return outer or inner or Sidecar()
    facts = {name: getattr(outer, name) or getattr(inner, name) for name in _KEYS}
    if outer.rights is not None or outer.license is not None:
        facts |= {"rights": outer.rights, "license": outer.license}
    return Sidecar(**facts)
