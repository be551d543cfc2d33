"""Places: municipalities of the sample lists, villages invented in them, aliases and the road north."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass

from names import LISTS

COUNTRY_NAMES = {
    "GT": "Guatemala", "HN": "Honduras", "SV": "El Salvador", "MX": "México", "NI": "Nicaragua",
    "CR": "Costa Rica", "PA": "Panamá", "DO": "República Dominicana", "BZ": "Belice",
}  # fmt: skip
COUNTRIES = {"GT": 38, "HN": 27, "SV": 13, "MX": 14, "NI": 4, "DO": 1.5, "CR": 0.8, "PA": 0.7, "BZ": 1.0}
# Departments that more children leave from than their size says.
LEAVING = {
    "Huehuetenango": 5.0, "San Marcos": 4.5, "Quiché": 3.5, "Alta Verapaz": 2.5, "Quetzaltenango": 2.2, "Cortés": 7.0,
    "Yoro": 4.0, "Olancho": 2.2, "Francisco Morazán": 2.0, "San Salvador": 2.5, "San Miguel": 1.6, "Usulután": 1.3,
    "Chiapas": 2.5, "Guerrero": 2.0, "Michoacán de Ocampo": 1.5, "Oaxaca": 0.6, "Atlántida": 2.5, "Colón": 1.5,
}  # fmt: skip
VILLAGE_KINDS = {
    "GT": ("aldea", "caserío", "cantón", "aldea"), "HN": ("aldea", "caserío", "barrio", "colonia"),
    "SV": ("cantón", "caserío", "colonia", "cantón"), "MX": ("ejido", "ranchería", "colonia", "localidad"),
    "NI": ("comarca", "comunidad", "barrio", "comarca"), "CR": ("barrio", "caserío", "distrito", "barrio"),
    "PA": ("corregimiento", "comunidad", "barriada", "comunidad"), "DO": ("paraje", "sección", "barrio", "batey"),
    "BZ": ("village", "community", "village", "village"),
}  # fmt: skip
STEMS = [
    "El Rosario",
    "Las Flores",
    "Buena Vista",
    "San José",
    "El Carmen",
    "La Esperanza",
    "Agua Caliente",
    "El Naranjo",
    "Los Encuentros",
    "La Cumbre",
    "Río Hondo",
    "Piedra Grande",
    "El Zapote",
    "Las Delicias",
    "San Antonio",
    "El Pinal",
    "La Ceibita",
    "Los Planes",
    "El Porvenir",
    "Santa Elena",
    "El Jícaro",
    "La Laguna",
    "Las Lajas",
    "El Tablón",
    "Los Limones",
    "San Francisco",
    "Quebrada Seca",
    "El Aguacate",
    "La Unión",
    "Santa Rita",
    "El Ocotal",
    "La Reforma",
    "Monte Verde",
    "El Guayabo",
    "Las Vegas",
    "La Pedrera",
    "San Isidro",
    "Cerro Azul",
    "El Amate",
    "Loma Larga",
    "Las Marías",
    "El Progreso",
    "Nueva Esperanza",
    "Los Laureles",
    "San Miguelito",
    "El Coyol",
    "La Joya",
    "Tierra Fría",
]
MAYA_STEMS = [
    "Chuacorral",
    "Pachoj",
    "Xequemeyá",
    "Chicacao Alto",
    "Pajomel",
    "Sesajal",
    "Chimolón",
    "Yichjoy",
    "Bacú",
    "Xoncab",
    "Paxot",
    "Tzancorral",
    "Sacsuhá",
]
ENGLISH_STEMS = [
    "Sandy Creek",
    "Pine Ridge",
    "Haulover Bank",
    "Red Bluff",
    "Old Mill",
    "Cassava Bight",
    "Santa Teresa",
    "Blue Lagoon",
]
ENDINGS = ("", "", "", "", " Abajo", " Arriba", " II", " Centro", " Nuevo", " Viejo")
BELIZE = {
    "Belize": ("Belize City", "San Pedro", "Ladyville", "Burrell Boom"),
    "Cayo": ("San Ignacio", "Benque Viejo", "Belmopan"),
    "Toledo": ("Punta Gorda", "San Antonio", "Big Falls"),
    "Stann Creek": ("Dangriga", "Hopkins", "Independence"),
    "Orange Walk": ("Orange Walk", "Guinea Grass"),
    "Corozal": ("Corozal", "Patchakan"),
}
ALIASES = {
    "Quetzaltenango": ("Xela", "Xelajú", "Quetzal."), "Huehuetenango": ("Huehue", "Güegüe"), "Retalhuleu": ("Reu",),
    "Totonicapán": ("Toto",), "Chimaltenango": ("Chimal",), "Mazatenango": ("Mazate",), "Malacatán": ("Malaca",),
    "Panajachel": ("Panaja",), "Ayutla": ("Tecún Umán", "Tecún"), "Guatemala": ("Guate", "La Capital"),
    "Distrito Central": ("Tegus", "Tegucigalpa", "Comayagüela", "M.D.C."), "San Pedro Sula": ("SPS", "San Pedro", "Sula"),
    "La Ceiba": ("Ceiba",), "El Progreso": ("El Pro", "Progre"), "Siguatepeque": ("Siguat",), "Choluteca": ("Cholu",),
    "Juticalpa": ("Juti",), "Santa Tecla": ("Nueva San Salvador", "Tecla"), "San Salvador": ("S.S.", "San Sal"),
    "Sonsonate": ("Sonso",), "Chalatenango": ("Chalate",), "Usulután": ("Usulu",), "Ahuachapán": ("Ahuacha",),
    "Zacatecoluca": ("Zacate",), "Cojutepeque": ("Cojute",), "Soyapango": ("Soya",), "Tapachula": ("Tapa", "Tap."),
    "San Cristóbal de las Casas": ("San Cris", "SCLC"), "Tuxtla Gutiérrez": ("Tuxtla",), "Juárez": ("Cd. Juárez",),
    "Puerto Barrios": ("Barrios", "El Puerto"), "Puerto Cortés": ("Puerto", "El Puerto"), "Alta Verapaz": ("A.V.", "AV"),
}  # fmt: skip
HEADS = {
    "Olancho": "Juticalpa", "San Salvador": "San Salvador", "La Libertad": "Santa Tecla", "La Paz": "Zacatecoluca",
    "Cuscatlán": "Cojutepeque", "Morazán": "San Francisco Gotera", "Cabañas": "Sensuntepeque",
    "Sonsonate": "Sonsonate", "Usulután": "Usulután", "San Miguel": "San Miguel", "Santa Ana": "Santa Ana",
    "La Unión": "La Unión", "Ahuachapán": "Ahuachapán", "Chalatenango": "Chalatenango", "San Vicente": "San Vicente",
    "Chiapas": "Tapachula", "Oaxaca": "Oaxaca de Juárez", "Guerrero": "Chilapa de Álvarez", "Puebla": "Puebla",
    "Michoacán de Ocampo": "Morelia", "Veracruz de Ignacio de la Llave": "Veracruz", "Yucatán": "Mérida",
    "Managua": "Managua", "Matagalpa": "Matagalpa", "Estelí": "Estelí", "Chinandega": "Chinandega", "León": "León",
}  # fmt: skip
# Salvadoran districts and the municipio that took them in in 2024 (a part of the list).
SV_2024 = {
    "Soyapango": "San Salvador Este", "Ilopango": "San Salvador Este", "San Martín": "San Salvador Este",
    "Tonacatepeque": "San Salvador Este", "San Salvador": "San Salvador Centro", "Mejicanos": "San Salvador Centro",
    "Cuscatancingo": "San Salvador Centro", "Apopa": "San Salvador Oeste", "Nejapa": "San Salvador Oeste",
    "Santa Tecla": "La Libertad Sur", "Comasagua": "La Libertad Sur", "Santa Ana": "Santa Ana Centro",
    "Cojutepeque": "Cuscatlán Sur", "Ilobasco": "Cabañas Oeste", "Sensuntepeque": "Cabañas Este",
}  # fmt: skip
ROAD = {
    "US": ("El Paso, TX", "Eagle Pass, TX", "McAllen, TX", "Del Rio, TX", "Nogales, AZ", "San Diego, CA", "Laredo, TX"),
    "MX": ("Tapachula, Chiapas", "Ciudad Hidalgo", "Tenosique", "Palenque", "Arriaga", "Ixtepec", "Coatzacoalcos",
           "Reynosa", "Ciudad Juárez", "Piedras Negras", "Saltillo", "Monterrey", "Nogales, Sonora", "Tijuana"),
    "GT": ("Tecún Umán", "La Mesilla", "Esquipulas", "El Ceibo", "Ciudad de Guatemala"),
    "HN": ("Corinto", "Agua Caliente", "San Pedro Sula (CANFM Belén)"), "SV": ("La Hachadura", "San Cristóbal", "La Chacra"),
    "NI": ("Guasaule", "Somoto"), "CR": ("Peñas Blancas", "Paso Canoas"), "PA": ("Lajas Blancas", "Bajo Chiquito"),
    "DO": ("Dajabón", "Jimaní"), "BZ": ("Benque Viejo",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is from; `code` is the four digits of department and municipality in list order."""

    country: str
    department: str
    municipality: str
    village: str
    kind: str
    code: str


