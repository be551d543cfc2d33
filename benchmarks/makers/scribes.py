"""Both sides of the desk: the record of a child found, and the inquiry of somebody who seeks one."""

from __future__ import annotations

import random
from dataclasses import dataclass

import slips
from desks import (
    ISO_OF,
    LANGUAGE_NAMES,
    Desk,
    Row,
    birth_fields,
    finish,
    name_fields,
    origin_fields,
    parent_name,
    written,
)
from numbers_of import Numbers
from people import Family, Household, Person, ymd
from places import ROAD, Atlas

NOTES_ES = "Viaja sin adulto.|Dice que su tía lo espera.|Se canaliza a albergue.|Llegó con fiebre.|Entrevista breve.|Habla poco español."
NOTES_EN = "Traveling without adult.|Says aunt lives in US.|Referred to shelter.|Interview limited, interpreter by phone.|Quiet."
ASKED_ES = "Llamó por última vez desde la frontera.|Salió con un vecino.|Llevaba chumpa azul.|Pide que le avisen por teléfono.|Iba con guía."
# (relation, weight, knows the day, share of wrong days, call-name instead, second surname lost, of the mother's side)
SEEKERS = (
    ("mother", 44, 0.9, 0.11, 0.12, 0.04, True), ("father", 15, 0.7, 0.28, 0.1, 0.03, False),
    ("grandmother", 11, 0.58, 0.3, 0.34, 0.1, True), ("grandfather", 4, 0.5, 0.3, 0.3, 0.08, False),
    ("aunt", 9, 0.55, 0.25, 0.2, 0.09, True), ("uncle", 4, 0.45, 0.28, 0.2, 0.1, False),
    ("sibling", 8, 0.68, 0.2, 0.14, 0.06, True), ("stepfather", 2, 0.5, 0.3, 0.14, 0.1, False),
    ("godmother", 1, 0.3, 0.3, 0.3, 0.15, False), ("consulate", 2, 0.9, 0.12, 0.02, 0.05, False),
)  # fmt: skip
SPANISH_RELATION = {
    "mother": "madre",
    "father": "padre",
    "grandmother": "abuela",
    "aunt": "tía",
    "uncle": "tío",
}


@dataclass(slots=True)
class Finding:
    """When, where and by whom children were found; shared by those found together."""

    desk: Desk
    day: int
    place: str
    group: str
    first: Row | None = None


