"""The desks at which records are written: their habits, and how they lay out names, dates and places."""

from __future__ import annotations

import random
from dataclasses import dataclass

import slips
from people import Family, Person, ymd
from places import ALIASES, COUNTRY_NAMES, SV_2024, Atlas

Row = dict[str, str]
COLUMNS = [
    "record_id",
    "agency",
    "given_names",
    "first_surname",
    "second_surname",
    "full_name",
    "aliases",
    "sex",
    "birth_date",
    "age",
    "age_date",
    "nationality",
    "origin_country",
    "origin_admin1",
    "origin_admin2",
    "origin_locality",
    "origin_text",
    "languages",
    "mother_name",
    "father_name",
    "caregiver_name",
    "siblings",
    "phones",
    "documents",
    "marks",
    "event_date",
    "event_place",
    "group_id",
    "notes",
]
INQUIRY_COLUMNS = [*COLUMNS[:-1], "inquirer_name", "inquirer_relation", "notes"]
LANGUAGE_NAMES = {
    "spa": "español", "kek": "Q'eqchi'", "quc": "K'iche'", "cak": "Kaqchikel", "mam": "Mam", "kjb": "Q'anjob'al", "acr": "Achi",
    "caa": "Ch'orti'", "miq": "misquito", "cab": "garífuna", "eng": "English", "bzk": "kriol", "tzo": "tsotsil", "zap": "zapoteco",
    "nah": "náhuatl", "yua": "maya", "gym": "ngäbere", "cuk": "guna", "hat": "creole",
}  # fmt: skip
ISO_OF = {"zap": "zap", "nah": "nhx"}


@dataclass(frozen=True, slots=True)
class Desk:
    """One agency's habits; probabilities of each, weights in `layouts` and `dates`."""

    code: str
    place: str
    english: bool
    caps: float
    accents: float
    whole_name: float
    layouts: tuple[tuple[str, float], ...]
    heard: float
    typed: float
    short: float
    birth: float
    dates: tuple[tuple[str, float], ...]
    origin: tuple[tuple[str, float], ...]
    parents: float
    blank_words: tuple[str, ...]
    blank: float


_US_NAMES = (
    ("two_in_last", 27.0), ("split", 18.0), ("hyphen", 7.0), ("glued", 3.0), ("first_only", 33.0), ("s1_middle", 6.5),
    ("swapped", 3.0), ("second_only", 3.5), ("turned", 0.8), ("fnu", 0.9), ("comma", 6.0),
)  # fmt: skip
_ES_NAMES = (
    ("split", 85.5),
    ("first_only", 2.3),
    ("swapped", 1.7),
    ("two_in_last", 3.5),
    ("turned", 0.5),
    ("second_only", 0.8),
)
_US_DATES = (("iso", 44.0), ("mdy", 49.0), ("dmy", 4.0), ("year", 3.0))
_ES_DATES = (
    ("iso", 42.0),
    ("dmy", 45.0),
    ("words", 3.5),
    ("spelled", 0.7),
    ("roman", 0.8),
    ("short", 2.0),
    ("year", 4.0),
    ("month", 2.0),
)
_US_PLACE = (("country", 34.0), ("admin1", 26.0), ("admin2", 22.0), ("text", 14.0), ("none", 4.0))
_MX_PLACE = (
    ("country", 9.0),
    ("admin1", 17.0),
    ("admin2", 47.0),
    ("village", 11.0),
    ("text", 14.0),
    ("none", 2.0),
)
_CA_PLACE = (
    ("country", 3.0),
    ("admin1", 8.0),
    ("admin2", 45.0),
    ("village", 27.0),
    ("text", 16.0),
    ("none", 1.0),
)
_NGO_PLACE = (
    ("country", 6.0),
    ("admin1", 10.0),
    ("admin2", 22.0),
    ("village", 10.0),
    ("text", 49.0),
    ("none", 3.0),
)
_US_BLANK = ("UNK", "UNKNOWN", "N/A", "LNU", "NONE")
_ES_BLANK = ("DESCONOCIDO", "S/D", "NO SABE", "NR", "-", "SIN DATOS", "N/A", "NO REFIERE")


