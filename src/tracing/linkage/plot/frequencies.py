"""How rare names are in each country, in bits, and what agreeing on them weighs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tracing.linkage.comparisons.kind import Sentence, weigh
from tracing.linkage.explain import Language
from tracing.linkage.fixed import to_bits
from tracing.linkage.frequencies import Kind, load_frequencies
from tracing.linkage.matcher import MatcherFile
from tracing.linkage.plot.look import AGAINST, FAINT, FOR, INK, altair, dress, said, values
from tracing.linkage.score import weights_of
from tracing.records import InputError
from tracing.standardise.text import fold

__all__ = ["NAMES_SHOWN", "frequencies", "frequencies_data"]

NAMES_SHOWN: dict[Kind, tuple[str, ...]] = {
    "surname": ("Hernández", "López", "Caal", "Mejía", "Zelaya", "Ixcoy", "Quispe"),
    "given": ("María", "José", "Juan", "Wilmer", "Heidy", "Eulalia", "Yeimy"),
}
"""Names shown where none are asked for: from the most common to the rare."""

_LEVEL = {"surname": ("surnames", "single"), "given": ("given_names", "exact")}
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_COLOURS = (FOR, AGAINST, INK, "#009E73", "#CC79A7", FAINT)
_TITLE = {
    "surname": Sentence("How rare surnames are, and what they weigh", "Qué tan raros son los apellidos y cuánto pesan"),
    "given": Sentence("How rare given names are, and what they weigh", "Qué tan raros son los nombres y cuánto pesan"),
}  # fmt: skip
_READ = Sentence(
    "Numbers: least and most bits that agreeing on this name alone weighs. No name is held rarer than {cap:g} bits",
    "Cifras: menos y más bits que pesa coincidir solo en este nombre. Ninguno cuenta como más raro que {cap:g} bits",
)
_X = Sentence(
    "rarity, bits: each bit halves the share of people with the name",
    "rareza, bits: cada bit reduce a la mitad la proporción de personas con el nombre",
)
_ANYWHERE = Sentence("origin not known", "origen desconocido")


def frequencies_data(
    matcher: MatcherFile, names: Sequence[str], kind: Kind, regions: Sequence[str]
) -> pd.DataFrame:
    """Return one row for each name and region: ``name, region, rarity, weight``, both in bits.

    ``weight`` is that of the matcher's comparison where both sides have this one name and come from the region. InputError
    for a region without frequencies.
    """
    table = load_frequencies(matcher.frequencies["cap"])
    unknown = [r for r in regions if r not in table.regions]
    if unknown:
        raise InputError(
            f"no frequencies of {unknown[0]!r}; there are {', '.join(r for r in table.regions if r)}"
        )
    wanted, reached = _LEVEL[kind]
    comparison = next((c for c in matcher.comparisons if c.kind == wanted), None)
    if comparison is None:
        raise InputError(f"{matcher.source}: the matcher compares no {wanted}")
    level = [x.name for x in comparison.levels].index(reached)
    own = weights_of(comparison)
    rows = []
    for name in names:
        units = table.units(kind, {fold(name)})
        for region in regions:
            rarity = units[table.regions.index(region)]
            rows.append((name, region, to_bits(rarity), to_bits(int(weigh(own, level, rarity)))))
    return pd.DataFrame(rows, columns=["name", "region", "rarity", "weight"])


def frequencies(
    matcher: MatcherFile, names: Sequence[str], kind: Kind, regions: Sequence[str], lang: Language = "en"
) -> Any:
    """Draw the rarity of each name, a mark for each region (told apart by shape); at most six regions."""
    if len(regions) > len(_SHAPES):
        raise InputError(f"{len(regions)} regions: at most {len(_SHAPES)} can be told apart in one chart")
    alt = altair()
    data = frequencies_data(matcher, names, kind, regions)
    data["place"] = data["region"].replace("", said(_ANYWHERE, lang))
    order = data.groupby("name")["rarity"].mean().sort_values().index.tolist()
    places = data["place"].unique().tolist()
    cap = float(matcher.frequencies["cap"])
    span = data.groupby("name").agg(least=("weight", "min"), most=("weight", "max"))
    span["mark"] = [
        (f"{a:+.1f}" if f"{a:.1f}" == f"{b:.1f}" else f"{a:+.1f} … {b:+.1f}").replace("-", "−")
        for a, b in zip(span["least"], span["most"], strict=True)
    ]
    y = alt.Y(
        "name:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, grid=True, labelPadding=8)
    )
    scale = alt.Scale(domain=[0, cap + 0.5], nice=False)
    rows = alt.Chart(values(span.reset_index())).encode(y=y)
    dots = (
        alt.Chart(values(data))
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            x=alt.X("rarity:Q", title=said(_X, lang), scale=scale), y=y, yOffset=alt.YOffset("place:N", sort=places),
            shape=alt.Shape("place:N", title=None, scale=alt.Scale(domain=places, range=list(_SHAPES[: len(places)])), legend=alt.Legend(orient="top")),
            color=alt.Color("place:N", title=None, scale=alt.Scale(domain=places, range=list(_COLOURS[: len(places)]))),
            tooltip=["name:N", "place:N", alt.Tooltip("rarity:Q", format=".2f"), alt.Tooltip("weight:Q", format="+.2f")],
        )
    )  # fmt: skip
    marks = rows.mark_text(align="left", dx=8, fontSize=12, color=INK).encode(x=alt.value(430), text="mark:N")
    chart = alt.layer(dots, marks).properties(width=430, height=(12 + 9 * len(places)) * len(order))
    return dress(chart, said(_TITLE[kind], lang), [said(_READ, lang).format(cap=cap)])
