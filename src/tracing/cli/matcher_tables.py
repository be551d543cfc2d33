"""How a matcher, and what changed from one to another, look on a terminal, in Spanish and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.table import Table
from rich.text import Text

from tracing.cli import show
from tracing.linkage.comparisons import KINDS
from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import Language
from tracing.linkage.matcher import Comparison, MatcherFile
from tracing.linkage.matcher.diff import MatcherDiff, level_bits

__all__ = ["show_diff", "show_matcher"]

_TEXTS: Mapping[str, Sentence] = {
    "name": Sentence("name", "nombre"),
    "version": Sentence("version", "versión"),
    "description": Sentence("for", "para"),
    "schema": Sentence("links", "vincula"),
    "prior": Sentence("prior", "probabilidad previa"),
    "strong": Sentence("strong from, bits", "fuerte desde, bits"),
    "possible": Sentence("possible from, bits", "posible desde, bits"),
    "output": Sentence("written from, bits", "se escribe desde, bits"),
    "beyond_names": Sentence("of them beyond names", "de ellos, aparte de los nombres"),
    "duplicate": Sentence("duplicates from, bits", "duplicados desde, bits"),
    "candidate": Sentence("candidates from, bits", "candidatos desde, bits"),
    "sigma": Sentence("siblings rarer by, bits", "hermanos más raros por, bits"),
    "group": Sentence("companions add, bits", "compañeros suman, bits"),
    "cap": Sentence("a name at most, bits", "un nombre a lo sumo, bits"),
    "generic": Sentence("values that mean nothing", "valores que no dicen nada"),
    "level": Sentence("level", "nivel"),
    "bits": Sentence("bits", "bits"),
    "sibling": Sentence("against a sibling", "frente a un hermano"),
    "rarity": Sentence("rarity", "rareza"),
    "rule": Sentence("rule", "regla"),
    "keys": Sentence("keys", "claves"),
    "least": Sentence("at least, bits", "al menos, bits"),
    "blocking": Sentence("Blocking rules", "Reglas de bloqueo"),
    "discount": Sentence("counts", "cuenta"),
    "provenance": Sentence("Where the numbers come from", "De dónde vienen los números"),
    "part": Sentence("part", "parte"),
    "before": Sentence("before", "antes"),
    "after": Sentence("after", "después"),
    "change": Sentence("change", "cambio"),
    "added": Sentence("new", "nuevo"),
    "removed": Sentence("gone", "ya no está"),
    "changed": Sentence("changed", "cambiado"),
    "levels": Sentence("Levels, in bits", "Niveles, en bits"),
    "same": Sentence("Nothing has changed.", "Nada ha cambiado."),
    "changes": Sentence("Changes", "Cambios"),
}


def _text(name: str, language: Language) -> str:
    return _TEXTS[name].told(language)


def _head(matcher: MatcherFile) -> Iterable[tuple[str, str]]:
    yield "name", matcher.name
    yield "version", matcher.version
    yield "description", matcher.description
    yield "schema", matcher.schema
    yield "prior", f"{matcher.prior:.4g} ({matcher.prior_bits:+.2f} bits)"
    yield "strong", f"{matcher.strong:g}"
    if matcher.beyond_names:
        yield "beyond_names", f"{matcher.beyond_names:g}"
    yield "possible", f"{matcher.possible:g}"
    yield "output", f"{matcher.output:g}"
    if matcher.duplicate is not None:
        yield "duplicate", f"{matcher.duplicate:g}"
    if matcher.candidate is not None:
        more = f", +{matcher.candidate_per_doubling:g} × log2(n / {matcher.candidate_from:,})"
        yield "candidate", f"{matcher.candidate:g}{more if matcher.candidate_from else ''}"
    if matcher.kinship is not None:
        yield "sigma", f"{matcher.kinship.sigma:g}"
    if matcher.group is not None:
        yield "group", f"{matcher.group.per_pair:g}, ≤ {matcher.group.cap:g}, ≥ {matcher.group.least:g}"
    if matcher.schema == "tracing":
        yield "cap", f"{matcher.frequencies['cap']:g}"
    if matcher.generic:
        yield "generic", ", ".join(f"{name} {len(values):,}" for name, values in matcher.generic.items())


def _levels(comparison: Comparison, language: Language) -> Table:
    kind = KINDS[comparison.kind]
    title = f"{comparison.name}: {kind.title.told(language)}"
    if comparison.discount != 1:
        title += f" ({_text('discount', language)} {comparison.discount:.0%})"
    table = Table(title=show.visible(title), title_justify="left")
    table.add_column(_text("level", language), overflow="fold")
    for name in ("m", "u", _text("bits", language), _text("sibling", language), _text("rarity", language)):
        table.add_column(name, justify="right")
    for level in comparison.levels:
        bits, sibling = level_bits(comparison, level)
        rarity = f"{level.frequency:g} × (r - {level.reference:g})" if level.frequency else ""
        named = Text(show.visible(level.name), style="bold")
        if kind.texts:
            named.append(f"  {kind.texts[level.name].told(language)}", style="not bold")
        table.add_row(named, f"{level.m:.3g}", f"{level.u:.3g}", f"{bits:+.2f}", f"{sibling:+.2f}", rarity)
    return table


def show_matcher(matcher: MatcherFile, language: Language) -> None:
    """Print a matcher: what it is called, its bands, each comparison's levels in bits, its rules, its provenance."""
    head = Table(title=show.visible(matcher.source), show_header=False, title_justify="left")
    head.add_column()
    head.add_column(overflow="fold")
    for name, value in _head(matcher):
        head.add_row(_text(name, language), show.visible(value))
    show.out.print(head)
    for comparison in matcher.comparisons:
        show.out.print(_levels(comparison, language))
    rules = Table(title=_text("blocking", language), title_justify="left")
    for name in ("rule", "keys"):
        rules.add_column(_text(name, language), overflow="fold")
    rules.add_column(_text("least", language), justify="right")
    for rule in matcher.blocking:
        least = f"{rule.at_least:g}" if rule.at_least else ""
        rules.add_row(show.visible(rule.name), show.visible(" + ".join(rule.parts)), least)
    show.out.print(rules)
    if matcher.provenance:
        made = Table(title=_text("provenance", language), show_header=False, title_justify="left")
        made.add_column()
        made.add_column(overflow="fold")
        for key, value in matcher.provenance.items():
            made.add_row(show.visible(str(key)), show.visible(str(value)))
        show.out.print(made)