def _us(code: str, birth: float, parents: float) -> Desk:
    return Desk(code, "US", True, 0.8, 0.03, 0.06, _US_NAMES, 0.058, 0.019, 0.004, birth, _US_DATES, _US_PLACE, parents,
                _US_BLANK, 0.22)  # fmt: skip


def _es(
    code: str, place: str, caps: float, accents: float, birth: float = 0.85, parents: float = 0.75
) -> Desk:
    origin = _MX_PLACE if place == "MX" else _CA_PLACE
    return Desk(code, place, False, caps, accents, 0.08, _ES_NAMES, 0.038, 0.014, 0.022, birth, _ES_DATES, origin, parents,
                _ES_BLANK, 0.14)  # fmt: skip


def _ngo(code: str, place: str) -> Desk:
    return Desk(code, place, False, 0.15, 0.7, 0.4, _ES_NAMES, 0.05, 0.018, 0.02, 0.68, _ES_DATES, _NGO_PLACE, 0.6,
                _ES_BLANK, 0.08)  # fmt: skip


FOUND_DESKS: list[tuple[Desk, float]] = [
    (_us("US-CBP", 0.93, 0.42), 24), (_us("US-ORR", 0.95, 0.8), 16),
    (_es("MX-DIF", "MX", 0.65, 0.35), 18), (_es("MX-PFPNNA", "MX", 0.8, 0.2), 8), (_ngo("MX-SCALA", "MX"), 6),
    (_es("GT-PGN", "GT", 0.6, 0.45, 0.92, 0.85), 6), (_es("GT-SBS", "GT", 0.3, 0.7, 0.9, 0.85), 3),
    (_es("HN-SENAF", "HN", 0.75, 0.25, 0.88, 0.85), 5), (_es("SV-CONAPINA", "SV", 0.4, 0.6, 0.9, 0.85), 3),
    (_ngo("RC-MOV", "MX"), 4), (_ngo("CASA-AL", "GT"), 3), (_es("CR-PANI", "CR", 0.3, 0.7), 1),
    (_es("PA-SENNIAF", "PA", 0.5, 0.4, 0.7, 0.5), 1.5), (_es("NI-MIFAN", "NI", 0.5, 0.4), 0.7), (_es("DO-CONANI", "DO", 0.5, 0.4), 0.5),
]  # fmt: skip
SEEK_DESKS: dict[str, list[tuple[Desk, float]]] = {
    "GT": [(_es("GT-PGN", "GT", 0.55, 0.45), 6), (_es("GT-MINEX", "GT", 0.8, 0.3), 3), (_ngo("RC-GT", "GT"), 3)],
    "HN": [(_es("HN-SENAF", "HN", 0.7, 0.3), 6), (_ngo("HN-CONAPROHM", "HN"), 3), (_ngo("RC-HN", "HN"), 2)],
    "SV": [(_es("SV-CONAPINA", "SV", 0.4, 0.6), 6), (_ngo("RC-SV", "SV"), 3)],
    "MX": [(_es("MX-DIF", "MX", 0.6, 0.4), 6), (_es("MX-CNB", "MX", 0.8, 0.3), 3)],
    "NI": [(_ngo("RC-NI", "NI"), 3)], "CR": [(_es("CR-PANI", "CR", 0.3, 0.7), 1)], "PA": [(_es("PA-SENNIAF", "PA", 0.5, 0.4), 1)],
    "DO": [(_es("DO-CONANI", "DO", 0.5, 0.4), 1)], "BZ": [(_us("BZ-DHS", 0.85, 0.8), 1)],
    "US": [(_us("US-HOTLINE", 0.88, 0.8), 1)],
}  # fmt: skip


