"""What pages say, in Spanish and English. The English sentence stands in the template; the Spanish one comes from the
catalogues (``locale/es/*.po``, one for each subject), which are read once. A test holds that none is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from tracing.casework.wording import Language, Sentence

__all__ = ["LANGUAGES", "Texts", "catalogue", "texts_in"]

LANGUAGES: Mapping[Language, str] = {"es": "Español", "en": "English"}

_LOCALE: Mapping[Language, str] = {"es": "es_MX", "en": "en_GB"}


@cache
def catalogue() -> Mapping[str, tuple[str, ...]]:
    """Return English → Spanish (one, or singular and plural) of all catalogues. ValueError where two say different things."""
    found: dict[str, tuple[str, ...]] = {}
    folder = resources.files("tracing.web") / "locale" / "es"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".po"):
            continue
        for message in read_po(BytesIO(file.read_bytes()), locale="es"):
            if not message.id or message.fuzzy:
                continue
            name = message.id if isinstance(message.id, str) else message.id[0]
            string = message.string or ""
            said = (string,) if isinstance(string, str) else tuple(string)
            if not all(said):
                continue
            if found.setdefault(name, said) != said:
                raise ValueError(f"{file.name}: {name!r} is translated otherwise in another catalogue")
    return found


class Texts:
    """The texts of one language. Numbers and days are written as its readers write them."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._locale = _LOCALE[language]

    def gettext(self, text: str, **values: Any) -> str:
        """Return a sentence, its ``%(name)s`` filled in."""
        said = catalogue().get(text, (text,))[0] if self.language == "es" else text
        return said % values if values else said

    def ngettext(self, one: str, many: str, number: int, **values: Any) -> str:
        """Return a sentence about a number of things; ``%(num)s`` is the number."""
        said = catalogue().get(one, (one, many)) if self.language == "es" else (one, many)
        return said[0 if number == 1 else -1] % {"num": self.number(number), **values}

    def told(self, sentence: Sentence) -> str:
        """Return a sentence of casework."""
        return sentence.told(self.language)

    def country(self, code: str) -> str:
        """Return a country's name by its two letters; XX, which the directory uses, is the whole region."""
        if code == "XX":
            return self.gettext("Whole region")
        return str(Locale.parse(self._locale).territories.get(code, code))

    def day(self, day: date) -> str:
        """Return a day, the month in letters: 03/04 is read as March here and as April there."""
        return format_date(day, "d MMM y", locale=self._locale)

    def moment(self, moment: datetime) -> str:
        """Return a moment, in UTC."""
        return format_datetime(moment.astimezone(UTC), "d MMM y, HH:mm 'UTC'", locale=self._locale)

    def number(self, number: float, digits: int = 0) -> str:
        """Return a number with so many digits behind the point."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return _decimal(number, pattern, self._locale)

    def percent(self, share: float, digits: int = 0) -> str:
        """Return a share as per cent. What isn't certain isn't rounded to certainty."""
        most = 1 - 10.0 ** -(digits + 2)
        if most < share < 1:
            return "> " + self._percent(most, digits)
        if 0 < share < 1 - most:
            return "< " + self._percent(1 - most, digits)
        return self._percent(share, digits)

    def _percent(self, share: float, digits: int) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + " %"
        return _share(share, pattern, self._locale)


# A page has dozens of numbers, the same ones again and again: to write one takes a tenth of a millisecond.
@lru_cache(50_000)
def _decimal(number: float, pattern: str, locale: str) -> str:
    return format_decimal(number, pattern, locale=locale)


@lru_cache(50_000)
def _share(share: float, pattern: str, locale: str) -> str:
    return format_percent(share, pattern, locale=locale)


@cache
def texts_in(language: Language) -> Texts:
    """Return the texts of a language."""
    return Texts(language)
