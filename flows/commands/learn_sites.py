"""Learn the recurring lines of sites from the command line, and show what was learnt by site."""

from rich.console import Console
from rich.table import Table

from flows.commands.flow_runs import told_in_one_line
from flows.commands.given import check_articles, check_raw
from flows.commands.prefect_server import have_server
from flows.commands.terminal import safe
from flows.settings import LearnSettings
from flows.storage.raw.recurrence import SiteCount
from flows.storage.raw.recurring_file import RECURRING_FILE
from flows.storage.remote.places import place_name

_MOST_SHOWN = 50


def run_learn_sites(settings: LearnSettings) -> None:
    """Learn, write the file and print a table of the sites; raises RunError."""
    with told_in_one_line(settings.raw, f"{RECURRING_FILE} is as it was"):
        check_raw([settings.raw])
        check_articles([settings.raw])
        have_server()
        from flows.learn_sites import Learnt, learn_sites

        learnt: Learnt = learn_sites(settings)
    console = Console(highlight=False)
    console.print(_table(learnt.counts), soft_wrap=not console.is_terminal)
    n_lines, n_sites = sum(one.lines for one in learnt.counts), sum(one.lines > 0 for one in learnt.counts)
    told = [f"{n_lines} recurring lines of {n_sites} sites from {len(learnt.tally.ids)} articles"]
    told += [f"{learnt.tally.without_site} show no site"] if learnt.tally.without_site else []
    told += [f"{learnt.tally.unreadable} items could not be read"] if learnt.tally.unreadable else []
    console.print(safe(f"{', '.join(told)}; written to {place_name(learnt.file)}"), markup=False, soft_wrap=True)


def _table(counts: tuple[SiteCount, ...]) -> Table:
    """Return a table of the sites, those with the most recurring lines first."""
    table = Table("site", box=None, pad_edge=False)
    for name in ("pages", "compared", "recurring lines", "of them like text"):
        table.add_column(name, justify="right")
    shown = sorted(counts, key=lambda one: (-one.lines, -one.seen, one.site))
    for one in shown[:_MOST_SHOWN]:
        table.add_row(safe(one.site), *map(str, (one.seen, one.compared, one.lines, one.text_lines)))
    if len(shown) > _MOST_SHOWN:
        table.add_row(f"… {len(shown) - _MOST_SHOWN} more")
    return table
