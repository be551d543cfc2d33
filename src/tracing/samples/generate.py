"""Write a folder of samples: children.csv, inquiries.csv, truth.csv, family by family (brief H1, H3, H4).

Families are made and written one after another, so a million records need no more memory than a hundred.
"""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tracing.records import CHILD_COLUMNS, INQUIRY_COLUMNS, InputError, OutputError, open_atomic
from tracing.samples.clerk import call_name, date_text, mangle_form, misheard, plain, remembered_date
from tracing.samples.population import Child, Family, Person, around, family, places_of

__all__ = ["Summary", "generate"]

# Rates of brief H3, per record.
GIVEN_DROPPED = 0.20
CALLED_BY_HOME_NAME = 0.18
MISSPELT_WORD = 0.14
SECOND_SURNAME_DROPPED = 0.10
SEX_MISKEYED = 0.007
OTHER_MUNICIPALITY = 0.12
OTHER_DEPARTMENT = 0.03
DUPLICATE_CHILD = 0.03
SECOND_INQUIRER = 0.08
PLACEHOLDER = 0.02
SHELTER_PHONE = 0.01
COPIED_BIRTH_DATE = 0.02
FOUND = 0.6

TODAY = date(2026, 6, 1)
PLACES_FOUND = (
    "Tapachula",
    "Reynosa",
    "Tijuana",
    "Nogales",
    "Tenosique",
    "Tecún Umán",
    "Corinto",
    "Ciudad Juárez",
)
MARKS = (
    "cicatriz en la frente",
    "lunar en mano izquierda",
    "cicatriz rodilla derecha",
    "scar on left arm",
    "lunar en mejilla",
)
RELATIONS = ("mother", "grandmother", "father", "aunt", "brother")
AGENCIES = {
    "HN": "HN-SENAF",
    "GT": "GT-PGN",
    "SV": "SV-CONAPINA",
    "MX": "MX-DIF",
    "NI": "NI-MIFAN",
    "CR": "CR-PANI",
}
SHELTER = "+529625550100"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written."""

    children: int
    inquiries: int
    true_pairs: int
    folder: str

    def __str__(self) -> str:
        return (
            f"{self.children:,} children, {self.inquiries:,} inquiries and {self.true_pairs:,} true pairs "
            f"(all invented) written to {self.folder}"
        )


def _written(rng: random.Random, person: Person) -> Person:
    given = tuple(misheard(rng, n) if rng.random() < MISSPELT_WORD else n for n in person.given)
    first = misheard(rng, person.first) if rng.random() < MISSPELT_WORD else person.first
    second = person.second
    if second is not None:
        second = None if rng.random() < SECOND_SURNAME_DROPPED else second
    if second is not None and rng.random() < MISSPELT_WORD:
        second = misheard(rng, second)
    return Person(given, first, second)


def _some_given(rng: random.Random, person: Person) -> Person:
    given = person.given
    if len(given) > 1 and rng.random() < GIVEN_DROPPED:
        given = (given[rng.randrange(2)],)
    elif len(given) > 1 and rng.random() < 0.05:
        given = given[::-1]
    return Person(given, person.first, person.second)


def _name_cells(rng: random.Random, row: dict[str, str], name: Person) -> None:
    if rng.random() < 0.25:
        row["full_name"] = (
            name.full()
            if rng.random() < 0.85
            else f"{name.first} {name.second or ''}, {' '.join(name.given)}"
        )
    else:
        row["given_names"] = " ".join(name.given)
        row["first_surname"] = name.first
        row["second_surname"] = name.second or ""


def _birth_cells(rng: random.Random, row: dict[str, str], child: Child) -> None:
    day = remembered_date(rng, child.born) if rng.random() < 0.84 else None
    if day is not None:
        row["birth_date"] = str(day.year) if rng.random() < 0.03 else date_text(rng, day)
        return
    age = (TODAY - child.born).days // 365 + (rng.choice((-1, 1)) if rng.random() < 0.15 else 0)
    row["age"] = str(max(0, age))
    row["age_date"] = TODAY.isoformat()


def _origin_cells(rng: random.Random, row: dict[str, str], home: Family) -> None:
    if rng.random() < 0.10:
        return
    place = home.place
    chance = rng.random()
    if chance < OTHER_DEPARTMENT:
        place = rng.choice(places_of()[place.country])
    elif chance < OTHER_DEPARTMENT + OTHER_MUNICIPALITY:
        near = [p for p in places_of()[place.country] if p.department == place.department]
        place = rng.choice(near)
    if rng.random() < 0.3:
        row["origin_text"] = f"aldea {home.village}, {place.municipality}, {place.department}"
        return
    row["origin_country"] = place.country
    row["origin_admin1"] = place.department
    if rng.random() < 0.85:
        row["origin_admin2"] = place.municipality
    if rng.random() < 0.3:
        row["origin_locality"] = home.village


def _relative(rng: random.Random, person: Person | None, known: float) -> str:
    if person is None or rng.random() >= known:
        return "DESCONOCIDO" if rng.random() < PLACEHOLDER else ""
    name = _written(rng, person)
    return name.full(second=rng.random() < 0.5)


def _common(rng: random.Random, home: Family, child: Child, row: dict[str, str]) -> None:
    row["sex"] = child.sex if rng.random() >= SEX_MISKEYED else "FM"[child.sex == "F"]
    _birth_cells(rng, row, child)
    _origin_cells(rng, row, home)
    if rng.random() < 0.8:
        row["nationality"] = home.place.country
    if rng.random() < 0.5:
        row["languages"] = home.language
    row["mother_name"] = _relative(rng, home.mother, 0.75)
    row["father_name"] = _relative(rng, home.father, 0.6)
    others = [c for c in home.children if c is not child]
    if others and rng.random() < 0.3:
        row["siblings"] = ";".join(c.name.given[0] for c in others)
    if rng.random() < 0.3:
        row["phones"] = home.phone
    # A scar is a child's own: the same child has the same one wherever it is described.
    if (child.born.toordinal() % 10) == 0 and rng.random() < 0.6:
        row["marks"] = MARKS[child.born.toordinal() // 10 % len(MARKS)]


def _child_row(rng: random.Random, home: Family, child: Child, number: int) -> dict[str, str]:
    us = rng.random() < 0.5
    row = {
        "record_id": f"C{number:07d}",
        "agency": "US-ORR" if us else rng.choice(("MX-DIF", "GT-PGN", "HN-SENAF")),
    }
    name = _written(rng, _some_given(rng, child.name))
    _name_cells(rng, row, mangle_form(rng, name) if us else name)
    _common(rng, home, child, row)
    if rng.random() < SHELTER_PHONE:
        row["phones"] = SHELTER
    if len(home.children) > 1 and rng.random() < COPIED_BIRTH_DATE:
        # The officer copies one child's date to the whole group (brief H4.8).
        row["birth_date"] = home.children[0].born.isoformat()
    if us and "mother_name" in row:
        row["mother_name"] = plain(row["mother_name"])
    row["event_date"] = (TODAY - timedelta(days=rng.randrange(60))).isoformat()
    row["event_place"] = rng.choice(PLACES_FOUND)
    if len(home.children) > 1 and rng.random() < 0.3:
        row["group_id"] = f"G{number:07d}"
    return row


def _inquiry_row(rng: random.Random, home: Family, child: Child, number: int) -> dict[str, str]:
    row = {"record_id": f"I{number:07d}", "agency": AGENCIES.get(home.place.country, "US-ORR")}
    known = _some_given(rng, child.name)
    if rng.random() < CALLED_BY_HOME_NAME:
        called = call_name(rng, child.name.given)
        if rng.random() < 0.5:
            known = Person(called, known.first, known.second)
        else:
            row["aliases"] = called[0]
    _name_cells(rng, row, _written(rng, known))
    _common(rng, home, child, row)
    relation = rng.choice(RELATIONS[: 3 if home.father else 2])
    asking = {"mother": home.mother, "grandmother": home.grandmother, "father": home.father or home.mother}[
        relation
    ]
    row["inquirer_name"], row["inquirer_relation"] = asking.full(rng.random() < 0.7), relation
    row["event_date"] = (TODAY - timedelta(days=rng.randrange(60, 200))).isoformat()
    return row


class _Writer:
    def __init__(self, handle: Any, columns: tuple[str, ...]) -> None:
        self.handle = handle
        self.csv = csv.DictWriter(handle, columns, restval="", lineterminator="\n")
        self.csv.writeheader()
        self.count = 0

    def add(self, row: Mapping[str, str]) -> None:
        self.csv.writerow(row)
        self.count += 1


def _families(
    children: _Writer,
    inquiries: _Writer,
    truth: _Writer,
    wanted: tuple[int, int],
    with_child: int,
    seed: int,
    progress: Progress | None,
) -> None:
    number = 0
    matched = 0
    while children.count < wanted[0] or inquiries.count < wanted[1]:
        if progress is not None and number % 100 == 0:
            progress("families", children.count + inquiries.count, sum(wanted))
        # One generator for each family: the family doesn't change with what came before it.
        rng = random.Random(f"{seed}/{number}")
        home = family(rng)
        number += 1
        for household in (home, *around(rng, home)):
            for child in household.children:
                matched += _add(
                    rng, household, child, (children, inquiries, truth), wanted, with_child - matched
                )


def _add(
    rng: random.Random,
    home: Family,
    child: Child,
    writers: tuple[_Writer, _Writer, _Writer],
    wanted: tuple[int, int],
    due: int,
) -> int:
    """Have a child found, sought, both or neither; return the inquiries written that have a child."""
    children, inquiries, truth = writers
    left = wanted[0] - children.count
    sought_left = wanted[1] - inquiries.count
    matched = 0
    if left > 0 and rng.random() < FOUND:
        ids = [f"C{children.count:07d}"]
        children.add(_child_row(rng, home, child, children.count))
        if left > 1 and rng.random() < DUPLICATE_CHILD:
            ids.append(f"C{children.count:07d}")
            children.add(_child_row(rng, home, child, children.count))
        if due > 0 and rng.random() < min(1.0, 1.05 * due / left):
            for _ in range(min(due, sought_left, 2 if rng.random() < SECOND_INQUIRER else 1)):
                for child_id in ids:
                    truth.add({"child_id": child_id, "inquiry_id": f"I{inquiries.count:07d}"})
                inquiries.add(_inquiry_row(rng, home, child, inquiries.count))
                matched += 1
    elif sought_left > max(0, due if left > 0 else 0) and rng.random() < 0.5:
        inquiries.add(_inquiry_row(rng, home, child, inquiries.count))
    return matched


def generate(
    children: int,
    inquiries: int,
    seed: int,
    out: Path,
    *,
    without_child: float = 0.4,
    progress: Progress | None = None,
) -> Summary:
    """Write ``children`` child records and ``inquiries`` inquiries into the folder ``out``, with the true pairs.

    ``without_child`` is the share of inquiries whose child is not among the children. The same arguments write the
    same bytes. ``progress`` is called with a stage, the records written and those to write. Raises InputError where
    the folder can't be made, OutputError where the disk is full; then no file of an earlier run has changed.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: the folder can't be made: {error.strerror or error}") from error
    with_child = min(round(inquiries * (1 - without_child)), children)
    try:
        with ExitStack() as stack:
            writers = [
                _Writer(stack.enter_context(open_atomic(out / f"{name}.csv")), columns)
                for name, columns in (
                    ("children", tuple(CHILD_COLUMNS)),
                    ("inquiries", tuple(INQUIRY_COLUMNS)),
                    ("truth", ("child_id", "inquiry_id")),
                )
            ]
            _families(writers[0], writers[1], writers[2], (children, inquiries), with_child, seed, progress)
            # All three are on the disk before the first takes its name: truth must never stand beside other children.
            for writer in writers:
                writer.handle.flush()
                os.fsync(writer.handle.fileno())
    except OSError as error:
        raise OutputError(f"{out}: the samples could not be written ({error.strerror or error}).") from error
    return Summary(writers[0].count, writers[1].count, writers[2].count, str(out))
