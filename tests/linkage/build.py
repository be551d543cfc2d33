"""Short ways to write records in tests; every person is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tracing import Matcher, read_children, read_inquiries
from tracing.linkage.features import FormMaker, Forms
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.matcher import load_matcher
from tracing.linkage.score import PairScore, Scorer
from tracing.standardise.record import profile

CHILD: dict[str, str | None] = {
    "record_id": "C",
    "agency": "MX-DIF",
    "given_names": "Juan Carlos",
    "first_surname": "Hernández",
    "second_surname": "Mejía",
    "sex": "M",
    "birth_date": "2012-07-03",
    "origin_country": "HN",
    "origin_admin1": "El Paraíso",
    "origin_admin2": "Danlí",
    "mother_name": "Rosa Mejía Pineda",
}
"""A boy from Danlí; cases change what they need."""

MAKER = FormMaker(load_frequencies(13.0))
DEFAULT = load_matcher("default")
SCORER = Scorer(DEFAULT)


def forms(**changes: str | None) -> Forms:
    """Return the forms of the boy from Danlí with some columns changed."""
    return MAKER.forms(profile({**CHILD, **changes}))


def score(child: dict[str, str | None], inquiry: dict[str, str | None]) -> PairScore:
    """Score two variants of the boy from Danlí with the default matcher."""
    return SCORER.pair(forms(**child), forms(**inquiry))


def level(name: str, child: dict[str, str | None], inquiry: dict[str, str | None]) -> str:
    """Return the level that one comparison reaches for two variants of the boy."""
    comparison = next(c for c in DEFAULT.comparisons if c.name == name)
    return comparison.levels[score(child, inquiry).outcomes[name].level].name


def link(
    children: Sequence[Mapping[str, str | None]],
    inquiries: Sequence[Mapping[str, str | None]],
    **options: int,
) -> pd.DataFrame:
    """Link variants of the boy from Danlí, given as changes, and return the links."""
    found = pd.DataFrame([{**CHILD, **c} for c in children])
    sought = pd.DataFrame([{**CHILD, **i} for i in inquiries])
    return Matcher.load("default").link(read_children(found), read_inquiries(sought), **options).to_pandas()
