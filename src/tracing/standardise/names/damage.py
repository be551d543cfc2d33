"""What forms do to a name: surnames in the middle name, names in the wrong field, two in one (brief A4)."""

from __future__ import annotations

from collections.abc import Sequence

from tracing.standardise.names.lexicon import leaning, letters
from tracing.standardise.names.model import Reading
from tracing.standardise.names.surnames import halves
from tracing.standardise.names.units import mended, units

__all__ = ["form_readings"]

_MIDDLE_SURE, _MIDDLE_LIKELY, _MIDDLE_POSSIBLE = 1.5, 0.35, 0.06
_TURNED_SURE, _TURNED, _PARTED = 3.0, 0.6, 0.5
_SURE = 2.5


def _lean(texts: Sequence[str]) -> float:
    leans = [leaning(letters(mended(t))) for t in texts]
    return sum(leans) / len(leans) if leans else 0.0


def form_readings(given: Sequence[str], surnames: Sequence[str]) -> tuple[Reading, ...]:
    """Return further readings of a name whose fields or comma say given names and surnames, without what they say.

    Their weights are relative to 1 for the name as it stands.
    """
    readings: list[Reading] = []
    given_units, surname_units = units(given, "given"), units(surnames, "surname")
    if len(given) >= 2 and len(surname_units) == 1 and len(letters(given[-1])) > 1:
        moved = (*units(given[-1:], "surname"), *surname_units)
        if len(moved) == 2:
            lean = _lean(given[-1:])
            weight = _MIDDLE_SURE if lean < -_SURE else _MIDDLE_LIKELY if lean < -0.5 else _MIDDLE_POSSIBLE
            readings.append(
                Reading(units(given[:-1], "given"), moved, None, weight, "us_middle_is_first_surname")
            )
    if given_units and surname_units and _lean(given) < -1.5 and _lean(surnames) > 1.5:
        sure = _lean(given) < -_SURE and _lean(surnames) > _SURE
        turned = Reading(
            units(surnames, "given"), units(given, "surname")[:3], None, _TURNED_SURE if sure else _TURNED,
            "surname_given_swapped",
        )  # fmt: skip
        readings.append(turned)
    if len(surname_units) == 1 and " " not in surname_units[0].text:
        parts = halves(surname_units[0].text)
        if parts is not None:
            readings.append(Reading(given_units, units(parts, "surname"), None, _PARTED, "joined"))
    return tuple(readings)
