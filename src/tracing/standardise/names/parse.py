"""A full name read in every likely way (brief A7)."""

from __future__ import annotations

from functools import lru_cache

from tracing.standardise.names.beside import mother_of, part_off, spoken_line
from tracing.standardise.names.chunks import chunked
from tracing.standardise.names.damage import form_readings
from tracing.standardise.names.married import husbands
from tracing.standardise.names.model import ParsedName, Reading
from tracing.standardise.names.splits import best_of, scaled, splits
from tracing.standardise.names.units import units
from tracing.standardise.placeholders import is_placeholder, strip_placeholders
from tracing.standardise.text import repair

__all__ = ["parse"]

_FOLDED = 0.7
"""Weight of José de la Cruz as a given name where a surname follows."""


def _plain(text: str, sex: str | None, adult: bool) -> tuple[list[Reading], bool, bool]:
    readings: list[Reading] = []
    widow = truncated = False
    for way in husbands(text.split(), sex, adult):
        widow = widow or way.widow
        folded = chunked(way.words)
        truncated = truncated or folded.truncated
        # A whole name that is one compound may end in a surname, whatever the compound: JOSE DE LA CRUZ.
        alone = len(folded.texts) == 1 and len(way.words) > 2 and not folded.truncated
        if not folded.loose and not alone:
            readings += scaled(splits(folded, way.married), way.weight)
            continue
        share = 0.5 if alone else _FOLDED
        readings += scaled(splits(folded, way.married), way.weight * share)
        unfolded = chunked(way.words, fold_open=False)
        if alone and not folded.loose:
            texts = tuple(" ".join(t) for t in (way.words[:1], way.words[1:]) if t)
            unfolded = type(unfolded)(texts)
        readings += scaled(splits(unfolded, way.married), way.weight * (1.0 - share))
    return readings, widow, truncated


def _with_comma(text: str, sex: str | None, adult: bool) -> tuple[list[Reading], bool, bool]:
    last, _, first = text.partition(",")
    given = chunked(tuple(first.replace(",", " ").split()), kind="given")
    readings: list[Reading] = []
    widow = truncated = False
    for way in husbands(last.split(), sex, adult, kind="surname"):
        widow = widow or way.widow
        surnames = chunked(way.words, kind="surname")
        truncated = truncated or surnames.truncated
        as_written = Reading(
            units(given.texts, "given"), units(surnames.texts, "surname")[:3], way.married, 1.0, "comma"
        )
        readings += scaled((as_written, *form_readings(given.texts, surnames.texts)), way.weight)
    return readings, widow, truncated


@lru_cache(maxsize=1 << 16)
def parse(full: str, *, sex: str | None = None, adult: bool = False) -> ParsedName:
    """Split a full name into given names and surnames, keeping every likely reading (brief A7).

    ``sex`` (F, M) and ``adult`` tell a married woman's ``de X`` from a compound surname. A comma parts surnames from
    given names. Nothing but placeholders gives no reading. Never raises.
    """
    text, mother = mother_of(spoken_line(repair(full)))
    if not text or is_placeholder(text):
        return ParsedName(full, (), mother_hint=mother, flags=("placeholder",))
    beside = part_off(text)
    nothing = beside.name != text and is_placeholder(beside.name)
    name = "" if nothing else strip_placeholders(beside.name.replace("-", " "))
    flags: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    widow = False
    if name.strip(" ,"):
        comma = "," in name.strip(" ,")
        found, widow, truncated = (_with_comma if comma else _plain)(name.strip(" ,"), sex, adult)
        readings = best_of([r for r in found if r.given or r.surnames])
        flags = ("truncated",) if truncated else ()
    if not readings:
        flags = (*flags, "placeholder")
    return ParsedName(full, readings, beside.aliases, beside.suffix, beside.titles, widow, mother, flags)