@dataclass(slots=True)
class Scribes:
    """Writes rows; holds the shared sources of chance."""

    rng: random.Random
    atlas: Atlas
    numbers: Numbers
    people: Household

    def found(self, family: Family, child: Person, finding: Finding, again: bool = False) -> Row:
        """The row of a found child, from the child's mouth through the desk of `finding`."""
        rng, desk = self.rng, finding.desk
        rural = family.culture == "maya"
        given = self._said(child.given, 0.12, 0.045, 0.03)
        if rng.random() < 0.02:
            given = [child.call]
        s1, s2 = child.s1, child.s2
        nationality = family.home.country
        if rng.random() < 0.011:
            s1 = self.people.surname(family.home, False)
            if rng.random() < 0.5:
                given = self.people.new_name(child.sex, True)
        if rng.random() < 0.014:
            nationality = "MX" if nationality != "MX" else "GT"
        row: Row = {"agency": desk.code, **name_fields(rng, desk, given, s1, s2, not s2)}
        row["sex"] = self._sex(child)
        born = child.certificate_of if child.certificate_of and rng.random() < 0.4 else child.born
        if rng.random() < 0.028:
            years = (
                rng.choice((-3, -2, -1, 1, 2, 3))
                if finding.day - born < 17 * 365
                else rng.choice((-2, -1, 1, 2))
            )
            born = min(born + int(years * 365.25), finding.day - 200)
        gives_day = rng.random() < desk.birth - (0.12 if rural else 0.0) - (
            0.25 if finding.day - child.born < 2500 else 0.0
        )
        believed = slips.misdate(rng, born, 0.135 + (0.08 if rural else 0.0) + (0.02 if again else 0.0))
        row |= birth_fields(rng, desk, believed, finding.day, gives_day)
        if rng.random() < 0.96:
            row["nationality"] = nationality
        row |= origin_fields(rng, desk, self.atlas, family, 0.55, 0.1)
        if nationality != family.home.country and rng.random() < 0.7:
            row = {k: v for k, v in row.items() if not k.startswith("origin_")} | {
                "origin_country": nationality
            }
        row["languages"] = self._languages(family, 0.55, 0.4 if desk.english else 0.2)
        if rng.random() < desk.parents:
            row["mother_name"] = parent_name(rng, desk, family.mother, family.father, 0.5, family.married)
            if (family.known_father or child.dad) and rng.random() < 0.72:
                row["father_name"] = parent_name(rng, desk, child.dad or family.father, None, 0.45, False)
        for key in ("mother_name", "father_name"):
            if key not in row and rng.random() < desk.blank:
                row[key] = rng.choice(desk.blank_words)
        if rng.random() < 0.08:
            row["caregiver_name"] = parent_name(rng, desk, family.grandmother, None, 0.35, False)
        if child.nick and rng.random() < 0.25:
            row["aliases"] = child.nick
        row["siblings"] = self._siblings(family, child, desk, 0.3)
        row["phones"] = self._phones(family, desk)
        row["documents"] = self._documents(family, child, desk, 0.3, desk.place == "US")
        if child.marks and rng.random() < 0.5:
            row["marks"] = slips.describe(rng, child, desk.english)
        row["event_date"] = slips.write_date(rng, ymd(finding.day), "iso")
        row["event_place"], row["group_id"] = finding.place, finding.group
        if rng.random() < 0.12:
            row["notes"] = rng.choice((NOTES_EN if desk.english else NOTES_ES).split("|"))
        row = finish(rng, desk, row, rng.random() < desk.caps)
        self._copied(row, finding)
        return row

    def inquiry(
        self, family: Family, child: Person, desk: Desk, seeker: tuple[str, int, float, float, float, float, bool],
        last_contact: int, asked: int, group: str, travelling: list[Person],
    ) -> Row:  # fmt: skip
        """The row of a sought child as `seeker` tells it to the family-side desk."""
        rng = self.rng
        relation, _, knows, wrong, call, loses, _ = seeker
        rural = family.culture == "maya"
        given = self._said(child.given, 0.09, 0.025, 0.02)
        aliases = [child.nick] if child.nick and rng.random() < 0.75 else []
        if rng.random() < call + 0.02:
            given = [child.call]
            if rng.random() < 0.25:
                aliases.append(" ".join(child.given))
        elif rng.random() < 0.2 and child.call not in child.given:
            aliases.append(child.call)
        s1, s2 = child.s1, child.s2
        if rng.random() < loses:
            s2 = ""
        elif relation == "father" and not family.known_father and rng.random() < 0.4:
            s1, s2 = family.father.s1, child.s1
        if relation in {"grandmother", "aunt"} and s2 and rng.random() < 0.03:
            s1, s2 = s2, s1
        row: Row = {"agency": desk.code, **name_fields(rng, desk, given, s1, s2, not s2)}
        row["aliases"] = ";".join(dict.fromkeys(aliases))
        row["sex"] = self._sex(child) if rng.random() < 0.98 else ""
        believed = slips.misdate(rng, child.born, min(0.6, wrong + (0.08 if rural else 0.0)))
        row |= birth_fields(rng, desk, believed, asked, rng.random() < knows - (0.1 if rural else 0.0))
        if rng.random() < 0.94:
            row["nationality"] = family.home.country
        row |= origin_fields(rng, desk, self.atlas, family, 0.3, 0.055)
        row["languages"] = self._languages(family, 0.8, 0.5)
        detail = 0.9 if relation != "consulate" else 0.7
        if rng.random() < 0.93:
            row["mother_name"] = parent_name(rng, desk, family.mother, family.father, detail, family.married)
        if rng.random() < (0.85 if family.known_father or child.dad else 0.25):
            row["father_name"] = parent_name(rng, desk, child.dad or family.father, None, detail - 0.1, False)
        if relation == "grandmother" or rng.random() < 0.06:
            row["caregiver_name"] = parent_name(rng, desk, family.grandmother, None, 0.8, False)
        row["siblings"] = self._siblings(family, child, desk, 0.62)
        phones = [family.phone] if rng.random() < 0.78 else []
        if not phones or rng.random() < 0.3:
            phones.append(family.second_phone)
        row["phones"] = ";".join(slips.write_phone(rng, p, desk.place == "US") for p in phones)
        row["documents"] = self._documents(
            family, child, desk, 0.42 if relation in {"mother", "consulate"} else 0.15, False
        )
        if child.marks and rng.random() < (0.75 if relation in {"mother", "grandmother"} else 0.4):
            row["marks"] = slips.describe(rng, child, desk.english)
        if rng.random() < 0.9:
            row["event_date"] = slips.write_date(
                rng, ymd(last_contact), "iso" if rng.random() < 0.97 else "dmy"
            )
            row["event_place"] = self.road(rng.choice(("MX", "MX", "GT", "US", family.home.country)))
        row["group_id"] = group
        row["inquirer_name"] = self._asker(family, desk, relation)
        row["inquirer_relation"] = (
            SPANISH_RELATION.get(relation, relation) if not desk.english and rng.random() < 0.3 else relation
        )
        if travelling and rng.random() < 0.3:
            row["notes"] = "Viajaba con " + " y ".join(p.given[0] for p in travelling[:2])
        elif rng.random() < 0.2:
            row["notes"] = rng.choice(ASKED_ES.split("|"))
        return finish(rng, desk, row, rng.random() < desk.caps)

    def seeker(self, exclude: str = "") -> tuple[str, int, float, float, float, float, bool]:
        options = [s for s in SEEKERS if s[0] != exclude]
        return self.rng.choices(options, [s[1] for s in options])[0]

    def road(self, country: str) -> str:
        return self.rng.choice(ROAD.get(country, ROAD["MX"]))

    def _said(self, given: list[str], drop_second: float, drop_first: float, turned: float) -> list[str]:
        """Given names as spoken: one left out, the order changed, the second as an initial."""
        if len(given) < 2:
            return given[:]
        roll = self.rng.random()
        if given[0] in {"María", "José"}:
            drop_first *= 2
        for share, names in (
            (drop_second, given[:1]), (drop_first, given[1:]), (turned, [given[1], given[0], *given[2:]]),
            (0.02, [given[0], given[1][:1] + ".", *given[2:]]),
        ):  # fmt: skip
            if roll < share:
                return names[:]
            roll -= share
        return given[:]

    def _sex(self, child: Person) -> str:
        roll = self.rng.random()
        if roll < 0.004:
            return "F" if child.sex == "M" else "M"
        return "X" if roll > 0.999 else child.sex

    def _languages(self, family: Family, told: float, given: float) -> str:
        rng = self.rng
        own = family.language
        if own == "spa":
            return rng.choice(("spa", "español", "Spanish")) if rng.random() < given * 0.6 else ""
        if rng.random() > told:
            return "spa" if rng.random() < given else ""
        name = LANGUAGE_NAMES[own] if rng.random() < 0.55 else ISO_OF.get(own, own)
        return f"{name};spa" if rng.random() < 0.4 else name

    def _siblings(self, family: Family, child: Person, desk: Desk, share: float) -> str:
        rng = self.rng
        if rng.random() > share + 0.1:
            return ""
        told = []
        for other in family.children:
            if other is child or rng.random() < 0.3:
                continue
            name = (
                other.call
                if rng.random() < 0.18
                else " ".join(written(rng, desk, g) for g in other.given[:2])
            )
            if " " in name and rng.random() < 0.45:
                name = name.split(" ")[0]
            told.append(f"{name} {other.s1}" if rng.random() < share * 0.5 else name)
        return ";".join(told)

    def _phones(self, family: Family, desk: Desk) -> str:
        rng = self.rng
        phones = []
        if rng.random() < 0.33:
            phones.append(slips.write_phone(rng, family.phone, desk.place != family.home.country))
        if rng.random() < 0.14:
            phones.append(slips.write_phone(rng, family.second_phone, desk.place == "MX"))
        if rng.random() < 0.07:
            shelter = self.numbers.village_phone(desk.place, desk.code + str(rng.randrange(4)))
            phones.append(slips.write_phone(rng, shelter, False))
        elif not phones and rng.random() < 0.015:
            phones.append(rng.choice(("00000000", "99999999", "NO TIENE")))
        return ";".join(dict.fromkeys(phones))

    def _documents(self, family: Family, child: Person, desk: Desk, share: float, a_number: bool) -> str:
        rng = self.rng
        papers = []
        if child.number and rng.random() < share:
            number = child.number
            roll = rng.random()
            if roll < 0.05:
                number = family.mother.number
            elif roll < 0.08:
                number = next((c.number for c in family.children if c is not child and c.number), number)
            papers.append(slips.write_number(rng, number, desk.english))
        elif share < 0.5 and family.mother.number and rng.random() < 0.008:
            papers.append(slips.write_number(rng, family.mother.number, desk.english))
        if a_number and rng.random() < 0.55:
            papers.append(self.numbers.a_number(rng))
        return ";".join(papers)

    def _copied(self, row: Row, finding: Finding) -> None:
        """A hurried clerk carries the first child's values over to the next of the group."""
        rng = self.rng
        if finding.first is None:
            finding.first = row
        elif rng.random() < 0.05:
            keys = rng.choice((("birth_date", "age", "age_date"), ("mother_name", "father_name"), ("phones",),
                               ("origin_admin1", "origin_admin2", "origin_locality", "origin_text")))  # fmt: skip
            for key in keys:
                if finding.first.get(key):
                    row[key] = finding.first[key]

    def _asker(self, family: Family, desk: Desk, relation: str) -> str:
        rng = self.rng
        known = {
            "mother": family.mother,
            "father": family.father,
            "grandmother": family.grandmother,
            "grandfather": family.grandfather,
        }
        person = known.get(relation)
        if person is None:
            near = family.mother if relation == "aunt" else family.father if relation == "uncle" else None
            sex = "F" if relation in {"aunt", "godmother"} else "M"
            person = Person(self.people.new_name(sex, False), "", "", sex, 0)
            if near is not None:
                person.s1, person.s2 = near.s1, near.s2
            elif relation == "sibling":
                person.s1, person.s2 = family.children[0].s1, family.children[0].s2
            else:
                person.s1 = self.people.surname(family.home, False)
        return parent_name(
            rng, desk, person, family.father if person is family.mother else None, 0.9, family.married
        )


def desk_of(rng: random.Random, options: list[tuple[Desk, float]]) -> Desk:
    """One of weighted desks."""
    return rng.choices([d for d, _ in options], [w for _, w in options])[0]
