"""What of the queue somebody asks for, and how it is carried along: from the list to a pair, to the next one, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from tracing.service.errors import Invalid
from tracing.service.queue import Filters
from tracing.web.filled import Filled

__all__ = ["Asked", "asked_of", "read_place"]

_LONGEST_PLACE = 400
_BANDS = ("strong", "possible", "weak")
_STAGES = ("first", "second", "third")
_HELD = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters as a form holds them: codes and numbers, nothing of a person."""

    country: str | None = None
    youngest: int | None = None
    oldest: int | None = None
    bands: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    waited_days: int | None = None
    held: bool | None = None
    cases: bool = False

    def filters(self, blind: bool) -> Filters:
        """Return them as the queue takes them; a band tells the score, so there is none in blind review."""
        ages = None
        if self.youngest is not None or self.oldest is not None:
            ages = (self.youngest or 0, 120 if self.oldest is None else self.oldest)
        bands = () if blind else self.bands
        return Filters(self.country, ages, bands, self.stages, self.waited_days, self.held, self.cases)

    @property
    def place(self) -> str:
        """Return them as the query of an address."""
        given: list[tuple[str, str]] = []
        if self.country:
            given.append(("country", self.country))
        numbers = (("youngest", self.youngest), ("oldest", self.oldest), ("waited_days", self.waited_days))
        given += [(name, str(number)) for name, number in numbers if number is not None]
        given += [("band", band) for band in self.bands] + [("stage", stage) for stage in self.stages]
        if self.held is not None:
            given.append(("held", "yes" if self.held else "no"))
        if self.cases:
            given.append(("cases", "yes"))
        return urlencode(given)

    @property
    def values(self) -> dict[str, list[str]]:
        """Return them as a form shows them: name → texts."""
        values: dict[str, list[str]] = {}
        for name, text in parse_qsl(self.place):
            values.setdefault(name, []).append(text)
        return values

    def only(self, *stages: str, held: bool | None = None, cases: bool = False) -> Asked:
        """Return the same for other stages, for what is on hold, or for settled cases."""
        return replace(self, stages=stages, held=held, cases=cases)


def asked_of(form: Filled, officer: bool) -> Asked:
    """Return what a form or an address asks for. What no filter knows is passed over; ``Invalid`` where a number is none.
    ``officer``: protection officers ask for what is on hold, and for cases."""
    country = form.text("country")
    if country is not None and not (len(country) == 2 and country.isascii() and country.isupper()):
        country = None
    return Asked(
        country,
        form.number("youngest"),
        form.number("oldest"),
        tuple(band for band in _BANDS if band in form.all("band")),
        tuple(stage for stage in _STAGES if stage in form.all("stage")),
        form.number("waited_days"),
        _HELD.get(form.get("held", "")) if officer else None,
        officer and form.get("cases") == "yes",
    )


def read_place(place: str, officer: bool) -> Asked:
    """Return what a place (``Asked.place``) says; nothing where it isn't one."""
    try:
        return asked_of(Filled(parse_qsl(place[:_LONGEST_PLACE], max_num_fields=50)), officer)
    except (ValueError, Invalid):
        return Asked()
