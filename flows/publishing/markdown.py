"""Markdown that pages share."""

from collections.abc import Iterable, Sequence


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar or a line break in a cell does not break it."""
    lines = [header, ["---"] * len(header), *rows]
    cells = ([" ".join(cell.split("\n")).replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)
