"""A name from separate fields: as they stand, and as forms may have put them wrong (brief A4, A7.1)."""

from __future__ import annotations

from functools import lru_cache

from tracing.standardise.names.beside import mother_of, part_off
from tracing.standardise.names.chunks import chunked
from tracing.standardise.names.damage import form_readings
from tracing.standardise.names.lexicon import DROPPED, leaning, letters
from tracing.standardise.names.married import husbands
from tracing.standardise.names.model import ParsedName, Reading
from tracing.standardise.names.parse import parse
from tracing.standardise.names.splits import best_of, scaled
from tracing.standardise.names.units import units
from tracing.standardise.placeholders import is_placeholder, strip_placeholders
from tracing.standardise.text import repair

__all__ = ["from_fields"]


def _only_particles(text: str) -> bool:
    words = letters(text).split()
    return bool(words) and all(w in DROPPED for w in words)


def _whole(cells: list[str], sex: str | None, adult: bool) -> ParsedName | None:
    """Parse a name that stands in one field alone: FNU / ANA MARIA PEREZ LOPEZ."""
    filled = [cell for cell in cells if cell]
    if len(filled) != 1:
        return None
    words = filled[0].split()
    if len(words) >= 3 or "," in filled[0] or "<" in filled[0]:
        return parse(filled[0], sex=sex, adult=adult)
    if len(words) == 2 and leaning(letters(words[0])) > 1.0 > leaning(letters(words[1])) and not cells[0]:
        return parse(filled[0], sex=sex, adult=adult)
    return None


@lru_cache(maxsize=1 << 16)
def from_fields(
    given_names: str | None,
    first_surname: str | None,
    second_surname: str | None,
    *,
    sex: str | None = None,
    adult: bool = False,
) -> ParsedName:
    """Read a name from separate fields: as they stand, and as forms may have put them wrong (brief A4, A7.1).

    Aliases, titles and suffixes are parted off as :func:`parse` does. Never raises.
    """
    raw = " ".join(filter(None, (given_names, first_surname, second_surname)))
    cells = [repair(cell or "") for cell in (given_names, first_surname, second_surname)]
    cells = ["" if is_placeholder(cell) else cell for cell in cells]
    cells[0], mother = mother_of(cells[0])
    besides = [part_off(cell, field=True) for cell in cells]
    cells = [strip_placeholders(b.name) for b in besides]
    aliases = tuple(a for b in besides for a in b.aliases)
    titles = tuple(t for b in besides for t in b.titles)
    suffix = next((b.suffix for b in besides if b.suffix), None)
    if (whole := _whole(cells, sex, adult)) is not None:
        return ParsedName(
            raw, whole.readings, aliases or whole.aliases, suffix or whole.suffix, titles or whole.titles, whole.widow,
            mother or whole.mother_hint, whole.flags,
        )  # fmt: skip
    given_text, first_text, second_text = (cell.replace("-", " ").replace("<", " ") for cell in cells)
    orphan = given_text.split()
    while len(orphan) > 1 and letters(orphan[-1]) in DROPPED:
        # A particle left behind in the middle name: DE LA / CRUZ.
        first_text = f"{orphan.pop()} {first_text}"
    if _only_particles(first_text) and second_text:
        first_text, second_text = f"{first_text} {second_text}", ""
    given = chunked(tuple(orphan), kind="given")
    readings: list[Reading] = []
    widow = truncated = False
    last_words = second_text.split() if second_text else first_text.split()
    for way in husbands(
        (*first_text.split(), *last_words) if second_text else last_words, sex, adult, "surname"
    ):
        widow = widow or way.widow
        own = len(first_text.split()) if second_text else len(way.words)
        first, second = (chunked(part, kind="surname") for part in (way.words[:own], way.words[own:]))
        truncated = truncated or first.truncated or second.truncated
        texts = (*first.texts, *second.texts)
        read = Reading(units(given.texts, "given"), units(texts, "surname")[:3], way.married, 1.0, "fields")
        readings += scaled((read, *form_readings(given.texts, texts)), way.weight)
    flags = ("truncated",) if truncated or given.truncated else ()
    found = best_of([r for r in readings if r.given or r.surnames])
    if not found:
        flags = (*flags, "placeholder")
    return ParsedName(raw, found, aliases, suffix, titles, widow, mother, flags)
