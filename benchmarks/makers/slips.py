"""What goes wrong between a mouth and a file: hearing, typing, abbreviating, encoding, dates, numbers.

These tables are this benchmark's own; the package knows nothing of them and they nothing of it.
"""

from __future__ import annotations

import random

from names import MODERN_F, MODERN_M, TILDES, plain
from people import Person, ymd

# Spellings that one register writes and the next doesn't.
TWINS = (
    "González Gonzales Gonsález|Vásquez Vázquez Básquez Vasques|Velásquez Velázquez Belásquez|Rodríguez Rodrigues|"
    "Jiménez Giménez Ximénez Jimenes|Mejía Mexía Megía|Rivera Ribera|Meza Mesa|Cortés Cortez|Hernández Ernández "
    "Hernándes|Martínez Martines|Gómez Gomes|Pérez Peres|López Lopes|Sánchez Sanches Sanchéz|Chávez Chaves Chabes|"
    "Orellana Oreyana|Zelaya Selaya Celaya|Castillo Castiyo|Vargas Bargas|Zúniga Súniga Zúñiga|Núñez Núñes Nuñes|"
    "Menjívar Menjibar Melgíbar|Villatoro Biyatoro|Sabillón Savillón|Zavala Zabala|Ayala Allala|Gutiérrez Gutierres|"
    "Caal Cal Kaal|Choc Chok Ch'oc|Xol Shol|Cuc Kuk|Maquin Makin Maquín|Tzub Tsub|Tzoc Tsoc Tzok|Ixcoy Ishcoy Iscoy|"
    "Tzunún Tsunún|Xiloj Shiloj Xiloh|Tecún Tekún Tecum|Quej Kej Queh|Xicay Shicay Xicai|Güinac Winac Güinak|"
    "Ajanel Ahanel|Chavajay Chabajay|Xoyón Shoyón|Ajú Ahú|Us Uz|Batz Bats|Tax Tash|Yax Yash|Sac Zac|Canul Canúl|"
    "Guity Guiti|Suazo Soazo Zuazo|Arzú Arsú|Batiz Batis|Taylor Tailor Teylor|Dixon Dickson|Hodgson Hodson|"
    "Pierre Pie Pier|Joseph Yosef|Quixtán Kixtán|Cúmes Kumes|Raymundo Reymundo|Andrés Andrez|Tomás Tomáz|"
    "Marta Martha|Ester Esther|Ruth Rut|Sara Sarah|Isabel Ysabel Izabel|Elizabeth Elisabeth Elizabet|Abigail Avigail|"
    "Esmeralda Ezmeralda|Estefany Stefany Estefani|Lizeth Liseth Liset|Yesenia Jesenia|Karla Carla|Karina Carina|"
    "Evelin Evelyn Ebelin|Rosmery Rosemary Rosmeri|Selvin Celvin|Mynor Minor|Byron Bairon|Osmin Hosmin|"
    "Emanuel Enmanuel|Isaías Isahías|Gerson Jerson|Rony Ronny|Franklin Franclin|Emerson Hemerson"
)
AS_HEARD = (
    ("z", "s"), ("v", "b"), ("b", "v"), ("ll", "y"), ("y", "ll"), ("qu", "k"), ("ce", "se"), ("ci", "si"), ("ge", "je"),
    ("gi", "ji"), ("h", ""), ("x", "s"), ("x", "sh"), ("ca", "ka"), ("co", "ko"), ("rr", "r"), ("gü", "w"), ("hu", "gu"),
    ("s", "z"), ("nn", "n"), ("ñ", "ni"), ("j", "h"), ("mb", "nb"), ("ia", "illa"), ("o", "u"), ("e", "i"), ("l", "r"),
    ("tz", "s"), ("k", "c"), ("th", "t"), ("ph", "f"),
)  # fmt: skip
IN_ENGLISH = (
    ("j", "h"), ("ll", "y"), ("qu", "k"), ("hu", "w"), ("gu", "w"), ("ñ", "ny"), ("z", "s"), ("v", "b"), ("ci", "si"),
    ("í", "ee"), ("ch", "sh"), ("ie", "e"), ("rr", "r"), ("x", "sh"), ("y", "i"), ("ia", "ea"), ("th", "t"), ("f", "ph"),
    ("ua", "wa"), ("c", "k"), ("s", "ss"),
)  # fmt: skip
KEYS = {
    "a": "qsz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "kñ", "m": "n", "n": "mb", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "xs",
}  # fmt: skip
SCANNED = (
    ("o", "0"),
    ("i", "l"),
    ("l", "1"),
    ("s", "5"),
    ("b", "8"),
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("u", "v"),
    ("n", "ri"),
)
SHORTHAND = {
    "Hernández": "Hdez Hdz. Hernz", "Martínez": "Mtz Mtnez. Mtez", "González": "Glez. Gonz Glz", "Rodríguez": "Rdz Rguez. Rodgz",
    "Fernández": "Fdez", "Ramírez": "Rmz Ramz. Rmrz", "Gómez": "Gmz", "López": "Lpz", "Pérez": "Prz", "Sánchez": "Snz Schz",
    "Vásquez": "Vsqz Vasqz.", "Domínguez": "Dguez Dmgz", "Jiménez": "Jmz Jimz", "Méndez": "Mdz", "Gutiérrez": "Gtz Gutz.",
    "Velásquez": "Vlqz Velqz", "García": "Gcía Gca.", "Castillo": "Cstillo", "Mendoza": "Mdza", "Morales": "Mrls", "Chávez": "Chvz",
    "María": "Ma. Ma M.ª Mª", "José": "J. Jph.", "Francisco": "Fco. Fco", "Guadalupe": "Gpe. Gpe", "Juan": "Jn.", "Antonio": "Ant. Anto.",
    "Miguel": "Mgl.", "Domingo": "Dgo.", "Francisca": "Fca.", "Fernando": "Fdo.", "Guillermo": "Gmo.", "Santiago": "Stgo.",
}  # fmt: skip
_SPELLINGS: dict[str, list[str]] = {}
for _group in f"{TWINS}|{MODERN_M}|{MODERN_F}".split("|"):
    for _word in _group.split():
        _SPELLINGS.setdefault(_word, []).extend(w for w in _group.split() if w != _word)