class Atlas:
    """Draws home places: countries and departments by how many leave, municipalities by rank."""

    def __init__(self, rng: random.Random) -> None:
        self._towns: dict[str, dict[str, list[str]]] = {"BZ": {d: list(t) for d, t in BELIZE.items()}}
        with (LISTS / "municipalities.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                country = self._towns.setdefault(row["country"], {})
                country.setdefault(row["department"], []).append(row["municipality"])
        self._countries = [c for c in COUNTRIES if c in self._towns]
        self._country_weights = [float(COUNTRIES[c]) for c in self._countries]
        self._departments = {
            c: ([*deps], [LEAVING.get(d, 1.0) * len(t) ** 0.5 for d, t in deps.items()])
            for c, deps in self._towns.items()
        }
        # A fixed order of importance of the towns of each department, drawn once.
        self._order = {
            (c, d): rng.sample(range(len(t)), len(t)) for c, ds in self._towns.items() for d, t in ds.items()
        }

    def home(self, rng: random.Random) -> Place:
        country = rng.choices(self._countries, self._country_weights)[0]
        names, weights = self._departments[country]
        return self._in(rng, country, rng.choices(names, weights)[0])

    def elsewhere(self, rng: random.Random, home: Place) -> Place:
        """Where the family has moved to: mostly within the department, else another one."""
        if rng.random() < 0.7:
            return self._in(rng, home.country, home.department)
        names, weights = self._departments[home.country]
        return self._in(rng, home.country, rng.choices(names, weights)[0])

    def head_town(self, home: Place) -> str:
        towns = self._towns[home.country][home.department]
        head = HEADS.get(home.department, towns[0])
        return head if head in towns else towns[0]

    def neighbour(self, rng: random.Random, home: Place) -> str:
        return rng.choice(self._towns[home.country][home.department])

    def department_near(self, rng: random.Random, home: Place) -> str:
        names = self._departments[home.country][0]
        at = names.index(home.department)
        return names[(at + rng.choice((-2, -1, 1, 2))) % len(names)]

    def _in(self, rng: random.Random, country: str, department: str) -> Place:
        towns = self._towns[country][department]
        order = self._order[country, department]
        at = order[int(len(order) * rng.random() ** 2.2)]
        number = int(9 * rng.random() ** 1.5)
        stem_at = (at * 7 + number * 13 + len(department) * 5) % 997
        indigenous = department in {
            "Quiché",
            "Totonicapán",
            "Sololá",
            "Alta Verapaz",
            "Huehuetenango",
            "Chimaltenango",
        }
        stems = ENGLISH_STEMS if country == "BZ" else MAYA_STEMS if indigenous and number % 3 == 0 else STEMS
        village = stems[stem_at % len(stems)] + (ENDINGS[stem_at % len(ENDINGS)] if country != "BZ" else "")
        deps = self._departments[country][0]
        code = f"{deps.index(department) + 1:02d}{at + 1:02d}"
        return Place(country, department, towns[at], village, VILLAGE_KINDS[country][number % 4], code)