def _bits(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}"


def show_diff(diff: MatcherDiff, language: Language) -> None:
    """Print what changed: rules, comparisons, bands, and levels in bits."""
    if diff.same:
        show.out.print(_text("same", language))
        return
    if diff.changes:
        table = Table(title=_text("changes", language), title_justify="left")
        for name in ("part", "name", "change", "before", "after"):
            table.add_column(_text(name, language), overflow="fold")
        for change in diff.changes:
            table.add_row(
                change.part,
                show.visible(change.name),
                _text(change.what, language),
                show.visible(change.before),
                show.visible(change.after),
            )
        show.out.print(table)
    if not diff.levels:
        return
    table = Table(title=_text("levels", language), title_justify="left")
    table.add_column(_text("level", language), overflow="fold")
    for name in ("m", "u"):
        table.add_column(name, justify="right")
    for name in ("before", "after", "change", "sibling"):
        table.add_column(_text(name, language), justify="right", no_wrap=name != "sibling")
    for one in diff.levels:
        shares = [
            " → ".join(
                "" if level is None else f"{getattr(level, name):.3g}" for level in (one.before, one.after)
            )
            for name in ("m", "u")
        ]
        moved = (
            ""
            if one.bits_before is None or one.bits_after is None
            else f"{one.bits_after - one.bits_before:+.2f}"
        )
        table.add_row(
            show.visible(f"{one.comparison}.{one.level}"),
            *shares,
            _bits(one.bits_before),
            _bits(one.bits_after),
            moved,
            f"{_bits(one.sibling_bits_before)} → {_bits(one.sibling_bits_after)}",
        )
    show.out.print(table)
