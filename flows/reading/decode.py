"""Bytes → text, with the encoding that was found. Nothing is normalized: offsets count what stands here."""

import codecs
import re
from dataclasses import dataclass

from flows.reading.article import Refusal

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip or Office file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip file",
    b"\x28\xb5\x2f\xfd": "a zstandard file",
    b"\x7fELF": "a program",
    b"{\\rtf": "an RTF file",
}
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = bytes(byte for byte in range(32) if _CONTROLS.match(bytes([byte])))
_CONTROL_CHARACTERS = re.compile(_CONTROLS.pattern.decode())
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# What Windows-1252 prose holds beyond ASCII; thorns and broken bars are the mark of some other encoding.
_WESTERN = re.compile(r"[\x00-\x7f“”‘’–—…•€£¥§©®™°«»·¿¡½¼¾\xa0À-ÖØ-ÝßŠšŽžŒœŸà-ïñ-öø-ý]*")
_CJK_ENCODINGS = ["shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr"]
_OTHER_ENCODINGS = ["cp1251", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1256", "iso8859_2"]
_DETECTION_BYTES = 65_536
_HEAD_BYTES = 4_096
_CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# The web's names for encodings, where they mean more than Python's codec of that name (WHATWG Encoding).
_WEB_NAMES = {
    **dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80"), "gb18030"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean"), "cp949"),
    "iso-8859-9": "cp1254",
    "big5": "big5hkscs",
    "x-euc-jp": "euc_jp",
}
# Encodings in seven bits, which look like UTF-8 until they are decoded.
_ESCAPING = frozenset({"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_kr", "hz"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the name of the encoding it was decoded from ("utf-8-sig": UTF-8 with a byte order mark)."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded | Refusal:
    """Decode the bytes of an article as UTF-8, else as what a byte order mark or the bytes themselves say."""
    refused = _no_text(data)
    if refused:
        return refused
    decoded = _by_mark(data) or _as_utf8(data) or _as_legacy(data)
    if isinstance(decoded, Refusal):
        return decoded
    return _without_controls(decoded)


def decode_html(data: bytes, charset: str | None = None) -> Decoded | Refusal:
    """Decode the bytes of a page; `charset`: what the server said of it, if anything.

    In this order: a byte order mark; UTF-8 if the bytes are; the server's charset and the page's own (`<meta>`); what
    the bytes look like. Bytes that are UTF-8 but for a few are read as browsers do, with U+FFFD for what is broken.
    """
    refused = _no_text(data)
    if refused:
        return refused
    declared = [name for label in (charset, _charset_of_page(data)) if (name := _codec(label))]
    decoded = (
        _by_mark(data)
        or next((found for name in declared if name in _ESCAPING if (found := _as_declared(data, name))), None)
        or _as_utf8(data)
        or _as_worn_utf8(data)
        or next((found for name in declared if (found := _as_declared(data, name))), None)
        or _as_legacy(data)
    )
    if isinstance(decoded, Refusal):
        return decoded
    controls = (
        0
        if decoded.encoding.startswith(("utf-16", "utf-32"))
        else len(data) - len(data.translate(None, _CONTROL_BYTES))
    )
    if controls * 10 > len(data):
        return Refusal("binary", f"{controls} of {len(data)} bytes are control characters")
    return decoded


def _no_text(data: bytes) -> Refusal | None:
    if not data:
        return Refusal("empty", "there are no bytes")
    what = next((what for magic, what in _MAGIC.items() if data.startswith(magic)), None)
    return Refusal("binary", f"the bytes are {what}, not text") if what else None


def _charset_of_page(data: bytes) -> str | None:
    """Return the charset that a page's head or XML declaration names."""
    found = _CHARSET.search(data, 0, _HEAD_BYTES)
    return found[1].decode("ascii") if found else None


def _codec(label: str | None) -> str | None:
    """Return Python's name for a charset of the web; those that are subsets of another are read as that one."""
    label = (label or "").strip().strip("\"'").lower()
    if not label or len(label) > 40:
        return None
    label = _WEB_NAMES.get(label, label)
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # A page whose <meta> could be read as ASCII is in none of these.
    return None if found.name.startswith(("utf", "idna", "punycode", "unicode", "raw")) else found.name


def _as_declared(data: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codec), codec)
    except (UnicodeError, ValueError, LookupError):  # LookupError: one of Python's codecs that make no text
        return None


def _as_worn_utf8(data: bytes) -> Decoded | None:
    """Read UTF-8 with few broken bytes among many that are whole: a page cut off, a foreign snippet pasted in."""
    if not _is_damaged_utf8(data) or _CONTROLS.search(data):
        return None
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    high = len(_HIGH.findall(data))
    return Decoded(text, "utf-8") if broken * 1000 <= len(data) and broken * 10 <= high else None


def _by_mark(data: bytes) -> Decoded | Refusal | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                name = "utf-8-sig" if encoding == "utf-8" else encoding
                return Decoded(data.decode(encoding), name)
            except UnicodeDecodeError as error:
                return Refusal("undecodable", f"marked as {encoding}, but invalid at byte {error.start}")
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _as_legacy(data: bytes) -> Decoded | Refusal:
    if _CONTROLS.search(data):
        return Refusal("binary", "control bytes among bytes that are not UTF-8")
    if _is_damaged_utf8(data):
        return Refusal("undecodable", f"damaged UTF-8: {_first_error(data)}")
    found = _as_western(data) or _by_detection(data, _CJK_ENCODINGS, 0.0) or _by_detection(data, _OTHER_ENCODINGS, 0.2)
    return found or Refusal(
        "undecodable", f"not UTF-8 ({_first_error(data)}) and no other encoding fits; save it as UTF-8"
    )


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes from another encoding: most of its high bytes form whole sequences."""
    high = len(_HIGH.findall(data))
    whole = sum(len(sequence) for sequence in _UTF8_SEQUENCE.findall(data))
    return whole * 2 > high


def _first_error(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte 0x{data[error.start]:02x} at offset {error.start}"
    return "no error"


def _as_western(data: bytes) -> Decoded | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return Decoded(text, "cp1252") if _WESTERN.fullmatch(text) else None


def _by_detection(data: bytes, encodings: list[str], least_coherence: float) -> Decoded | None:
    """Let charset-normalizer choose among `encodings`.

    `least_coherence`: how well the letters must fit a language; single-byte encodings map nearly all bytes, so
    without it they always fit, while bytes that are not CJK text give no clean CJK reading.
    """
    from charset_normalizer import from_bytes  # 60 ms to import, and nearly every article is UTF-8

    best = from_bytes(data[:_DETECTION_BYTES], cp_isolation=encodings, threshold=0.05).best()
    if best is None or best.chaos > 0.05 or best.coherence < least_coherence:
        return None
    try:
        return Decoded(data.decode(best.encoding), best.encoding)
    except UnicodeDecodeError:
        return None


def _without_controls(decoded: Decoded) -> Decoded | Refusal:
    text = decoded.text
    nuls = text.count("\x00")
    controls = len(_CONTROL_CHARACTERS.findall(text))
    if controls * 10 > len(text):
        return Refusal("binary", f"{controls} of {len(text)} characters are control characters")
    if nuls:
        return Refusal("nul_characters", f"{nuls} NUL characters, the first at offset {text.index(chr(0))}")
    if text.isspace() or not text.strip("\ufeff\u200b \t\r\n"):
        return Refusal("blank", f"{len(text)} characters, all white space")
    return decoded