def pick(rng: random.Random, options: tuple[tuple[str, float], ...]) -> str:
    """One key of weighted options."""
    roll = rng.random() * sum(w for _, w in options)
    for key, weight in options:
        roll -= weight
        if roll < 0:
            return key
    return options[-1][0]


def written(rng: random.Random, desk: Desk, word: str, scale: float = 1.0) -> str:
    """One name as this desk hears, types or shortens it."""
    roll = rng.random()
    if roll < desk.heard * scale:
        return slips.respell(rng, word, desk.english)
    if roll < (desk.heard + desk.typed) * scale:
        return slips.mistype(rng, word)
    if roll > 1 - desk.short * 4:
        return slips.shorten(rng, word)
    return word


def finish(rng: random.Random, desk: Desk, row: Row, caps: bool) -> Row:
    """Case, accents and encoding of one row: a desk keeps one habit within a row."""
    accents = 1.0 if rng.random() < desk.accents else 0.0
    for key in ("given_names", "first_surname", "second_surname", "full_name", "mother_name", "father_name", "siblings", "caregiver_name",
                "origin_admin1", "origin_admin2", "origin_locality", "origin_text", "aliases", "inquirer_name"):  # fmt: skip
        text = row.get(key)
        if not text:
            continue
        text = slips.letters(rng, text, desk.english, accents)
        row[key] = text.upper() if caps else text
    if desk.english and rng.random() < 0.05:
        for key in ("given_names", "first_surname", "full_name"):
            if key in row:
                row[key] = row[key][: 15 if key == "first_surname" else 25].strip()
    return row


def name_fields(rng: random.Random, desk: Desk, given: list[str], s1: str, s2: str, single: bool) -> Row:
    """The name columns of one row in one of the desk's layouts; `single`: one surname is all there is."""
    first, second = written(rng, desk, s1), written(rng, desk, s2) if s2 else ""
    first, second = slips.drop_particles(rng, first), slips.drop_particles(rng, second)
    names = " ".join(written(rng, desk, g) for g in given)
    if len(given) > 1 and rng.random() < 0.012:
        names = names.replace(" ", "")
    layout = "split" if single or not second else pick(rng, desk.layouts)
    if rng.random() < desk.whole_name and layout in {"split", "two_in_last", "first_only", "swapped"}:
        last = {"first_only": first, "swapped": f"{second} {first}".strip()}.get(
            layout, f"{first} {second}".strip()
        )
        roll = rng.random()
        if roll < 0.62:
            return {"full_name": f"{names} {last}"}
        return {"full_name": f"{last}, {names}" if roll < 0.88 else f"{last} {names}"}
    match layout:
        case "two_in_last":
            return {"given_names": names, "first_surname": f"{first} {second}"}
        case "hyphen":
            return {"given_names": names, "first_surname": f"{first}-{second}"}
        case "glued":
            return {"given_names": names, "first_surname": (first + second.lower()).replace(" ", "")}
        case "first_only":
            blank = rng.choice(desk.blank_words) if rng.random() < desk.blank * 0.5 else ""
            return {"given_names": names, "first_surname": first, "second_surname": blank}
        case "second_only":
            return {"given_names": names, "first_surname": second}
        case "s1_middle":
            return {
                "given_names": f"{names.split(' ')[0]} {first}" if rng.random() < 0.5 else f"{names} {first}",
                "first_surname": second,
            }
        case "swapped":
            return {"given_names": names, "first_surname": second, "second_surname": first}
        case "turned":
            return {"given_names": f"{first} {second}", "first_surname": names}
        case "fnu":
            return {"given_names": "FNU", "first_surname": f"{names} {first} {second}"}
        case "comma":
            return {"full_name": f"{first} {second}, {names}"}
        case _:
            return {"given_names": names, "first_surname": first, "second_surname": second}