def respell(rng: random.Random, word: str, english: bool = False) -> str:
    """`word` as another clerk hears it: a usual second spelling, or one sound written differently."""
    others = _SPELLINGS.get(word)
    if others and rng.random() < 0.72:
        return rng.choice(others)
    low = word.lower()
    fits = [rule for rule in (IN_ENGLISH if english else AS_HEARD) if rule[0] in low[:-1]]
    if not fits or len(word) < 4:
        return word
    old, new = rng.choice(fits)
    at = low.find(old)
    out = low[:at] + new + low[at + len(old) :]
    return out[:1].upper() + out[1:]


def mistype(rng: random.Random, word: str) -> str:
    """`word` with one slip of the finger, rarely one of a scanner."""
    if len(word) < 3:
        return word
    at = rng.randrange(1, len(word))
    roll = rng.random()
    if roll < 0.3:
        near = KEYS.get(word[at].lower())
        return word[:at] + rng.choice(near) + word[at + 1 :] if near else word
    if roll < 0.52:
        return word[:at] + word[at + 1 :]
    if roll < 0.7:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at > 1 else word
    if roll < 0.83:
        return word[:at] + word[at] + word[at:]
    low = word.lower()
    fits = [(o, n) for o, n in SCANNED if low.find(o, 1) > 0]
    if not fits:
        return word
    old, new = rng.choice(fits)
    spot = low.find(old, 1)
    return word[:spot] + new + word[spot + len(old) :]


def shorten(rng: random.Random, word: str) -> str:
    forms = SHORTHAND.get(word)
    return rng.choice(forms.split()) if forms else word


def drop_particles(rng: random.Random, surname: str) -> str:
    """A compound surname glued, or without its particle, or as it was."""
    if not surname.startswith("De"):
        return surname
    roll = rng.random()
    if roll < 0.3:
        return surname.replace(" ", "").capitalize()
    return surname.split(" ")[-1] if roll < 0.5 else surname


def letters(rng: random.Random, text: str, english: bool, accents: float) -> str:
    """`text` as a system stores it: accents kept or lost, ñ in one of its disguises."""
    if rng.random() < 0.006 and not text.isascii():
        return text.encode("utf-8").decode("cp1252", errors="replace")
    if "ñ" in text or "Ñ" in text:
        roll = rng.random()
        keep = accents * 0.9 + (0.0 if english else 0.1)
        if roll >= keep:
            disguise = rng.choices(("n", "ni", "ny", "?", "nn", "Ã±", " "), (84, 5, 2, 4, 1, 3, 1))[0]
            text = text.replace("ñ", disguise).replace("Ñ", disguise.capitalize())
    return text if rng.random() < accents else plain(text)


