"""How people err when they write down what they hear, copy or remember (brief A4, B, E1, H3).

Procedures, not tables of variants: hear a syllable and spell it anew, slip on the keyboard, run out of room, put a
value into the wrong column.
"""

from __future__ import annotations

import random
import unicodedata
from datetime import date, timedelta

from tracing.samples.population import Person

__all__ = ["call_name", "date_text", "mangle_form", "misheard", "plain", "remembered_date"]

# Letters that sound alike to a clerk in the region: any one may be heard for another of its group.
SOUNDS = (
    ("z", "s", "c"),
    ("b", "v"),
    ("y", "ll"),
    ("j", "g", "h"),
    ("k", "qu", "c"),
    ("i", "y"),
    ("ñ", "n"),
    ("x", "s"),
)
NEIGHBOURS = {
    "a": "s",
    "e": "r",
    "o": "p",
    "n": "m",
    "m": "n",
    "r": "t",
    "l": "k",
    "u": "i",
    "i": "o",
    "s": "d",
}
# What families call their children; written as they say it.
HOME_NAMES = {
    "Francisco": ("Paco", "Chico"), "José": ("Chepe", "Pepe"), "Guadalupe": ("Lupita",), "Juan": ("Juancito",),
    "Carlos": ("Carlitos",), "Luis": ("Luisito", "Güicho"), "María": ("Mari",), "Ana": ("Anita",),
    "Rosa": ("Rosita",), "Daniela": ("Dani",), "Jesús": ("Chus",), "Manuel": ("Meme",), "Antonio": ("Toño",),
    "Alejandro": ("Alex",), "Gabriela": ("Gaby",), "Roberto": ("Beto",), "Fernando": ("Nando",),
    "Isabel": ("Chabela",), "Jennifer": ("Jenny",), "Rosario": ("Chayo",), "Miguel": ("Migue",), "Elena": ("Nena",),
}  # fmt: skip
FORM_LENGTH = 15


def plain(text: str) -> str:
    """Return capitals without accents, as US forms have them; ñ becomes n."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).upper()


def _respelt(rng: random.Random, word: str) -> str:
    low = word.lower()
    spots = [
        (at, sound, group)
        for group in SOUNDS
        for sound in group
        for at in range(len(low))
        if low.startswith(sound, at) and not (sound == "c" and low[at : at + 2] == "ch")
    ]
    if not spots:
        return word
    at, sound, group = rng.choice(spots)
    other = rng.choice([s for s in group if s != sound])
    soft = low[at + len(sound) : at + len(sound) + 1] in ("e", "i")
    # Before a, o, u nobody hears an s in c or a j in g: spell what was heard.
    if {sound, other} in ({"j", "g"}, {"s", "c"}, {"z", "c"}) and not soft:
        return word
    if {sound, other} in ({"k", "c"},) and soft:
        return word
    if other == "qu" and not soft:
        return word
    return low[:at] + other + low[at + len(sound) :]


def _slip(rng: random.Random, word: str) -> str:
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + NEIGHBOURS.get(word[at].lower(), word[at]) + word[at + 1 :]


def misheard(rng: random.Random, text: str) -> str:
    """Return a name as somebody wrote it by ear, or typed it in haste; every word may suffer."""
    words = text.split()
    at = rng.randrange(len(words))
    word = _respelt(rng, words[at]) if rng.random() < 0.7 else _slip(rng, words[at])
    words[at] = word[:1].upper() + word[1:]
    return " ".join(words)


def call_name(rng: random.Random, given: tuple[str, ...]) -> tuple[str, ...]:
    """Return how the family calls the child: a short form of one of the names."""
    named = [n for n in given if n in HOME_NAMES]
    if not named:
        return given[-1:]
    return (rng.choice(HOME_NAMES[rng.choice(named)]),)


def mangle_form(rng: random.Random, name: Person) -> Person:
    """Return the name as a US form with one surname field keeps it (brief A4)."""
    given, first, second = name.given, name.first, name.second
    if second is not None:
        chance = rng.random()
        if chance < 0.30:
            second = None
        elif chance < 0.38:
            given, first, second = (*given, first), second, None
        elif chance < 0.42:
            first, second = second, first
        elif chance < 0.50:
            first, second = f"{first}-{second}", None
        elif chance < 0.53:
            first, second = (first + second).replace(" ", ""), None
    if rng.random() < 0.03:
        first = first[:FORM_LENGTH]
    if rng.random() < 0.01:
        return Person(("FNU",), plain(f"{' '.join(given)} {first}"), None)
    return Person(tuple(map(plain, given)), plain(first), plain(second) if second else None)


def remembered_date(rng: random.Random, born: date) -> date | None:
    """Return the birth date as somebody gives it: mostly right (brief H3), None where only the age is known."""
    chance = rng.random()
    if chance < 0.66:
        return born
    if chance < 0.71 and born.day <= 12:
        return date(born.year, born.day, born.month)
    if chance < 0.80:
        return born.replace(year=born.year + rng.choice((-1, 1)), day=min(born.day, 28))
    if chance < 0.87:
        return date(born.year, 1, 1)
    if chance < 0.93:
        return born + timedelta(days=rng.choice((-30, -10, -3, -1, 1, 2, 10, 20)))
    return None


def date_text(rng: random.Random, day: date) -> str:
    """Return a date as forms write it."""
    months = [
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
    chance = rng.random()
    if chance < 0.7:
        return day.isoformat()
    if chance < 0.93:
        return day.strftime("%d/%m/%Y")
    return f"{day.day} de {months[day.month - 1]} de {day.year}"
