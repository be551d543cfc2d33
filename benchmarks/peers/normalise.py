"""What any competent user does to the records before a peer sees them. Shared by the three peers; stdlib only.

`read(children, inquiries)` returns one dict of plain values per record and file, in file order.
Nothing here comes from the project under test: the rules are those of the usual Splink and
recordlinkage guides, plus what profiling any Central American file shows within an hour
(two surnames, particles, FNU, shelter telephones, 1 January as a stand-in for "only the year is known").
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

PLACEHOLDERS = frozenset(
    [
        "FNU",
        "LNU",
        "UNK",
        "UNKNOWN",
        "DESCONOCIDO",
        "DESCONOCIDA",
        "DESC",
        "NN",
        "SN",
        "NA",
        "ND",
        "NINGUNO",
        "NINGUNA",
        "NONE",
        "NULL",
        "NOSABE",
        "XX",
        "XXX",
    ]
)
PHRASES = ("NO SABE", "NO CONSTA", "SIN DATO", "SIN DATOS", "SIN NOMBRE", "NO NAME", "N A", "S N")
PARTICLES = frozenset({"DE", "DEL", "LA", "LAS", "LOS", "Y", "SAN", "SANTA"})
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "ENERO JANUARY JAN ENE",
            "FEBRERO FEBRUARY FEB",
            "MARZO MARCH MAR",
            "ABRIL APRIL APR ABR",
            "MAYO MAY",
            "JUNIO JUNE JUN",
            "JULIO JULY JUL",
            "AGOSTO AUGUST AUG AGO",
            "SEPTIEMBRE SETIEMBRE SEPTEMBER SEP SET",
            "OCTUBRE OCTOBER OCT",
            "NOVIEMBRE NOVEMBER NOV",
            "DICIEMBRE DECEMBER DEC DIC",
        ),
        start=1,
    )
    for name in names.split()
}
# Everyday short forms that no spelling distance reaches; the diminutives in -ito/-ita are cut by rule instead.
SHORT_FORMS = {
    short: full
    for full, shorts in {
        "JOSE": "CHEPE PEPE CHEPITO PEPITO",
        "FRANCISCO": "PACO PANCHO CHICO PAQUITO",
        "IGNACIO": "NACHO",
        "JESUS": "CHUS CHUCHO CHUY",
        "MANUEL": "MEME MANOLO MANU",
        "LUIS": "WICHO GUICHO LUCHO",
        "GUADALUPE": "LUPE LUPITA",
        "ROSARIO": "CHAYO CHARO",
        "CONCEPCION": "CONCHA CONCHITA CHON",
        "DOLORES": "LOLA LOLITA",
        "ENRIQUE": "QUIQUE KIKE",
        "ANTONIO": "TONO TONITO",
        "ALBERTO": "BETO",
        "ROBERTO": "BETO",
        "GABRIELA": "GABY GABI",
        "DANIEL": "DANI DANY",
        "DANIELA": "DANI DANY",
        "MIGUEL": "MIGUE MIKE",
        "EDUARDO": "LALO",
        "GUILLERMO": "MEMO",
        "RAFAEL": "RAFA",
        "FERNANDO": "NANDO",
        "ALEJANDRO": "ALE ALEX JANO",
        "ALEJANDRA": "ALE",
        "MERCEDES": "MECHE",
        "GRACIELA": "CHELA",
        "MARIA": "MARI MARY MARUCA",
        "JUAN": "JUANCHO",
        "JENNIFER": "JENNY",
        "PATRICIA": "PATI PATTY",
        "CRISTINA": "TINA",
        "TERESA": "TERE",
        "VERONICA": "VERO",
        "SANTIAGO": "CHAGO",
        "ROSA": "ROSY",
        "ISABEL": "CHABELA ISA",
    }.items()
    for short in shorts.split()
}
SHARED_PHONE = 12  # a number on more records of one file than this belongs to a shelter, not to a family
EPOCH = date(1970, 1, 1)


@dataclass
class Record:
    """One normalised record; `None` and the empty list mean "not known"."""

    unique_id: str
    given: str | None = None
    given_1: str | None = None
    given_count: int = 0
    given_keys: list[str] = field(default_factory=list)
    surname_1: str | None = None
    surname_2: str | None = None
    surnames: str | None = None
    given_key: str | None = None
    surname_1_key: str | None = None
    surname_2_key: str | None = None
    sex: str | None = None
    birth_date: str | None = None
    birth_low: int | None = None
    birth_high: int | None = None
    birth_years: list[int] = field(default_factory=list)
    country: str | None = None
    department: str | None = None
    municipality: str | None = None
    mother: str | None = None
    mother_given: str | None = None
    mother_surname: str | None = None
    mother_tokens: list[str] = field(default_factory=list)
    father: str | None = None
    father_given: str | None = None
    father_surname: str | None = None
    father_tokens: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    siblings: list[str] = field(default_factory=list)


@lru_cache(maxsize=500_000)
def tokens(text: str) -> tuple[str, ...]:
    """Upper case, no accents, no punctuation, particles joined to the name they belong to, placeholders dropped."""
    plain = unicodedata.normalize("NFKD", text.upper())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = " ".join(re.sub(r"[^A-Z0-9 ]", " ", plain).split())
    if plain in PHRASES:
        return ()
    out: list[str] = []
    held = ""
    for word in plain.split():
        if word in PARTICLES and word not in ("Y",) and not (word in ("SAN", "SANTA") and not held):
            held += word
            continue
        if word == "Y" or word in PLACEHOLDERS:
            continue
        out.append(held + word)
        held = ""
    if held:
        out.append(held)
    return tuple(out)


@lru_cache(maxsize=200_000)
def spanish_key(word: str) -> str:
    """A coarse sound key: the spellings that clerks confuse in Spanish names fall together."""
    for old, new in (("PH", "F"), ("LL", "Y"), ("QU", "K"), ("SH", "S"), ("TH", "T"), ("W", "V")):
        word = word.replace(old, new)
    word = re.sub(r"C(?=[EI])", "S", word)
    word = re.sub(r"G(?=[EI])", "J", word)
    word = re.sub(r"[HX](?=[AEIOU])", lambda m: "" if m.group() == "H" else "S", word)
    word = word.translate(str.maketrans("ZVCQYX", "SBKKIS", "H"))
    return re.sub(r"(.)\1+", r"\1", word)


@lru_cache(maxsize=200_000)
def full_form(word: str) -> str:
    """The baptismal form of a short one, as far as a short list and the diminutive ending tell."""
    if word in SHORT_FORMS:
        return SHORT_FORMS[word]
    ending = re.fullmatch(r"(\w{3,})C?IT(O|A)S?", word)
    if not ending:
        return word
    stem = ending.group(1)
    return {"CARL": "CARLOS", "LUIS": "LUIS", "JUAN": "JUAN", "MIGUEL": "MIGUEL", "CARM": "CARMEN"}.get(
        stem, stem + ending.group(2)
    )


class NameSplitter:
    """Splits whole names by how often a word stands among given names and among surnames in the split columns."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        given: Counter[str] = Counter()
        family: Counter[str] = Counter()
        for row in rows:
            given.update(tokens(row.get("given_names") or ""))
            for column in ("first_surname", "second_surname"):
                family.update(tokens(row.get(column) or ""))
        self.odds = {w: math.log((given[w] + 0.5) / (family[w] + 0.5)) for w in given.keys() | family.keys()}

    def split(self, words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Given names and at most two surnames, in that order, cut where the words speak for it."""
        if len(words) < 2:
            return tuple(words), ()
        low = max(1, len(words) - 2)
        odds = [self.odds.get(w, 0.0) for w in words]
        cut = max(range(low, len(words)), key=lambda n: (sum(odds[:n]) - sum(odds[n:]), -abs(n - 2)))
        return tuple(words[:cut]), tuple(words[cut:])

    def name(self, row: dict[str, str]) -> tuple[tuple[str, ...], str | None, str | None]:
        """Given names, first and second surname of one record, whichever columns hold them."""
        given = tokens(row.get("given_names") or "")
        first = tokens(row.get("first_surname") or "")
        second = tokens(row.get("second_surname") or "")
        whole = row.get("full_name") or ""
        if not (given or first or second) and whole:
            if "," in whole:
                left, right = whole.split(",", 1)
                family, given = tokens(left), tokens(right)
                if len(family) == 1 and len(given) > 1 and self.odds.get(given[-1], 0.0) < -1.5:
                    family, given = (*family, given[-1]), given[:-1]
            else:
                given, family = self.split(tokens(whole))
        else:
            family = first + second
            if not given and len(family) > 1:
                given, family = self.split(family)
            elif len(given) > 1 and len(family) < 2 and self.odds.get(given[-1], 0.0) < -1.5:
                family, given = (given[-1], *family), given[:-1]
        return given, family[0] if family else None, "".join(family[1:]) or None


@lru_cache(maxsize=200_000)
def birth(text: str, age: str, age_date: str) -> tuple[str | None, date | None, date | None]:
    """ISO date where the day is known, and the first and last possible day."""
    words = re.findall(r"\d+|[A-Z]+", text.upper())
    numbers = [int(w) for w in words if w.isdigit()]
    month = next((MONTHS[w] for w in words if w in MONTHS), 0)
    try:
        if len(numbers) == 3:
            year, mid, day = numbers if numbers[0] > 31 else (numbers[2], numbers[1], numbers[0])
            if mid > 12 >= day:
                mid, day = day, mid
            known = date(year, mid, day)
            if (mid, day) == (1, 1):  # registrars write 1 January when only the year is known
                return None, known, date(year, 12, 31)
            return known.isoformat(), known, known
        if len(numbers) == 2 and month:
            known = date(max(numbers), month, min(numbers))
            return known.isoformat(), known, known
        if len(numbers) == 2:
            first = date(max(numbers), min(numbers), 1)
            return None, first, first + timedelta(days=30)
        if len(numbers) == 1 and numbers[0] > 1900:
            return None, date(numbers[0], 1, 1), date(numbers[0], 12, 31)
    except ValueError:
        pass
    stated = re.match(r"\s*(\d+)\s*([A-Za-z]*)", age)
    if stated and age_date:
        try:
            day_stated = date.fromisoformat(age_date)
        except ValueError:
            return None, None, None
        unit = 30.44 if stated.group(2).lower().startswith("m") else 365.25
        last = day_stated - timedelta(days=int(int(stated.group(1)) * unit))
        return None, last - timedelta(days=int(unit)), last
    return None, None, None


def _person(words: tuple[str, ...], splitter: NameSplitter) -> tuple[str | None, str | None, str | None]:
    given, family = splitter.split(words)
    return " ".join(words) or None, given[0] if given else None, family[0] if family else None


def _record(row: dict[str, str], splitter: NameSplitter) -> Record:
    given, first, second = splitter.name(row)
    record = Record(row["record_id"])
    record.given = " ".join(given) or None
    record.given_1 = given[0] if given else None
    aliases = [w for alias in (row.get("aliases") or "").split(";") for w in tokens(alias)[:1]]
    record.given_count = len(given)
    record.given_keys = list(dict.fromkeys(spanish_key(full_form(w)) for w in (*given, *aliases)))
    record.surname_1, record.surname_2 = first, second
    record.surnames = (first or "") + (second or "") or None
    record.given_key = record.given_keys[0] if given else None
    record.surname_1_key = spanish_key(first) if first else None
    record.surname_2_key = spanish_key(second) if second else None
    record.sex = row.get("sex") if row.get("sex") in ("F", "M") else None

    record.birth_date, low, high = birth(
        row.get("birth_date") or "", row.get("age") or "", row.get("age_date") or ""
    )
    if low and high:
        record.birth_low, record.birth_high = (low - EPOCH).days, (high - EPOCH).days
        record.birth_years = list(range(low.year, high.year + 1))

    country, department, town = (row.get(f"origin_{part}") or "" for part in ("country", "admin1", "admin2"))
    told = [part.strip() for part in (row.get("origin_text") or "").split(",") if part.strip()]
    if told and not department:
        department = told[-1]
        town = town or (told[-2] if len(told) > 1 else "")
    record.country = country or (row.get("nationality") or "").split(";")[0] or None
    record.department = " ".join(tokens(department)) or None
    record.municipality = " ".join(tokens(town)) or None

    parents = {role: tokens(row.get(f"{role}_name") or "") for role in ("mother", "father")}
    relation = row.get("inquirer_relation")
    if relation in parents and len(parents[relation]) < 2:  # the one who asks is the parent
        parents[relation] = tokens(row.get("inquirer_name") or "") or parents[relation]
    record.mother, record.mother_given, record.mother_surname = _person(parents["mother"], splitter)
    record.father, record.father_given, record.father_surname = _person(parents["father"], splitter)
    record.mother_tokens, record.father_tokens = list(parents["mother"]), list(parents["father"])

    for phone in (row.get("phones") or "").split(";"):
        digits = re.sub(r"\D", "", phone)
        if len(digits) >= 7:
            record.contacts.append(digits[-8:])
    for document in (row.get("documents") or "").split(";"):
        number = re.sub(r"[^A-Z0-9]", "", document.upper().partition(":")[2] or document.upper())
        if len(number) >= 5:
            record.contacts.append(f"D{number}")
    record.siblings = [w for name in (row.get("siblings") or "").split(";") for w in tokens(name)[:1]]
    return record


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _drop_shared(records: list[Record]) -> None:
    seen = Counter(contact for record in records for contact in set(record.contacts))
    for record in records:
        record.contacts = [c for c in dict.fromkeys(record.contacts) if seen[c] <= SHARED_PHONE]


def read(children: Path, inquiries: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Both files normalised: one dict per record with the fields of `Record`, in file order."""
    files = [_rows(children), _rows(inquiries)]
    splitter = NameSplitter(row for rows in files for row in rows)
    out = []
    for rows in files:
        records = [_record(row, splitter) for row in rows]
        _drop_shared(records)
        out.append([vars(record) for record in records])
    return out[0], out[1]
