"""Bytes → text, with the encoding that was found. Nothing is normalized: offsets count what stands here."""

import codecs
import re
from dataclasses import dataclass

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
_CONTROL_CHARACTERS = re.compile(_CONTROLS.pattern.decode())
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# What Windows-1252 prose holds beyond ASCII; thorns and broken bars are the mark of some other encoding.
_WESTERN = re.compile(r"[\x00-\x7f“”‘’–—…•€£¥§©®™°«»·¿¡½¼¾\xa0À-ÖØ-ÝßŠšŽžŒœŸà-ïñ-öø-ý]*")
_CJK_ENCODINGS = ["shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr"]
_OTHER_ENCODINGS = ["cp1251", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1256", "iso8859_2"]
_DETECTION_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the name of the encoding it was decoded from ("utf-8-sig": UTF-8 with a byte order mark)."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why the bytes are no text: `reason` of the rejects table and what was seen."""

    reason: str
    detail: str


def decode(data: bytes) -> Decoded | Undecodable:
    """Decode the bytes of an article as UTF-8, else as what a byte order mark or the bytes themselves say."""
    if not data:
        return Undecodable("empty", "the file has no bytes")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            return Undecodable("binary", f"the bytes are {what}, not text")
    decoded = _by_mark(data) or _as_utf8(data) or _as_legacy(data)
    if isinstance(decoded, Undecodable):
        return decoded
    return _without_controls(decoded)


def _by_mark(data: bytes) -> Decoded | Undecodable | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                name = "utf-8-sig" if encoding == "utf-8" else encoding
                return Decoded(data.decode(encoding), name)
            except UnicodeDecodeError as error:
                return Undecodable("undecodable", f"marked as {encoding}, but invalid at byte {error.start}")
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _as_legacy(data: bytes) -> Decoded | Undecodable:
    if _CONTROLS.search(data):
        return Undecodable("binary", "control bytes among bytes that are not UTF-8")
    if _is_damaged_utf8(data):
        return Undecodable("undecodable", f"damaged UTF-8: {_first_error(data)}")
    found = _as_western(data) or _by_detection(data, _CJK_ENCODINGS, 0.0) or _by_detection(data, _OTHER_ENCODINGS, 0.2)
    return found or Undecodable(
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


def _without_controls(decoded: Decoded) -> Decoded | Undecodable:
    text = decoded.text
    nuls = text.count("\x00")
    controls = len(_CONTROL_CHARACTERS.findall(text))
    if controls * 10 > len(text):
        return Undecodable("binary", f"{controls} of {len(text)} characters are control characters")
    if nuls:
        return Undecodable("nul_characters", f"{nuls} NUL characters, the first at offset {text.index(chr(0))}")
    if text.isspace() or not text.strip("\ufeff\u200b \t\r\n"):
        return Undecodable("blank", f"{len(text)} characters, all white space")
    return decoded
