"""Site profiles."""

import pytest

from flows.cleaning.blocks import LABELS
from flows.cleaning.sites import site_of_lines, site_of_url, sites


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://thediplomat.com/2019/07/a-piece/", "the_diplomat"),
        ("https://www.bbc.co.uk/news/1", "bbc"),
        ("https://notthediplomat.com/", None),
        ("https://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_a_site_is_known_by_its_domain(url: str | None, key: str | None) -> None:
    site = site_of_url(url)
    assert (site.key if site else None) == key


def test_a_site_is_known_by_its_own_lines() -> None:
    site = site_of_lines(["the ships came in.", "story continued below"])
    assert site is not None and site.key == "politico"
    assert site.label_of("also on politico: the tide") == "related"
    assert site.label_of("the ships came in.") is None
    assert site_of_lines(["the ships came in."]) is None


def test_profiles_name_known_labels() -> None:
    assert {label for site in sites() for _, label in site.openings} <= set(LABELS)