def birth_fields(rng: random.Random, desk: Desk, believed: slips.Day, stated: int, gives_day: bool) -> Row:
    """Birth date in the desk's style, or an age with the day it was stated, or both."""
    row: Row = {}
    style = pick(rng, desk.dates)
    if gives_day:
        if style == "iso" and rng.random() < 0.002:
            row["birth_date"] = "1900-01-01"
        else:
            row["birth_date"] = slips.write_date(rng, believed, style)
    if not gives_day or rng.random() < 0.15:
        year, month, day = ymd(stated)
        months = (year - believed[0]) * 12 + month - believed[1] - (day < believed[2])
        if months < 24 and rng.random() < 0.8:
            unit = "months" if desk.english else "meses"
            row["age"] = f"{max(1, months)} {unit}"
        else:
            row["age"] = str(max(0, months // 12))
            if not desk.english and rng.random() < 0.1:
                row["age"] += " años"
        if rng.random() < 0.93:
            row["age_date"] = slips.write_date(rng, (year, month, day), "iso")
    return row


def origin_fields(
    rng: random.Random, desk: Desk, atlas: Atlas, family: Family, resident: float, head: float
) -> Row:
    """Where from: birthplace or residence, the village's municipality or the town that outsiders know."""
    place = family.lives if rng.random() < resident else family.home
    country, department, town, village = place.country, place.department, place.municipality, place.village
    roll = rng.random()
    if roll < head:
        town = atlas.head_town(place)
    elif roll < head + 0.035:
        town = atlas.neighbour(rng, place)
    if rng.random() < 0.018:
        department = atlas.department_near(rng, place)
    if rng.random() < 0.3:
        town = rng.choice(ALIASES.get(town, (town,)))
    if country == "SV" and rng.random() < 0.08:
        town = SV_2024.get(town, town)
    mode = pick(rng, desk.origin)
    named = COUNTRY_NAMES[country] if rng.random() < 0.45 else country
    if mode == "none":
        return {}
    if mode == "text":
        return {
            "origin_text": _told(
                rng,
                named if len(named) > 2 else COUNTRY_NAMES[country],
                department,
                town,
                village,
                place.kind,
            )
        }
    row = {"origin_country": named}
    if mode != "country":
        row["origin_admin1"] = department
    if mode in {"admin2", "village"}:
        row["origin_admin2"] = town
    if mode == "village":
        row["origin_locality"] = village if rng.random() < 0.5 else f"{place.kind} {village}"
    return row


def _told(rng: random.Random, country: str, department: str, town: str, village: str, kind: str) -> str:
    short = {"aldea": "Ald.", "caserío": "Cas.", "cantón": "Ctón.", "barrio": "Bo.", "colonia": "Col."}
    kind = short.get(kind, kind) if rng.random() < 0.2 else kind
    roll = rng.random()
    if roll < 0.3:
        return f"{kind} {village}, {town}, {department}"
    if roll < 0.55:
        return f"{town}, {department}"
    if roll < 0.68:
        return f"{town}, {department}, {country}"
    if roll < 0.78:
        return f"{kind} {village}, {town}"
    if roll < 0.86:
        return f"{department}, {country}"
    return town if roll < 0.93 else f"de {village} de {town}"


def parent_name(
    rng: random.Random, desk: Desk, person: Person, partner: Person | None, detail: float, married: bool
) -> str:
    """A parent's name as told: all of it with probability `detail`, else the first parts."""
    given = [written(rng, desk, g) for g in person.given]
    if len(given) > 1 and rng.random() > detail * 0.75:
        given = given[:1] if rng.random() < 0.7 else given[1:2]
    last = written(rng, desk, person.s1)
    second = written(rng, desk, person.s2) if person.s2 else ""
    if partner is not None and married and rng.random() < 0.3:
        tail = f"de {partner.s1}"
        return (
            " ".join([*given, last, tail])
            if rng.random() < 0.6
            else " ".join([*given, last, second, tail]).replace("  ", " ")
        )
    if second and rng.random() < detail:
        return " ".join([*given, last, second])
    return " ".join(given) if rng.random() > 0.5 + detail / 2 else " ".join([*given, last])
