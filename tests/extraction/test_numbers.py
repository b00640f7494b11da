"""The grammar of numbers: what a person reads as one number is one value and one span."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extraction.numbers.read import read_fraction, read_number, read_ordinal
from flows.extraction.numbers.tokens import tokenize


def _read(text: str) -> tuple[float, str] | None:
    t = tokenize(text)
    number = read_number(t, 0)
    return None if number is None else (number.value, text[: t.ends[number.last - 1]])


@pytest.mark.parametrize(
    ("text", "value", "covered"),
    [
        ("12 ships", 12, "12"),
        ("1,234.5 tons", 1234.5, "1,234.5"),
        ("2.5 million people", 2.5e6, "2.5 million"),
        ("1.4-billion plan", 1.4e9, "1.4-billion"),
        ("10bn in aid", 1e10, "10bn"),
        ("1 1/2 miles", 1.5, "1 1/2"),
        ("2½ hours", 2.5, "2½"),
        ("35m users", 3.5e7, "35m"),
        ("eight thousand sailors", 8000, "eight thousand"),
        ("twenty-five jets", 25, "twenty-five"),
        ("two hundred and five seats", 205, "two hundred and five"),
        ("three million four hundred thousand twelve", 3_400_012, "three million four hundred thousand twelve"),
        ("two and a half million", 2.5e6, "two and a half million"),
        ("two point five billion", 2.5e9, "two point five billion"),
        ("two dozen boats", 24, "two dozen"),
        ("a dozen boats", 12, "a dozen"),
        ("a hundred boats", 100, "a hundred"),
        ("a couple of days", 2, "a couple of"),
        ("half a million votes", 5e5, "half a million"),
        ("half-dozen steps", 6, "half-dozen"),
        ("a quarter of a million voters", 250_000, "a quarter of a million"),
        ("several dozen guests", 12, "several dozen"),
        ("a few thousand guests", 1000, "a few thousand"),
        ("tens of thousands of guests", 10_000, "tens of thousands"),
        ("hundreds of billions of dollars", 1e11, "hundreds of billions"),
        ("five lakh rupees", 500_000, "five lakh"),
    ],
)
def test_reads_one_number(text: str, value: float, covered: str) -> None:
    found = _read(text)
    assert found is not None
    assert found[0] == pytest.approx(value)
    assert found[1] == covered


@pytest.mark.parametrize("text", ["ships", "a ship", "half the fleet", "few ships", "7" * 40])
def test_no_number(text: str) -> None:
    assert _read(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("two-thirds of", 2 / 3), ("a quarter of", 0.25), ("three quarters", 0.75), ("half", 0.5), ("one in five", 0.2)],
)
def test_reads_shares(text: str, value: float) -> None:
    fraction = read_fraction(tokenize(text), 0)
    assert fraction is not None and fraction.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("60th", 60), ("seventh", 7), ("twenty-first", 21), ("2nd", 2), ("sixty", None), ("60 th", None)],
)
def test_reads_ordinals(text: str, value: float | None) -> None:
    ordinal = read_ordinal(tokenize(text), 0)
    assert (ordinal and ordinal.value) == value


_UNITS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_UNITS += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    small = _UNITS[rest] if rest < 20 else f"{_TENS[rest // 10]}-{_UNITS[rest % 10]}".rstrip("-")
    return " ".join(part for part in (f"{_UNITS[hundreds]} hundred" if hundreds else "", small) if part)


def _spell(n: int) -> str:
    parts = []
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (1, "")):
        count, n = divmod(n, size)
        if count:
            parts.append(f"{_below_thousand(count)} {name}".strip())
    return " ".join(parts)


@given(st.integers(1, 999_999_999_999))
def test_any_spelled_integer_is_read_back(n: int) -> None:
    assert _read(_spell(n)) == (n, _spell(n))


@given(st.integers(0, 10**12))
def test_any_written_integer_is_read_back(n: int) -> None:
    assert _read(f"{n:,}") == (n, f"{n:,}")
    assert _read(f"{n}") == (n, f"{n}")


@given(st.text())
def test_tokens_prove_their_offsets(text: str) -> None:
    t = tokenize(text)
    pairs = list(zip(t.starts, t.ends, strict=True))[: t.count]
    assert [text[start:end] for start, end in pairs] == t.words[: t.count]
    assert "".join(t.words) == "".join(text.split())
