"""Families as they are: who belongs to whom, before anybody writes anything down."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from names import Names
from numbers_of import Numbers
from places import Atlas, Place

SINGLE_MOTHER = {"HN": 0.22, "NI": 0.2, "DO": 0.2, "GT": 0.13, "SV": 0.18, "MX": 0.11}
# Body site, side or none, kind; the words are chosen by whoever describes them.
MARK_KINDS = (
    "scar",
    "mole",
    "burn",
    "birthmark",
    "missing",
    "limp",
    "deaf",
    "glasses",
    "tooth",
    "operation",
    "tattoo",
)
MARK_SITES = (
    "forehead",
    "eyebrow",
    "cheek",
    "chin",
    "arm",
    "hand",
    "knee",
    "leg",
    "foot",
    "belly",
    "back",
    "head",
)
SHORT = {
    "José": "Chepe Chepito Pepe Cheo", "Francisco": "Pancho Chico Paco", "Jesús": "Chus Chuy Chucho", "Luis": "Güicho Lucho",
    "Guillermo": "Memo", "Antonio": "Toño Tony", "Domingo": "Mingo", "Benjamín": "Mincho Benja", "Enrique": "Quique Kike",
    "Roberto": "Beto Tito", "Alberto": "Beto", "Humberto": "Beto", "Gilberto": "Beto Gil", "Rigoberto": "Rigo Beto",
    "Ernesto": "Neto", "Fernando": "Nando Fer", "Gustavo": "Tavo", "Gregorio": "Goyo", "Ramón": "Moncho", "Manuel": "Meme Manolo",
    "Miguel": "Migue Mike", "Pedro": "Perucho Pedrito", "Juan": "Juancho Juanito", "Carlos": "Carlitos Charly Calín",
    "Eduardo": "Guayo Lalo", "Rafael": "Rafa Fallo", "Vicente": "Chente", "Santiago": "Chago Santi", "Salvador": "Chamba Chava",
    "Sergio": "Checo Chejo", "Moisés": "Moi", "Alejandro": "Ale Jando", "Alexander": "Alex Ale", "Víctor": "Vito",
    "Daniel": "Dani", "David": "Davi Dani", "Gabriel": "Gabi Gabo", "Nicolás": "Colacho Nico", "Felipe": "Pipe Lipe",
    "Tomás": "Tomasito Tomi", "Andrés": "Andresito", "Mateo": "Teo Mateíto", "Marcos": "Marquitos", "Sebastián": "Sebas Chebo",
    "Cristóbal": "Tobal", "Ricardo": "Richard Caco", "Isidro": "Chilo", "Julio": "Julín", "Óscar": "Oscarito", "Ángel": "Angelito",
    "María": "Mari Mary Marita", "Francisca": "Pancha Chica Paca", "Guadalupe": "Lupe Lupita", "Dolores": "Lola Lolita",
    "Concepción": "Concha Conchita Chona", "Rosario": "Chayo Charo", "Teresa": "Tere Techa", "Leticia": "Lety", "Josefa": "Chepa",
    "Josefina": "Chepina Fina Pepa", "Isabel": "Chabela Isa", "Elizabeth": "Eli Betty Liz", "Mercedes": "Meche Mechita",
    "Graciela": "Chela", "Alicia": "Licha", "Cecilia": "Ceci", "Cristina": "Tina Cris", "Margarita": "Mago Margo",
    "Yolanda": "Yoli", "Alejandra": "Ale Jandra", "Gabriela": "Gaby", "Fernanda": "Fer Nanda", "Daniela": "Dani Dany",
    "Esperanza": "Pelancha Espe", "Consuelo": "Chelo", "Soledad": "Chole", "Ana": "Anita Any", "Rosa": "Rosita Rosy", "Juana": "Juanita",
    "Micaela": "Mica Quela", "Manuela": "Mela Nela", "Petrona": "Tona Pita", "Catarina": "Cata Catín", "Dominga": "Minga",
    "Magdalena": "Malena Magda", "Candelaria": "Cande Candy", "Victoria": "Vicky Toya", "Estefany": "Fany Tefi", "Jennifer": "Yeni Jenny",
    "Katherine": "Kathy Kati", "Kimberly": "Kim Kimbe", "Jessica": "Yesi Jesi", "Esmeralda": "Esme", "Milagro": "Mila", "Lucía": "Luci",
    "Valeria": "Vale", "Sofía": "Sofi", "Camila": "Cami", "Yadira": "Yadi", "Karla": "Karlita", "Brenda": "Brendita",
    "Wilmer": "Wil", "Jefferson": "Yefri", "Anthony": "Tony", "Jonathan": "Yoni", "Christopher": "Cris", "Marvin": "Marvincito",
}  # fmt: skip
KIN_WORDS = {
    "F": [
        "Nena",
        "Chiqui",
        "China",
        "Chela",
        "Negra",
        "Gorda",
        "Flaca",
        "Colocha",
        "Canche",
        "Güera",
        "Peque",
        "Prieta",
        "Chiquis",
    ],
    "M": [
        "Nene",
        "Chino",
        "Chele",
        "Negro",
        "Gordo",
        "Flaco",
        "Colocho",
        "Canche",
        "Güero",
        "Moreno",
        "Peque",
        "Pelón",
        "Prieto",
        "Enano",
    ],
}


@dataclass(slots=True)
class Person:
    """One person's registered facts. `born` is an ordinal day; `s2` is empty for a single surname."""

    given: list[str]
    s1: str
    s2: str
    sex: str
    born: int
    call: str = ""
    nick: str = ""
    number: str = ""
    marks: list[tuple[str, str, str]] = field(default_factory=list)
    certificate_of: int = 0
    dad: Person | None = None  # where not the family's father

    def full(self) -> str:
        return " ".join([*self.given, self.s1, self.s2]).strip()


