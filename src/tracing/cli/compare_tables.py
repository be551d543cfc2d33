"""How a comparison of two matchers looks on a terminal, in Spanish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from tracing.cli import show
from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.evaluation.facts import dimension_in, value_in
from tracing.linkage.evaluation.gate import FEW, Gate
from tracing.linkage.evaluation.moved import Moved, MovedPairs
from tracing.linkage.explain import BAND_TEXTS, Language

__all__ = ["differences", "moved", "verdict"]

_TEXTS: Mapping[str, Sentence] = {
    "title": Sentence("{before} → {after}: all pairs", "{before} → {after}: todos los pares"),
    "groups": Sentence("Subgroups, change in points", "Subgrupos, cambio en puntos"),
    "figure": Sentence("figure", "medida"),
    "before": Sentence("before", "antes"),
    "after": Sentence("after", "después"),
    "change": Sentence("change, points", "cambio, puntos"),
    "pairs": Sentence("pairs", "pares"),
    "true_up": Sentence(
        "True pairs that stand higher, in rank or band: {n}",
        "Pares verdaderos que suben, de puesto o de banda: {n}",
    ),
    "true_down": Sentence(
        "True pairs that stand lower, in rank or band: {n}",
        "Pares verdaderos que bajan, de puesto o de banda: {n}",
    ),
    "false_up": Sentence("False pairs that became strong: {n}", "Pares falsos que pasan a fuertes: {n}"),
    "false_down": Sentence("False pairs no longer strong: {n}", "Pares falsos que dejan de ser fuertes: {n}"),
    "rank": Sentence("rank {a} → {b}", "puesto {a} → {b}"),
    "none": Sentence("none", "ninguno"),
    "others": Sentence(
        "nothing of this pair weighs otherwise: other pairs or the bands moved",
        "nada de este par pesa distinto: se movieron otros pares o las bandas",
    ),
    "good": Sentence(
        "No subgroup gets worse by more than {margin:g} points.",
        "Ningún subgrupo empeora en más de {margin:g} puntos.",
    ),
    "good_so_far": Sentence(
        "No subgroup of {few} true pairs or more gets worse by more than {margin:g} points.",
        "Ningún subgrupo de {few} pares verdaderos o más empeora en más de {margin:g} puntos.",
    ),
    "unsure": Sentence(
        "Fall by more, of too few pairs to tell it from chance; they refuse nothing, look at them:",
        "Bajan más, con muy pocos pares para saber si es azar; no impiden nada, conviene mirarlos:",
    ),
    "bad": Sentence(
        "By more than {margin:g} points get worse; a promotion must be signed with a reason:",
        "Empeoran en más de {margin:g} puntos; ponerlo en uso exige una razón firmada:",
    ),
}
_MOST_PARTS = 5
_WIDE = 110
"""Letters of a line from which intervals of subgroups stand in it; JSON and report always hold them."""


def _text(name: str, language: Language, **values: object) -> str:
    return _TEXTS[name].told(language).format(**values)


def _points(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:+.1f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _bounds(one: Mapping[str, Any]) -> str:
    return "" if one["low"] is None else f"({_points(one['low'])} … {_points(one['high'])})"


def differences(report: Mapping[str, Any], language: Language) -> None:
    """Print how figures change, of all pairs and by subgroup, with the intervals of the changes."""
    names = {side: f"{report[side]['name']} {report[side]['version']}" for side in ("before", "after")}
    table = Table(title=show.visible(_text("title", language, **names)), title_justify="left")
    table.add_column(_text("figure", language))
    for name in ("before", "after", "change"):
        table.add_column(_text(name, language), justify="right")
    table.add_column("95 %")
    for one in report["overall"]:
        table.add_row(
            one["figure"], _share(one["before"]), _share(one["after"]), _points(one["change"]), _bounds(one)
        )
    show.out.print(table)
    table = Table(title=_text("groups", language), title_justify="left", box=None)
    table.add_column("")
    table.add_column(_text("pairs", language), justify="right")
    figures = [one["figure"] for one in report["groups"][0]["figures"]] if report["groups"] else []
    for figure in figures:
        table.add_column(figure, justify="right", no_wrap=True)
    wide = show.out.width >= _WIDE
    dimension = ""
    for group in report["groups"]:
        if group["dimension"] != dimension:
            dimension = group["dimension"]
            # In English by the name that --by takes.
            named = dimension if language == "en" else dimension_in(dimension, language)
            table.add_row(Text(named, style="bold"))
        cells = [
            f"{_points(one['change'])} {_bounds(one) if wide else ''}".rstrip() for one in group["figures"]
        ]
        value = value_in(group["value"], language)
        table.add_row(show.visible(f"  {value}"), f"{group['pairs']:,}", *cells)
    show.out.print(table)


def _rank(rank: int | None, language: Language) -> str:
    return _text("none", language) if rank is None else str(rank)


def _pair(one: Moved, language: Language) -> None:
    head = Text().append(show.visible(f"{one.inquiry_id} ← {one.child_id}"), style="bold")
    ranks = _text("rank", language, a=_rank(one.rank_before, language), b=_rank(one.rank_after, language))
    bands = " → ".join(BAND_TEXTS[band].told(language) for band in (one.band_before, one.band_after))
    head.append(f"  {one.weight_before:+.1f} → {one.weight_after:+.1f} bits, {bands}, {ranks}")
    show.out.print(head, soft_wrap=True)
    if not one.parts:
        show.out.print(f"    {_text('others', language)}", soft_wrap=True)
    for part in one.parts[:_MOST_PARTS]:
        levels = dict.fromkeys(text.told(language) for text in (part.said_before, part.said_after))
        line = f"    {part.title.told(language)} ({' → '.join(levels)}): {part.bits_before:+.1f} → {part.bits_after:+.1f} ({part.change:+.1f})"
        show.out.print(show.visible(line), soft_wrap=True)


def moved(pairs: MovedPairs, language: Language) -> None:
    """Print what moved, and by which comparisons."""
    for why, count in pairs.counts.items():
        show.out.print(Text(_text(why, language, n=f"{count:,}"), style="bold"))
        for one in pairs.pairs:
            if one.why == why:
                _pair(one, language)


def verdict(gate: Gate, language: Language) -> None:
    """Print for whom things get worse by more than the margin."""
    name = "bad" if gate.worse else "good_so_far" if gate.unsure else "good"
    show.out.print(_text(name, language, margin=100 * gate.margin, few=FEW), soft_wrap=True)
    for one in gate.worse:
        show.out.print(show.visible(f"    {one.sentence(language)}"), soft_wrap=True)
    if gate.unsure:
        show.out.print(_text("unsure", language), soft_wrap=True)
    for one in gate.unsure:
        show.out.print(show.visible(f"    {one.sentence(language)}"), soft_wrap=True)
