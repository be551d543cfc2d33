"""Text → comparable values: names, phonetics, places, dates, documents, phones, languages. Each usable alone."""

from tracing.standardise import (
    dates,
    documents,
    hypocorisms,
    languages,
    marks,
    names,
    phones,
    phonetics,
    places,
    sex,
)

__all__ = [
    "dates",
    "documents",
    "hypocorisms",
    "languages",
    "marks",
    "names",
    "phones",
    "phonetics",
    "places",
    "sex",
]