# Birth dates. `Day` is what the writer believes; it may lack its day or month (0).
Day = tuple[int, int, int]
MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
SHORT_MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
UNITS = [
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
    "treinta",
    "treinta_y_uno",
]


def misdate(rng: random.Random, born: int, share: float) -> Day:
    """The day as told or written by one side; wrong with probability `share` (0–1)."""
    year, month, day = ymd(born)
    if rng.random() >= share:
        return year, month, day
    roll = rng.random()
    if roll < 0.27:
        return year + rng.choice((-1, 1)), month, min(day, 28)
    if roll < 0.45:
        return year, 1, 1
    if roll < 0.72:
        return (year, day, month) if day <= 12 else (year, month % 12 + 1, min(day, 28))
    if roll < 0.84:
        return year, month, min(28, max(1, day + rng.choice((-10, -2, -1, 1, 2, 10))))
    if roll < 0.92:
        return year, (month + rng.choice((-2, 0, 10))) % 12 + 1, min(day, 28)
    if roll < 0.97:
        return year + rng.choice((-2, 2, 3)), month, min(day, 28)
    return year + rng.choice((-10, 10)) if year < 2012 else year - 10, month, min(day, 28)


def write_date(rng: random.Random, when: Day, style: str) -> str:
    """`when` in one of the styles: iso, dmy, mdy, words, roman, short, year, month."""
    year, month, day = when
    if style == "iso":
        return f"{year:04d}-{month:02d}-{day:02d}"
    if style == "dmy":
        return f"{day:02d}{(sep := rng.choice('///-.'))}{month:02d}{sep}{year:04d}"
    if style == "mdy":
        return f"{month:02d}/{day:02d}/{year:04d}"
    if style == "words":
        return f"{day} de {MONTHS[month - 1]} de {year}"
    if style == "spelled":
        ones = UNITS[year - 2001].replace("_", " ") if 2001 <= year <= 2031 else ""
        return f"{UNITS[day - 1].replace('_', ' ')} de {MONTHS[month - 1]} de dos mil {ones}".strip()
    if style == "roman":
        return f"{day:02d}-{ROMAN[month - 1]}-{year}"
    if style == "short":
        return f"{day:02d}/{SHORT_MONTHS[month - 1]}/{year % 100:02d}"
    return f"{year:04d}" if style == "year" else f"{year:04d}-{month:02d}"


def write_phone(rng: random.Random, phone: str, abroad: bool) -> str:
    """`phone` (+code and number) as people write it, rarely with a digit wrong."""
    code = next(
        c
        for c in ("+502", "+503", "+504", "+505", "+506", "+507", "+501", "+52", "+1")
        if phone.startswith(c)
    )
    number = phone[len(code) :]
    if rng.random() < 0.04:
        at = rng.randrange(len(number))
        number = number[:at] + rng.choice("0123456789") + number[at + 1 :]
    cut = 3 if len(number) == 10 else len(number) - 4
    spaced = (
        f"{number[:cut]}-{number[cut:]}" if len(number) < 10 else f"{number[:3]} {number[3:6]} {number[6:]}"
    )
    shown = number if rng.random() < 0.5 else spaced
    roll = rng.random()
    if roll < (0.75 if abroad else 0.35):
        return f"{code} {shown}" if roll < 0.25 else f"{code}{shown.replace(' ', '')}"
    return f"({code[1:]}) {shown}" if roll > 0.93 else shown


def write_number(rng: random.Random, number: str, english: bool) -> str:
    """`KIND:NUMBER` with the slips of copying; leading zeros fall to spreadsheets."""
    kind, _, body = number.partition(":")
    if rng.random() < 0.07 and len(body) > 4:
        at = rng.randrange(len(body) - 1)
        roll = rng.random()
        if roll < 0.45 and body[at].isdigit():
            body = body[:at] + rng.choice("0123456789") + body[at + 1 :]
        elif roll < 0.75:
            body = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
        else:
            body = body.replace("0", "O", 1) if roll < 0.9 else body[:at] + body[at + 1 :]
    if kind == "CUI" and len(body) == 13 and rng.random() < 0.4:
        body = f"{body[:4]} {body[4:9]} {body[9:]}"
    elif kind == "DNI" and len(body) == 13:
        body = (
            f"{body[:4]}-{body[4:8]}-{body[8:]}"
            if rng.random() < 0.55
            else body.lstrip("0")
            if rng.random() < 0.06
            else body
        )
    elif kind in {"DUI", "CEDULA"} and rng.random() < 0.25:
        body = body.replace("-", "")
    prefix = {"CUI": "GT-", "DNI": "HN-", "DUI": "SV-"}.get(kind, "")
    return f"{prefix if english and rng.random() < 0.3 else ''}{kind}:{body}"