@dataclass(slots=True)
class Family:
    """One household and the relatives who may ask. `travellers` are positions in `children`."""

    home: Place
    lives: Place
    culture: str
    language: str
    father: Person
    mother: Person
    grandmother: Person
    grandfather: Person
    children: list[Person]
    travellers: list[int]
    phone: str
    second_phone: str
    married: bool
    known_father: bool


class Household:
    """Makes families; keeps villages' own surnames and a store of names to double elsewhere."""

    def __init__(self, rng: random.Random, names: Names, atlas: Atlas, numbers: Numbers) -> None:
        self._rng, self._names, self._atlas, self._numbers = rng, names, atlas, numbers
        self._doubles: list[Person] = []
        self._village: dict[tuple[str, str, str], list[str]] = {}

    def clan(self, home: Place, days: list[int]) -> list[Family]:
        """Families of one village, some of them of brothers; the children of each left on one of `days`."""
        rng = self._rng
        cluster = self._names.clusters.get((home.country, home.department))
        families: list[Family] = []
        grand: tuple[Person, Person] | None = None
        for day in days:
            indigenous = cluster is not None and rng.random() < cluster[0]
            language = cluster[1] if cluster and indigenous else "spa"
            culture = "mestizo"
            if home.country == "BZ" or language in {"eng", "bzk", "miq"}:
                culture = "eng"
            elif indigenous:
                culture = "maya"
            if grand is None or rng.random() < 0.55:
                grand = self._couple(home, culture, indigenous, day - 365 * rng.randint(45, 75))
            families.append(self._family(home, day, grand, culture, language, indigenous))
        return families

    def surname(self, home: Place, indigenous: bool) -> str:
        """A surname of this village, its department or further off."""
        rng = self._rng
        key = (home.country, home.municipality, home.village)
        pool = self._village.get(key)
        if pool is None:
            cluster = (home.country, home.department) in self._names.clusters
            pool = [
                self._names.surname(rng, home.country, home.department, cluster and rng.random() < 0.8)
                for _ in range(9)
            ]
            if len(self._village) < 60_000:
                self._village[key] = pool
        if rng.random() < 0.45:
            return pool[int(9 * rng.random() ** 1.5)]
        return self._names.surname(rng, home.country, home.department, indigenous)

    def new_name(self, sex: str, young: bool) -> list[str]:
        """Given names of somebody of no particular place."""
        return self._names.first_name(self._rng, sex, "mestizo", young)

    def _adult(self, home: Place, sex: str, culture: str, indigenous: bool, born: int) -> Person:
        rng = self._rng
        s1, s2 = self.surname(home, indigenous), self.surname(home, indigenous)
        if (culture == "eng" and rng.random() < 0.7) or rng.random() < (
            0.07 if home.country in {"HN", "DO"} else 0.03
        ):
            s2 = ""
        elif culture == "maya" and rng.random() < 0.06:
            s2 = s1
        return Person(self._names.first_name(rng, sex, culture, False), s1, s2, sex, born)

    def _couple(self, home: Place, culture: str, indigenous: bool, born: int) -> tuple[Person, Person]:
        man = self._adult(home, "M", culture, indigenous, born)
        return man, self._adult(home, "F", culture, indigenous, born + self._rng.randint(-700, 2500))

    def _family(
        self,
        home: Place,
        day: int,
        grand: tuple[Person, Person],
        culture: str,
        language: str,
        indigenous: bool,
    ) -> Family:
        rng = self._rng
        births, twins = self._births(day)
        eldest = births[0]
        father = self._adult(
            home, "M", culture, indigenous, eldest - int(365.25 * rng.triangular(17, 46, 24))
        )
        mother = self._adult(
            home, "F", culture, indigenous, eldest - int(365.25 * rng.triangular(15, 38, 20))
        )
        father.s1 = grand[0].s1
        if father.s2 or not grand[1].s1:
            father.s2 = grand[1].s1
        if culture == "maya" and home.department == "Huehuetenango" and rng.random() < 0.25:
            father.s1 = grand[0].given[0]
        grandmother = self._adult(
            home, "F", culture, indigenous, mother.born - int(365.25 * rng.triangular(16, 40, 22))
        )
        if mother.s2:
            grandmother.s1 = mother.s2
        if rng.random() < 0.04 and culture != "eng":
            mother.s1 = father.s1
        double = None
        if self._doubles and rng.random() < 0.03:
            double = rng.choice(self._doubles)
            father.s1 = double.s1
            if double.s2:
                mother.s1 = double.s2
        known = rng.random() >= SINGLE_MOTHER.get(home.country, 0.12)
        others: Person | None = None
        if len(births) > 1 and rng.random() < 0.1:
            others = self._adult(home, "M", culture, indigenous, father.born + rng.randint(-2000, 3000))
        both = not known and rng.random() < (0.4 if home.country in {"HN", "DO"} else 0.9)
        children: list[Person] = []
        for at, born in enumerate(births):
            half = others is not None and at < len(births) // 2
            dad = others if half and others is not None else father
            sex = rng.choice("MF") if rng.random() < 0.4 else "M" if rng.random() < 0.6 else "F"
            child = self._child(home, culture, dad, mother, sex, born, known or half, both)
            if grand and sex == "M" and not half and rng.random() < 0.13:
                child.given = (
                    [grand[0].given[0], *child.given[-1:]] if rng.random() < 0.5 else grand[0].given[:]
                )
            elif sex == "M" and rng.random() < 0.05:
                child.given = dad.given[:]
            if twins == at and children:
                child.given = self._rhyme(children[-1], child, culture)
            elif children and rng.random() < 0.06 and children[-1].sex == sex:
                child.given = [children[-1].given[0], *child.given[-1:]]
            children.append(child)
            child.dad = others if half else None
        if double is not None:
            child = rng.choice(children)
            child.given, child.sex = double.given[:], double.sex
            if rng.random() < 0.35:
                child.born = max(births[0], double.born - double.born % 365 + rng.randint(0, 364))
        self._finish(home, culture, children, mother, day)
        travellers = self._travellers(children, day)
        if not travellers:
            travellers = [len(children) - 1]
        if rng.random() < 0.02:
            self._doubles.append(children[travellers[0]])
            if len(self._doubles) > 3000:
                self._doubles.pop(0)
        lives = self._atlas.elsewhere(rng, home) if rng.random() < 0.13 else home
        phone = self._numbers.phone(rng, home.country)
        if rng.random() < 0.04:
            phone = self._numbers.village_phone(home.country, home.municipality + home.village)
        return Family(
            home, lives, culture, language, father, mother, grandmother, grand[0], children, travellers, phone,
            self._numbers.phone(rng, "US" if rng.random() < 0.7 else home.country), known and rng.random() < 0.45, known,
        )  # fmt: skip

    def _births(self, day: int) -> tuple[list[int], int]:
        """Days of birth, eldest first, one child at least of travelling age; and where a twin stands."""
        rng = self._rng
        low, high = rng.choices(((0, 5), (5, 12), (12, 15), (15, 18)), (11, 23, 27, 39))[0]
        anchor = day - int(365.25 * (low + (high - low) * rng.random())) - 1
        count = rng.choices((1, 2, 3, 4, 5), (17, 26, 27, 18, 12))[0]
        before = rng.randint(0, count - 1)
        births = [anchor]
        for _ in range(before):
            births.insert(0, births[0] - int(365.25 * rng.triangular(0.9, 5, 1.8)))
        for _ in range(count - 1 - before):
            born = births[-1] + int(365.25 * rng.triangular(0.9, 5, 1.8))
            if born < day - 60:
                births.append(born)
        twins = -1
        if len(births) > 1 and rng.random() < 0.026:
            twins = rng.randint(1, len(births) - 1)
            births[twins] = births[twins - 1]
        return births, twins

    def _child(
        self,
        home: Place,
        culture: str,
        dad: Person,
        mum: Person,
        sex: str,
        born: int,
        known: bool,
        both: bool,
    ) -> Person:
        rng = self._rng
        given = self._names.first_name(rng, sex, culture, True)
        if known:
            s1, s2 = dad.s1, mum.s1
            if culture == "maya" and home.department == "Huehuetenango" and rng.random() < 0.3:
                s1 = dad.given[0]
            if culture == "eng" and rng.random() < 0.75:
                s2 = ""
        else:
            s1, s2 = mum.s1, mum.s2 if both else ""
        return Person(given, s1, s2, sex, born)

    def _rhyme(self, first: Person, second: Person, culture: str) -> list[str]:
        rng = self._rng
        for _ in range(12):
            given = self._names.first_name(rng, second.sex, culture, True)
            if given[0] != first.given[0] and (
                given[0][0] == first.given[0][0] or given[0][-2:] == first.given[0][-2:]
            ):
                return given
        return second.given

    def _finish(self, home: Place, culture: str, children: list[Person], mother: Person, day: int) -> None:
        rng = self._rng
        base = self._numbers.serial(rng)
        mother.number = self._numbers.identity(rng, home, mother, self._numbers.serial(rng))
        for at, child in enumerate(children):
            if at and rng.random() < 0.012 and children[at - 1].sex == child.sex:
                # Named for a brother or sister who died; the certificate shown may be the dead child's.
                child.certificate_of = child.born - int(365.25 * rng.uniform(1.2, 4))
            near = base + at if rng.random() < 0.4 else self._numbers.serial(rng)
            if rng.random() < 0.6:
                child.number = self._numbers.identity(rng, home, child, near)
            child.call = self._call(child)
            if rng.random() < 0.3:
                child.nick = (
                    rng.choice(KIN_WORDS[child.sex]) if rng.random() < 0.35 else self.short(child.given[-1])
                )
            if rng.random() < 0.5:
                for _ in range(1 if rng.random() < 0.75 else 2):
                    child.marks.append(
                        (rng.choice(MARK_KINDS), rng.choice(("left", "right", "")), rng.choice(MARK_SITES))
                    )

    def short(self, name: str) -> str:
        """A short form of `name`: a usual one or a diminutive."""
        rng = self._rng
        forms = SHORT.get(name)
        if forms and rng.random() < 0.85:
            return rng.choice(forms.split())
        stem = name.rstrip("aeioáéíóú") if len(name) > 4 else name
        if len(name) <= 3 or not stem.isalpha() or len(stem) < 2:
            return name
        if rng.random() < 0.4:
            return name[:4].rstrip("h") if len(name) > 6 else name[:3] + "i"
        if stem[-1] in "cg":
            stem = stem[:-1] + ("qu" if stem[-1] == "c" else "gu")
        return stem + ("ita" if name[-1] == "a" else "ito")

    def _call(self, child: Person) -> str:
        """What home calls the child: a short form of either name, or one of the names alone."""
        rng = self._rng
        if len(child.given) > 1 and rng.random() < 0.45:
            return child.given[1] if rng.random() < 0.6 else self.short(child.given[1])
        return self.short(child.given[0]) if rng.random() < 0.8 else child.given[0]

    def _travellers(self, children: list[Person], day: int) -> list[int]:
        """Positions of the children on the road: mostly one minor, often siblings together."""
        rng = self._rng
        minors = [i for i, c in enumerate(children) if 0 < day - c.born < 365.25 * 18]
        if not minors:
            return []
        lead = minors[0] if rng.random() < 0.45 else rng.choice(minors)
        roll = rng.random()
        if roll < 0.68 or len(minors) == 1:
            return [lead]
        take = 2 if roll < 0.92 else 3
        rest = [i for i in minors if i != lead]
        return sorted([lead, *rng.sample(rest, min(take - 1, len(rest)))])


def ymd(ordinal: int) -> tuple[int, int, int]:
    """Year, month, day of an ordinal day."""
    day = date.fromordinal(ordinal)
    return day.year, day.month, day.day
