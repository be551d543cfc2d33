"""Countries by name, code, nickname and demonym (brief F1)."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.places.wording import key

__all__ = ["country_code"]


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Return key → ISO alpha-2 for the countries of the region and its neighbours."""
    names: dict[str, str] = {}
    for code, alpha3, name, aliases in country_rows():
        for text in (code, alpha3, name, *filter(None, aliases.split(";"))):
            names.setdefault(key(text), code)
    return names


@lru_cache(maxsize=1)
def country_rows() -> tuple[tuple[str, str, str, str], ...]:
    """Return (alpha-2, alpha-3, name, aliases separated by ``;``) for each country of the table."""
    source = files("tracing.standardise").joinpath("data/places/countries.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return tuple((r["code"], r["alpha3"], r["name"], r["aliases"]) for r in rows)


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country's name, code, nickname or demonym, None if unknown.

    ``Guate`` is the country here; :func:`resolve` keeps the city as well (brief F2).
    """
    k = key(text)
    if not k:
        return None
    if found := country_names().get(k):
        return found
    for article in ("EL ", "LA ", "LOS ", "REPUBLICA DE "):
        if k.startswith(article) and (found := country_names().get(k[len(article) :])):
            return found
    # NI is Nicaragua and stands in the table; NA, SD or NC in such a column mean that nothing was said.
    return None if is_placeholder(text) else _other_country(k)


def _other_country(k: str) -> str | None:
    # The rest of the world is rare in these records, and pycountry takes long to load.
    import pycountry

    try:
        return str(pycountry.countries.lookup(k).alpha_2)
    except LookupError:
        return None
