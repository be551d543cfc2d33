"""Inventories of names: heads per country by hand, tails from the lists of the sample data.

Nothing here is a table of errors; those stand in `slips.py`. All shares are rough and invented
within what registers have published of their most frequent names.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

LISTS = Path(__file__).resolve().parents[2] / "src" / "tracing" / "samples" / "data"

SURNAMES = {
    "GT": "López Pérez García Hernández González Ramírez Morales Gómez Vásquez Rodríguez Martínez Méndez Díaz "
    "Castillo Reyes Cruz Juárez Ramos Velásquez Ortiz Gutiérrez Mendoza Domínguez Flores Aguilar Barrios "
    "Fuentes Orozco Monzón De_León Escobar Sánchez Chávez Estrada Rivera Salazar Jiménez Alvarado Ruiz Mejía "
    "Marroquín Lemus Cardona Godínez Recinos Figueroa Samayoa Sandoval Arriaga Herrera Lorenzana Girón "
    "Carrillo Arévalo Del_Cid Paz De_Paz Portillo Guzmán Galicia Donis Pineda Miranda Esquivel Argueta Solís",
    "HN": "Hernández López Martínez Rodríguez García Mejía Cruz Flores Sánchez Reyes Ramos Pineda Gómez Díaz "
    "Rivera Castro Romero Zelaya Ramírez Vásquez Pérez Gonzales Aguilar Alvarado Mendoza Castillo Ortiz "
    "Murillo Maldonado Velásquez Padilla Lara Banegas Lagos Bonilla Andino Amador Cáceres Orellana Funes "
    "Zúniga Núñez Euceda Portillo Licona Ponce Matute Lobo Cárcamo Varela Chávez Guevara Paz Santos Bautista "
    "Domínguez Erazo Sabillón Nolasco Benítez Turcios Munguía Barahona Cálix Montoya Perdomo Rápalo Yanes",
    "SV": "Hernández Martínez López García Rodríguez Ramírez Pérez Rivera Flores González Vásquez Cruz Mejía "
    "Gómez Ramos Guzmán Reyes Portillo Alvarado Romero Sánchez Escobar Aguilar Díaz Orellana Mendoza Castro "
    "Chávez Benítez Ventura Argueta Henríquez Menjívar Alas Guardado Guevara Molina Lemus Bonilla Campos "
    "Velásquez Zelaya Sorto Villatoro Umaña Cornejo Serrano Mármol Ayala Melgar Landaverde Villalta Rauda "
    "Quintanilla Membreño Amaya Chicas Claros Ortiz Batres Monterrosa Figueroa Renderos De_la_O Funes Alfaro",
    "MX": "Hernández García Martínez López González Pérez Rodríguez Sánchez Ramírez Cruz Flores Gómez Morales "
    "Vázquez Reyes Jiménez Torres Díaz Gutiérrez Ruiz Mendoza Aguilar Ortiz Moreno Castillo Romero Álvarez "
    "Méndez Chávez Rivera Juárez Ramos Domínguez Herrera Medina Castro Vargas Guzmán Velázquez Muñoz Rojas "
    "De_la_Cruz Contreras Salazar Luna Ortega Santiago Guerrero Estrada Bautista Cortés Soto Alvarado "
    "Espinoza Lara Ávila Ríos Cervantes Silva Delgado Vega Márquez Sandoval Fernández León Carrillo Solís",
    "NI": "López García Martínez Hernández Pérez González Gutiérrez Rodríguez Flores Mendoza Castillo Ruiz "
    "Sánchez Rivera Reyes Castro Obando Téllez Espinoza Zeledón Blandón Rizo Picado Rugama Urbina Zamora "
    "Suárez Gómez Aguilar Centeno Chavarría Méndez Lanuza Moncada Mairena Calero Duarte Sequeira Somarriba "
    "Bravo Jarquín Ñurinda Palacios Cruz Vanegas Meza Altamirano Laguna Talavera Sevilla Orozco Arauz",
    "CR": "Rodríguez Vargas Jiménez Mora Rojas González Hernández Sánchez Ramírez Castro López Alvarado Chaves "
    "Solano Araya Quesada Salas Méndez Brenes Villalobos Arias Ugalde Calderón Montero Zúñiga Segura Aguilar",
    "PA": "González Rodríguez Sánchez Pérez Gómez Hernández Martínez Castillo Vega Ríos Santos Moreno Morales "
    "De_León De_Gracia Quintero Batista Bethancourt Caballero Espinosa Atencio Ábrego Pinto Cedeño Barría",
    "DO": "Rodríguez Pérez Martínez García Reyes Sánchez Díaz Peña Jiménez Ramírez Hernández Rosario Santana "
    "Núñez De_la_Cruz Castillo De_los_Santos Polanco Encarnación Féliz Medina Ventura Mateo Feliz Báez",
    "BZ": "Chan Cal Coc Choc Teck Sho Ical Tillett Flowers Young Smith Gillett Martinez Ramos Castillo Nunez "
    "Cayetano Palacio Lopez Garcia Pott Williams Jones Reyes Tzul Cocom Novelo Requena Usher Arana",
}

GIVEN_OLD_M = (
    "José Juan Luis Carlos Pedro Manuel Miguel Francisco Antonio Jorge Julio Mario Santos Víctor Rafael Marcos "
    "Andrés Domingo Jesús Ramón Roberto Oscar Ángel Fernando Ricardo Alberto César Rubén Eduardo Daniel Pablo "
    "Felipe Mateo Alfredo Hugo Gerardo Gustavo Salvador Cristóbal Enrique Ernesto Raúl René Vicente Tomás "
    "Guillermo Gilberto Humberto Rigoberto Nicolás Gregorio Martín Lorenzo Arturo Benjamín Ignacio Isidro "
    "Reyes Cruz Trinidad Encarnación Concepción Eusebio Marcelino Basilio Hipólito Sergio Moisés Abel Noé"
)
GIVEN_OLD_F = (
    "María Ana Rosa Juana Marta Carmen Juana Blanca Gloria Sandra Silvia Francisca Santos Irma Dora Elena "
    "Guadalupe Reina Teresa Margarita Dolores Isabel Catarina Petrona Lucía Elvira Mercedes Concepción Lidia "
    "Josefa Josefina Antonia Manuela Micaela Dominga Tomasa Sebastiana Olga Marina Vilma Aura Elsa Berta "
    "Yolanda Leticia Alicia Rosario Esperanza Consuelo Trinidad Cristina Claudia Norma Martina Magdalena "
    "Ángela Felipa Pascuala Cecilia Amparo Delmy Suyapa Lesbia Emilia Eulalia Candelaria Soledad Graciela"
)
GIVEN_NEW_M = (
    "José Juan Luis Carlos Miguel Ángel Josué Daniel David Diego Jesús Mateo Santiago Fernando Gabriel Samuel "
    "Alexander Eduardo Antonio Manuel Francisco Andrés Isaac Elías Óscar Marvin Selvin Elmer Denis Walter "
    "Adonías Eliseo Abner Esdras Rolando Nelson Henry Emerson Franklin Mynor Gerson Joel Rudy Rony Byron "
    "Wilson Erick Cristian Ariel Alexis Noé Isaías Ezequiel Caleb Emanuel Adrián Sebastián Leonel Santos "
    "Pedro Pablo Marcos Tomás Domingo Pascual Julio Víctor Rafael Jorge César Mario Roberto Rigoberto"
)
GIVEN_NEW_F = (
    "María Ana Rosa Juana Fernanda Andrea Gabriela Daniela Sofía Valeria Camila Alejandra Guadalupe Elizabeth "
    "Esmeralda Estefany Marisol Maribel Yadira Karla Paola Lourdes Suyapa Fátima Milagro Rocío Mirna Elsa "
    "Brenda Karina Lucía Isabel Evelin Rosmery Marleny Floridalma Griselda Maritza Yesenia Ingrid Abigail "
    "Rebeca Raquel Ester Dulce Estrella Perla Ruth Sara Mercedes Victoria Carmen Julia Sandra Claudia Iris "
    "Catarina Micaela Dominga Eulalia Petrona Candelaria Luz Blanca Flor Celeste Belén Lizeth Marta Cecilia"
)
# Names heard on television and spelled as each registrar pleases: every row is one name.
MODERN_M = (
    "Bryan Brayan Brian Braian Bryam|Kevin Kebin Keven Quevin|Wilmer Wuilmer Vilmer Guilmer|"
    "Jefferson Yeferson Jeferson Yefferson|Steven Stiven Estiven Esteven|Anthony Antony Antoni Anthoni|"
    "Jonathan Yonatan Jhonatan Jonatan|Jordan Yordan Jordán|Justin Yostin Jostin Yustin|Dylan Dilan Dilam|"
    "Edwin Edwing Eduin Edguin|Darwin Darwing Daruin|Christopher Cristofer Kristofer Cristopher|"
    "Michael Maikel Maycol Maicol Maykol|Ever Heber Eber Hever|Josué Yosué Jossué|Melvin Melbin|"
    "Elvis Elviz Helvis|John Jhon Yon|Isaí Isay Hisaí|Abdiel Avdiel|Eliú Elihú Eliud|Nehemías Neemías|"
    "Yair Jair Llair|Geovany Giovanni Jeovany Yovani|Wilfredo Wuilfredo|Erick Erik Eric|Ronaldo Ronal Ronald"
)
MODERN_F = (
    "Jennifer Yenifer Jenifer Genifer Yeniffer|Jessica Yesica Yessica Jésica|Katherine Katerin Caterin "
    "Catherine|Kimberly Kimberli Quimberly Kimberlin|Ashley Ashly Asly Achly|Michelle Mishel Michel Mishell|"
    "Britany Brittany Britani|Génesis Yénesis Jenesis|Sherlyn Cherlin Sherlin|Shirley Chirley Sherly Yirley|"
    "Heidy Heidi Jeidy|Wendy Güendi Wendi Huendy|Darling Darlin Darlyn|Dayana Dallana Daiana|Leidy Leydi Lady|"
    "Glenda Glendy Glendi|Yaneth Janeth Yanet Janet|Joselyn Yoselin Jocelyn Joselin|Keyla Keila Queila|"
    "Deysi Daisy Deisy Daysi|Nohemí Noemí Naomi Noemy|Alison Allison Alisson|Cindy Sindy Sindi|Nancy Nansi|"
    "Yeimi Jeimy Yeimy Jaimy|Xiomara Siomara Ciomara|Ximena Jimena|Johana Yohana Joana|Sulma Zulma|Sharon Charon"
)
FIXED_F = (
    "María_de_los_Ángeles María_del_Carmen María_de_Jesús Luz_María Flor_de_María María_José María_Elena"
)
FIXED_M = (
    "José_María Juan_de_Dios José_de_Jesús Juan_Carlos José_Luis Miguel_Ángel Luis_Fernando Ángel_Gabriel"
)
ENGLISH_M = (
    "Winston Delroy Shawn Tyrone Marlon Orlando Kenroy Jermaine Dexter Leroy Darnell Akeem Elton Clive"
)
ENGLISH_F = (
    "Shanice Keisha Tanya Marva Darlene Shantel Yolanda Kimberly Brittney Arlene Ivy Delcie Jasmine Sherlet"
)

# Clusters of surnames: (share of the department's families, language, surnames).
CLUSTERS: dict[tuple[str, str], tuple[float, str, str]] = {
    ("GT", "Alta Verapaz"): (0.75, "kek", "Caal Choc Coc Xol Pop Tiul Cuc Caj Cucul Chub Ical Ich Maquin Pec Quib "
                             "Sacul Tzub Tut Xo Yat Cac Che Bol Ba Botzoc Coy Cholóm Asig Quej Mó Jom Gualim"),
    ("GT", "Izabal"): (0.3, "kek", "Caal Choc Coc Pop Tiul Cuc Ical Maquin Tzub Xo Che Chub"),
    ("GT", "Petén"): (0.3, "kek", "Caal Choc Coc Pop Tiul Cuc Ical Chub Tzuy Chayax"),
    ("GT", "Baja Verapaz"): (0.45, "acr", "Xitumul Ismalej Sis Tecú Alvarado Iboy Lajuj Chen Sic Cortéz"),
    ("GT", "Quiché"): (0.7, "quc", "Tzoc Ixcoy Tzunún Ajanel Tum Us Tzul Tecún Batz Xiloj Ixcot Sapón Tiu Zapeta Lux "
                       "Canil Ajtún Sac Brito Raymundo Cobo Ceto Chel Laynez Bernal Guzaro Asicona Caba Chivalán"),
    ("GT", "Totonicapán"): (0.75, "quc", "Tzoc Tzunún Ajpacajá Tzul Batz Xiloj Pacajoj Tiu Chaclán Tax Yax Socop "
                            "Puac Gutiérrez Vásquez Ixcoy García Sapón Menchú"),
    ("GT", "Sololá"): (0.75, "cak", "Chavajay Cholotío Sojuel Quiacaín Ajtzip Navichoc Petzey Yojcom Xicay Chopén "
                       "Julajuj Saloj Cúmes Bocel Ajú Tzay Xep Ramos"),
    ("GT", "Chimaltenango"): (0.6, "cak", "Güinac Xicay Chex Xoyón Ajquejay Cutzal Ajú Chonay Otzoy Mux Tohom Cuxil "
                              "Ajsivinac Xocop Pichiyá Curruchich Bal Sotz Simón"),
    ("GT", "Quetzaltenango"): (0.45, "mam", "Ixcot Quixtán Coyoy Chávez Vicente Xicará Escobar Romero Cabrera Huinil"),
    ("GT", "San Marcos"): (0.5, "mam", "Bámaca Chún Jerónimo Ramírez Aguilón Pérez Tomás Matías Domingo Pablo Ajtun "
                           "Sales Maldonado Velásquez Bartolón Miranda López Agustín Ambrocio"),
    ("GT", "Huehuetenango"): (0.72, "kjb", "Francisco Pedro Mateo Juan Andrés Pascual Tomás Sebastián Nicolás Marcos "
                              "Baltazar Gaspar Simón Diego Manuel Lorenzo Cristóbal Miguel Felipe Domingo Martín"),
    ("GT", "Chiquimula"): (0.3, "caa", "Ramírez Díaz Pérez García López Interiano Amador Súchite Vásquez Ohajaca"),
    ("HN", "Gracias a Dios"): (0.85, "miq", "Wood Haylock Goff Kittler Tebeth Coleman Bendles Lackwood Green Zúniga "
                               "Rivas Calderón Smith Paisano Echeverría"),
    ("HN", "Colón"): (0.3, "cab", "Norales Guity Suazo Batiz Bernárdez Álvarez Castillo Lino Crisanto Arzú Zenón"),
    ("HN", "Atlántida"): (0.18, "cab", "Guity Suazo Batiz Norales Lino Crisanto Sambulá Arzú Figueroa Solano"),
    ("HN", "Islas de la Bahía"): (0.5, "eng", "Bodden Ebanks Woods McNab Kirkconnell Jackson Cooper Dixon Webster"),
    ("HN", "Intibucá"): (0.5, "spa", "Domínguez Gómez Méndez Vásquez Sánchez Del_Cid Manueles Lorenzo Bautista"),
    ("HN", "Lempira"): (0.5, "spa", "Sarmiento Mejía Vásquez Amaya Claros Vindel Benítez Miranda Alvarado Muñoz"),
    ("NI", "Región Autónoma de la Costa Caribe Norte"): (0.8, "miq", "Wilson Taylor Müller Simons Lackwood Bendles "
                                                         "Salomón Frank Benlis Dixon Peralta Moses Rufus Francis "
                                                         "Thomas Lam Waldan Panting"),
    ("NI", "Región Autónoma de la Costa Caribe Sur"): (0.5, "bzk", "Hodgson Downs Taylor Davis Wilson Omier Archibold "
                                                       "Bent Cuthbert Hooker Forbes Sambola"),
    ("MX", "Chiapas"): (0.55, "tzo", "Gómez Hernández López Pérez Méndez Díaz Jiménez Girón Sántiz Álvarez Núñez "
                        "Ruiz Intzín Guzmán Moreno Pale Shilón Luna Arcos Cruz Vázquez"),
    ("MX", "Oaxaca"): (0.4, "zap", "Santiago Martínez López García Bautista Cruz Velasco Ruiz Aquino Cortés Sosa"),
    ("MX", "Guerrero"): (0.35, "nah", "De_Jesús Tecolapa Nava Flores Tlatempa Bello Ramírez Abarca Xochitepec"),
    ("MX", "Puebla"): (0.3, "nah", "Cuautle Xochihua Tecuatl Tlapa Coyotl Xolalpa Tepale Cuapio Temoxtle Hernández"),
    ("MX", "Yucatán"): (0.7, "yua", "Chan Pech Canul May Canché Balam Cauich Ek Poot Tun Uc Uicab Xool Xiu Chablé "
                        "Dzib Dzul Ku Noh Puc Tzec Pat Moo Cen Caamal Chi Euán Itzá Tec"),
    ("PA", "Ngäbe-Buglé"): (0.9, "gym", "Montezuma Bejarano Carpintero Miranda Santos Palacio Ábrego Atencio Jiménez"),
    ("PA", "Guna Yala"): (0.9, "cuk", "Díaz Pérez Smith Tejada Archibold Martínez Iglesias Brown Morris"),
    ("DO", "Dajabón"): (0.3, "hat", "Pierre Jean Louis Joseph Charles Baptiste Toussaint Michel Noel Paul"),
    ("DO", "Elías Piña"): (0.3, "hat", "Pierre Jean Louis Joseph Charles Desir Fils Michel Paul"),
    ("BZ", "Toledo"): (0.7, "kek", "Choc Coc Cal Ical Sho Teck Cucul Bolon Pop Tzub Chub Mes"),
}  # fmt: skip

EYES = str.maketrans("áéíóúüÁÉÍÓÚÜ", "aeiouuAEIOUU")
TILDES = str.maketrans("ñÑ", "nN")
RESTORED = (
    "Muñoz Peña Núñez Castañeda Magaña Treviño Quiñones Saldaña Patiño Ibáñez Yáñez Cedeño Zúñiga Acuña Cantú García "
    "Mejía Farías Macías Chacón Calderón Durán Guzmán Beltrán Galván Román Colón Rincón Aragón Marín Roldán Millán "
    "Ávila Díaz Sáenz Báez Páez Díez Ríos Cárdenas Bolaños Montaño Ordóñez Ocón Pabón León Morán Alarcón Alemán "
    "Mancía Santamaría Echeverría Valladares"
)


def plain(text: str) -> str:
    """`text` without accents, its ñ kept."""
    return text.translate(EYES)


def _split(words: str) -> list[str]:
    return [w.replace("_", " ") for w in words.split()]


@dataclass(slots=True)
class Bag:
    """A discrete distribution drawn in one step: its items stand in proportion in `slots`."""

    slots: list[str]

    @classmethod
    def of(cls, items: Sequence[str], weights: Sequence[float], size: int) -> Bag:
        total, slots, left = sum(weights), [], 0.0
        for item, weight in zip(items, weights, strict=True):
            left += weight / total * size
            count = int(left)
            slots.extend([item] * count)
            left -= count
        return cls(slots or list(items))

    def draw(self, rng: random.Random) -> str:
        slots = self.slots
        return slots[int(rng.random() * len(slots))]


def _ranked(words: str, soften: float) -> Bag:
    items = _split(words)
    return Bag.of(items, [1.0 / (rank + soften) for rank in range(1, len(items) + 1)], 4000)


def _tail(file: str, known: set[str]) -> list[tuple[str, str, float]]:
    with (LISTS / file).open(encoding="utf-8", newline="") as handle:
        rows = [(r["name"], r.get("sex", ""), float(r["persons"])) for r in csv.DictReader(handle)]
    return [row for row in rows if row[0].lower() not in known and len(row[0]) > 2]


def _accented_surname(name: str, restored: dict[str, str]) -> str:
    if name in restored:
        return restored[name]
    if name.endswith("ez") and len(name) > 6 and name not in {"Cortez", "Valdez"}:
        at = next((i for i in range(len(name) - 3, -1, -1) if name[i] in "aeiou"), -1)
        if at >= 0:
            return name[:at] + name[at].translate(str.maketrans("aeiou", "áéíóú")) + name[at + 1 :]
    return name


@dataclass(slots=True)
class Names:
    """Everything a family is named from; one instance per run."""

    surnames: dict[str, Bag] = field(default_factory=dict)
    clusters: dict[tuple[str, str], tuple[float, str, Bag]] = field(default_factory=dict)
    given: dict[str, Bag] = field(default_factory=dict)
    rare_surnames: Bag = field(default_factory=lambda: Bag([]))
    modern: dict[str, list[list[str]]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Names:
        self = cls()
        heads = {w for words in SURNAMES.values() for w in _split(words)}
        restored = {plain(w).translate(TILDES): w for w in RESTORED.split()}
        known = {plain(w).translate(TILDES).replace(" ", "").lower() for w in heads}
        rows = _tail("surnames.csv", known)
        stems = {plain(w).translate(TILDES).lower() for w in heads} | {r[0].lower() for r in rows[:600]}
        # Two surnames run together are an artefact of the list, not a name.
        rows = [
            r
            for r in rows
            if not any(
                r[0].lower()[:k] in stems and r[0].lower()[k:] in stems for k in range(4, len(r[0]) - 3)
            )
        ]
        names = [_accented_surname(r[0], restored) for r in rows]
        self.rare_surnames = Bag.of(names, [r[2] ** 0.8 for r in rows], 120_000)
        soften = {"GT": 2.2, "HN": 12.0, "MX": 3.5, "SV": 6.0}
        self.surnames = {c: _ranked(words, soften.get(c, 9.0)) for c, words in SURNAMES.items()}
        self.clusters = {
            k: (share, lang, _ranked(words, 5.0)) for k, (share, lang, words) in CLUSTERS.items()
        }
        given = _tail("given_names.csv", set())
        for sex in "FM":
            mine = [r for r in given if r[1] == sex]
            self.given["rare" + sex] = Bag.of([r[0] for r in mine], [r[2] ** 0.75 for r in mine], 60_000)
        for key, words in (
            ("oldM", GIVEN_OLD_M), ("oldF", GIVEN_OLD_F), ("newM", GIVEN_NEW_M), ("newF", GIVEN_NEW_F),
            ("engM", ENGLISH_M), ("engF", ENGLISH_F), ("fixM", FIXED_M), ("fixF", FIXED_F),
        ):  # fmt: skip
            self.given[key] = _ranked(words, 4.0 if key.startswith("old") else 7.0)
        for sex, text in (("M", MODERN_M), ("F", MODERN_F)):
            self.modern[sex] = [group.split() for group in text.split("|")]
        return self

    def surname(self, rng: random.Random, country: str, department: str, cluster: bool) -> str:
        """A surname of this department: its own cluster, the country's head, or the long tail."""
        if cluster and rng.random() < 0.85:
            return self.clusters[country, department][2].draw(rng)
        return (self.surnames[country] if rng.random() < 0.82 else self.rare_surnames).draw(rng)

    def first_name(self, rng: random.Random, sex: str, culture: str, young: bool) -> list[str]:
        """One to three given names, each element one registered unit of a word."""
        if culture == "eng" and rng.random() < 0.65:
            return [self.given["eng" + sex].draw(rng)]
        if rng.random() < 0.07:
            return self.given["fix" + sex].draw(rng).split(" ", 1)
        first = self._one(rng, sex, culture, young)
        roll = rng.random()
        if roll < (0.42 if culture == "maya" else 0.24):
            return [first]
        second = self._one(rng, sex, culture, young)
        while second == first:
            second = self._one(rng, sex, culture, young)
        if roll > 0.985:
            return [first, second, self.given["old" + sex].draw(rng)]
        return [first, second]

    def _one(self, rng: random.Random, sex: str, culture: str, young: bool) -> str:
        roll = rng.random()
        if not young:
            return self.given["old" + sex if roll < 0.96 else "rare" + sex].draw(rng)
        if culture == "maya":
            roll *= 0.55 if rng.random() < 0.5 else 1.0
        if roll < 0.22:
            return self.given["old" + sex].draw(rng)
        if roll < 0.66:
            return self.given["new" + sex].draw(rng)
        if roll < 0.87:
            group = rng.choice(self.modern[sex])
            return group[0] if rng.random() < 0.4 else rng.choice(group)
        return self.given["rare" + sex].draw(rng)
