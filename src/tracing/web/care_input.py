"""What is filled into the forms of the directory and of shelters, as the use cases take it, and what these forms hold before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from tracing.casework.care.directory import Entry
from tracing.service.care.directory import NewEntry
from tracing.service.care.shelters import NewShelter, ShelterView
from tracing.service.errors import FieldFault
from tracing.web.filled import Filled
from tracing.web.readings import Reading

__all__ = ["entry_in", "shelter_in", "values_of_entry", "values_of_shelter"]

_BETWEEN: Final = re.compile(r"[\n;,]")


def entry_in(form: Filled) -> NewEntry:
    """Return an entry of the directory as it was filled in; ``Invalid`` where a day can't be read."""
    reading = Reading(form)
    made = NewEntry(
        version=reading.number("version", 0) or 0,
        institution=form.get("institution", ""),
        kind=form.get("kind", ""),
        functions=form.all("functions"),
        source=form.get("source", ""),
        checked_on=reading.needed_day("checked_on"),
        checked_by=form.get("checked_by", ""),
        reason=form.get("reason", ""),
        sides=form.all("sides"),
        short=form.get("short", ""),
        subdivision=form.get("subdivision", ""),
        legal_basis=form.get("legal_basis", ""),
        to_check=form.get("to_check", ""),
        contact=form.get("contact", ""),
        retired=form.get("retired") == "yes",
    )
    reading.done("The entry can't be written like that.")
    return made


def values_of_entry(entry: Entry) -> dict[str, Sequence[str]]:
    """Return what the form of an entry holds before it is corrected: all but when and by whom it was checked, and why."""
    return {
        "version": [str(entry.version)],
        "institution": [entry.institution],
        "short": [entry.short],
        "kind": [entry.kind.value],
        "functions": [one.value for one in entry.functions],
        "sides": [one.value for one in entry.sides],
        "subdivision": [entry.subdivision],
        "legal_basis": [entry.legal_basis],
        "source": [entry.source],
        "to_check": [entry.to_check],
        "contact": [entry.contact],
        "retired": ["yes" if entry.retired else ""],
    }


def shelter_in(form: Filled, countries: Collection[str]) -> NewShelter:
    """Return a shelter as it was filled in; ``Invalid`` where a day, a number or the country can't be read."""
    reading = Reading(form)
    country = form.get("country", "")
    if country not in countries:
        fault = FieldFault("/country", "isn't a country", "Send its ISO code of two letters, such as HN.")
        reading.faults.append(fault)
    made = NewShelter(
        version=reading.number("version", 0) or 0,
        name=form.get("name", ""),
        address=form.get("address", ""),
        country=country,
        kind=form.get("kind", ""),
        least_age=reading.needed_number("least_age"),
        most_age=reading.needed_number("most_age"),
        sexes=form.all("sexes"),
        places=reading.needed_number("places"),
        valid_from=reading.needed_day("valid_from"),
        checked_on=reading.needed_day("checked_on"),
        subdivision=form.get("subdivision", ""),
        accessibility=form.all("accessibility"),
        languages=[part.strip() for part in _BETWEEN.split(form.get("languages", "")) if part.strip()],
        confidential=form.get("confidential") == "yes",
        confidential_by=form.get("confidential_by", ""),
        open=form.get("open") == "yes",
        reason=form.text("reason"),
    )
    reading.done("The shelter can't be written like that.")
    return made


def values_of_shelter(one: ShelterView) -> dict[str, Sequence[str]]:
    """Return what the form of a shelter holds before it is corrected: all but since when, when it was checked, and why."""
    facts = one.facts
    return {
        "version": [str(one.version)],
        "name": [one.name or ""],
        "address": [one.address or ""],
        "country": [facts.country],
        "subdivision": [facts.subdivision],
        "kind": [facts.kind.value],
        "least_age": [str(facts.least_age)],
        "most_age": [str(facts.most_age)],
        "sexes": list(facts.sexes),
        "places": [str(facts.places)],
        "accessibility": [each.value for each in facts.accessibility],
        "languages": ["; ".join(facts.languages)],
        "confidential": ["yes" if facts.confidential else ""],
        "confidential_by": [facts.confidential_by],
        "open": ["yes" if facts.open else ""],
    }
