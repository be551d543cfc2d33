"""Invented adults of Colombia, found without papers and sought by their families: found.csv, sought.csv, truth.csv.

    python data/adults/make.py --out FOLDER [--found 400] [--sought 250] [--seed 7]

The worked example of docs/matchers.md. All persons are invented: names are drawn from short lists of common ones, numbers at random.
"""

from __future__ import annotations

import argparse
import csv
import random
from datetime import date, timedelta
from pathlib import Path

GIVEN = {
    "M": "Juan José Luis Carlos Andrés Jorge Diego Óscar Jhon Wilson Edison Fabián Hernán Álvaro Yeison Rodrigo".split(),  # noqa: SIM905
    "F": "María Ana Luz Gloria Martha Sandra Yolanda Nubia Claudia Diana Leidy Paola Yuliana Rocío Blanca Omaira".split(),  # noqa: SIM905
}
SURNAMES = """Rodríguez Gómez González Martínez García López Hernández Sánchez Ramírez Pérez Díaz Muñoz Rojas Moreno Jiménez Ortiz
Castro Vargas Restrepo Quintero Mosquera Palacios Cuesta Murillo Valencia Cárdenas Giraldo Arango Zapata Bedoya Guzmán Ospina Tovar
Yepes Chocué Ulcué Tunubalá Epiayú Uriana Ipuana""".split()  # noqa: SIM905
MARKS = (
    "cicatriz en la ceja izquierda",
    "tatuaje en el brazo derecho",
    "lunar en la mejilla",
    "cicatriz en la rodilla",
)
COLUMNS = (
    "record_id", "agency", "given_names", "first_surname", "second_surname", "sex", "birth_date", "age", "age_date",
    "nationality", "mother_name", "father_name", "phones", "documents", "marks", "event_date", "inquirer_name",
    "inquirer_relation",
)  # fmt: skip
PLAIN = str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")

Row = dict[str, str]


def person(chance: random.Random) -> Row:
    """One adult, as a register would know them."""
    sex = chance.choice("MF")
    surnames = chance.choices(SURNAMES, k=2)
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
    mother, father = chance.choice(GIVEN["F"]), chance.choice(GIVEN["M"])
    return {
        "given_names": " ".join(chance.sample(GIVEN[sex], k=chance.choice((1, 2, 2)))),
        "first_surname": surnames[0],
        "second_surname": surnames[1],
        "sex": sex,
        "birth_date": born.isoformat(),
        "nationality": "CO",
        "mother_name": f"{mother} {surnames[1]}",
        "father_name": f"{father} {surnames[0]}",
        "phones": f"+57 3{chance.randrange(10**9):09d}",
        "documents": f"CO-CEDULA:{chance.randrange(10**7, 10**9)}",
        "marks": chance.choice(MARKS),
    }


def misspelt(word: str, chance: random.Random) -> str:
    """A word as somebody hears or types it."""
    if len(word) < 4 or chance.random() > 0.12:
        return word
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word.replace("z", "s"))
    )


def told(one: Row, chance: random.Random, known: dict[str, float], seen: date) -> Row:
    """What one side's record says: some of it missing, some of it misspelt, an age where the day isn't known."""
    row = {name: value if chance.random() < known.get(name, 1.0) else "" for name, value in one.items()}
    for name in ("given_names", "first_surname", "second_surname", "mother_name", "father_name"):
        row[name] = " ".join(misspelt(word, chance) for word in row[name].split())
        if chance.random() < 0.5:
            row[name] = row[name].translate(PLAIN)
    if " " in row["given_names"] and chance.random() < 0.25:
        row["given_names"] = row["given_names"].split()[chance.choice((0, 1))]
    if not row["birth_date"]:
        years = (seen - date.fromisoformat(one["birth_date"])).days // 365 + chance.choice(
            (-3, -1, 0, 0, 1, 2)
        )
        row |= {"age": str(years), "age_date": seen.isoformat()}
    return row | {"event_date": seen.isoformat()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--found", type=int, default=400)
    parser.add_argument("--sought", type=int, default=250)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    people = [person(chance) for _ in range(arguments.found)]
    found = {
        "second_surname": 0.6, "birth_date": 0.25, "mother_name": 0.35, "father_name": 0.25, "phones": 0.1,
        "documents": 0.15, "marks": 0.7,
    }  # fmt: skip
    sought = {
        "second_surname": 0.95,
        "birth_date": 0.8,
        "father_name": 0.7,
        "phones": 0.6,
        "documents": 0.5,
        "marks": 0.5,
    }
    sides: dict[str, list[Row]] = {"found": [], "sought": []}
    truth = []
    for number, one in enumerate(people):
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(200))
        row = told(one, chance, found, day)
        sides["found"].append({"record_id": f"F{number:04d}", "agency": "CO-UBPD", **row})
    for number in range(arguments.sought):
        # Two in three are among the found.
        at = chance.randrange(len(people))
        one = people[at] if chance.random() < 2 / 3 else person(chance)
        row = told(one, chance, sought, date(2025, 6, 1) + timedelta(days=chance.randrange(200)))
        asks = {"inquirer_name": one["mother_name"], "inquirer_relation": "mother"}
        sides["sought"].append({"record_id": f"S{number:04d}", "agency": "CO-PDBP", **row, **asks})
        if one is people[at]:
            truth.append({"child_id": f"F{at:04d}", "inquiry_id": f"S{number:04d}"})
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, rows, columns in (
        ("found", sides["found"], COLUMNS[:-2]),
        ("sought", sides["sought"], COLUMNS),
        ("truth", truth, ("child_id", "inquiry_id")),
    ):
        with (arguments.out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            table.writeheader()
            table.writerows(rows)


if __name__ == "__main__":
    main()
