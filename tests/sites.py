"""A made-up site: eight pages, each with an article of its own and the same appeal, which reads like a paragraph."""

import json
from pathlib import Path

APPEAL = (
    "The Quayside Ledger has followed the harbors of both oceans since its first issue, and readers who keep a "
    "standing order at the counter have made that possible in lean years as well as in good ones."
)
# Stands in one article only.
LONE = "The harbor master of Otaru keeps a notebook of every ship that has turned back since the war."
TOWNS = ("Otaru", "Kure", "Maizuru", "Sasebo", "Ominato", "Yokosuka", "Hakodate", "Niigata")


def article(town: str, number: int) -> list[str]:
    """Return the paragraphs of one article; no two towns share one."""
    return [
        f"{town} Is to Mend Its Old Piers Next Spring",
        f"The city of {town} will mend its piers next spring, the council decided on Tuesday after a debate of "
        f"{number} hours.",
        f"Engineers from {town} and from the navy looked at {number * 3} piles and found that half of them would not "
        "carry a crane.",
        f"“Nobody in {town} wants to wait for another storm,” said council member {'ABCDEFGH'[number % 8]}. Mori, who "
        "had asked for the money twice.",
        f"The work will take {number + 4} months, and {town} will send its larger ferries to other ports until the "
        "autumn.",
    ]


def page(town: str, number: int) -> str:
    """Return the page of an article: the appeal stands in its middle."""
    title, *text = article(town, number)
    lone = [LONE] if town == "Otaru" else []
    return "\n\n".join([title, *text[:2], APPEAL, *lone, *text[2:]]) + "\n"


def write_site(folder: Path, host: str = "ledger.example") -> None:
    """Write the eight pages with their sidecars."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, town in enumerate(TOWNS, 1):
        (folder / f"{town}.txt").write_text(page(town, number), "utf-8")
        (folder / f"{town}.json").write_text(json.dumps({"url": f"https://www.{host}/{town}"}), "utf-8")