MARKS_ES = {
    "scar": "cicatriz|marca de una cortada|cicatriz pequeña|herida vieja", "mole": "lunar|lunar oscuro|lunar grande",
    "burn": "quemadura|marca de quemada|cicatriz de quemadura", "birthmark": "mancha de nacimiento|mancha café|antojo",
    "missing": "le falta la punta de un dedo|dedo amputado", "limp": "cojea|camina rengueando|una pierna más corta",
    "deaf": "no oye bien|sordera de un oído|sordo", "glasses": "usa lentes|usa anteojos|no ve bien de lejos",
    "tooth": "diente quebrado|diente de plata|le falta un diente", "operation": "operado|cicatriz de operación|operación de hernia",
    "tattoo": "tatuaje|tatuaje casero",
}  # fmt: skip
MARKS_EN = {
    "scar": "scar|small scar|healed cut|laceration scar", "mole": "mole|dark mole", "burn": "burn scar|burn mark|old burn",
    "birthmark": "birthmark|brown spot", "missing": "missing fingertip|partial amputation of finger",
    "limp": "limps|walks with a limp", "deaf": "hard of hearing|hearing loss", "glasses": "wears glasses|poor eyesight",
    "tooth": "chipped tooth|missing tooth|silver tooth", "operation": "surgical scar|abdominal surgery scar", "tattoo": "tattoo",
}  # fmt: skip
SITES = {
    "forehead": ("frente", "forehead"), "eyebrow": ("ceja", "eyebrow"), "cheek": ("mejilla|cachete", "cheek|face"),
    "chin": ("barbilla|quijada", "chin|jaw"), "arm": ("brazo", "arm|upper arm"), "hand": ("mano", "hand"),
    "knee": ("rodilla", "knee"), "leg": ("pierna|pantorrilla", "leg|calf"), "foot": ("pie", "foot|ankle"),
    "belly": ("estómago|vientre", "abdomen|stomach"), "back": ("espalda", "back"), "head": ("cabeza", "head|scalp"),
}  # fmt: skip
PLACELESS = {"missing", "limp", "deaf", "glasses", "tooth"}
FEMININE = {
    "frente",
    "ceja",
    "mejilla",
    "barbilla",
    "quijada",
    "mano",
    "rodilla",
    "pierna",
    "pantorrilla",
    "espalda",
    "cabeza",
}


def describe(rng: random.Random, person: Person, english: bool) -> str:
    """The marks in one side's own words; a side may mirror left and right."""
    told = []
    for kind, side, site in person.marks:
        if rng.random() < 0.2:
            continue
        words = rng.choice((MARKS_EN if english else MARKS_ES)[kind].split("|"))
        if kind not in PLACELESS:
            where = rng.choice(SITES[site][1 if english else 0].split("|"))
            shown = {"left": "right", "right": "left"}.get(side, "") if rng.random() < 0.08 else side
            if rng.random() < 0.3 or site in {"forehead", "belly", "back", "head", "chin"}:
                shown = ""
            if english:
                words = (
                    f"{words} {shown} {where}".replace("  ", " ")
                    if rng.random() < 0.6
                    else f"{words} on {shown} {where}"
                )
            else:
                she = where in FEMININE
                hand = {"left": "izquierd", "right": "derech", "": ""}[shown]
                tail = f" {hand}{'a' if she else 'o'}" if hand else ""
                words = f"{words} en {'la' if she else 'el'} {where}{tail}"
        told.append(words.replace("  ", " "))
    if not told and rng.random() < 0.04:
        return "none observed" if english else "ninguna"
    return "; ".join(told) if english or rng.random() < 0.5 else ", ".join(told)


def flat(text: str) -> str:
    """Upper case without accents, ñ as n: a machine-readable zone's letters."""
    return plain(text).translate(TILDES).upper()
