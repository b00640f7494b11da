"""One made-up article, printed in the styles that flattened texts come in."""

import textwrap
from collections.abc import Callable, Sequence

TITLE = "Spare Parts Before Speeches: Mending the Quiet Side of the Alliance"
PARAGRAPHS = (
    "For three years the two navies have run a small workshop near the harbor of Kure, and for three years nobody "
    "outside it has taken much notice. The workshop mends pumps, valves and the odd radar mast, and it does so faster "
    "than either navy could alone.",
    "That record ought to have made it the model for a larger effort. Instead the ministries spent last autumn arguing "
    "over who pays for the cranes, and the larger effort has been put off until a review is finished.",
    "“We were told to wait for the review,” said Haruo Minami, who ran the yard until last spring. “We have been "
    "waiting for fourteen months, and the cranes are older now than they were.”",
    "The review will find what everyone in the yard already knows. Spare parts are ordered from three different "
    "catalogs, in two currencies, under rules that were written in 1978 and amended only twice since then.",
    "It will also find that the well-known bottleneck is not money but paper. Of the 214 requests that were filed in "
    "2019, fewer than half were answered within ninety days, and thirty-one were never answered at all.",
    "Allied planners in Washington have proposed a common register, and their counterparts in Tokyo agree in "
    "principle. In practice each side fears that the other will see how little it has on its shelves.",
    "The cost would be small: about 40 million dollars for the register and perhaps twice as much for the cranes. That "
    "is less than the price of a single patrol aircraft, and it would be felt in every port within a year.",
    "None of this will win an election. But alliances are kept in repair by people who order valves on time, and it is "
    "time that somebody wrote their work into a budget.",
)

Head = Callable[[int], str]


def wrap(paragraph: str, width: int, hyphenate: bool = False) -> list[str]:
    """Return the lines of a paragraph set to a width; with `hyphenate`, every third line that can breaks a word."""
    lines = textwrap.wrap(paragraph, width, break_on_hyphens=False, break_long_words=False)
    for number in range(2, len(lines), 3) if hyphenate else ():
        word, _, rest = lines[number].partition(" ")
        if len(word) >= 8 and word.isalpha() and rest and len(lines[number - 1]) + 6 <= width:
            lines[number - 1] += f" {word[:4]}-"
            lines[number] = f"{word[4:]} {rest}"
    return lines


def sheets(
    paragraphs: Sequence[str], width: int, height: int, head: Head | None, foot: Head | None, hyphenate: bool = False
) -> str:
    """Return paragraphs printed on pages of so many lines, with form feeds between them, as text of a PDF file."""
    lines = [line for paragraph in paragraphs for line in (*wrap(paragraph, width, hyphenate), "")]
    pages = []
    for number, start in enumerate(range(0, len(lines), height), 1):
        page = "\n".join(lines[start : start + height]).strip("\n")
        parts = [head(number) if head else "", page, foot(number) if foot else ""]
        pages.append("\n\n".join(part for part in parts if part))
    return "\n\f".join(pages)
