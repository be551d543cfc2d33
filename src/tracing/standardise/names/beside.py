"""What stands beside a name: aliases, titles, suffixes, the mother's name (brief A5, A6)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tracing.standardise.names.lexicon import female, leaning, letters
from tracing.standardise.text import plain

__all__ = ["Beside", "mother_of", "part_off", "spoken_line"]

_TITLES = frozenset(
    [
        "DON",
        "DONA",
        "SR",
        "SRA",
        "SRES",
        "SRITA",
        "SRTA",
        "SRTO",
        "LIC",
        "LICDA",
        "LICDO",
        "PROF",
        "PROFA",
        "HNO",
        "HNA",
        "PBRO",
        "NINO",
        "NINA",
        "MENOR",
        "OCCISO",
        "OCCISA",
        "DIFUNTO",
        "DIFUNTA",
        "FINADO",
        "FINADA",
        "DR",
        "DRA",
        "ING",
        "MR",
        "MRS",
        "MS",
        "MISS",
        "SOR",
        "FRAY",
    ]
)
_AFTER = frozenset(["OCCISO", "OCCISA", "DIFUNTO", "DIFUNTA", "FINADO", "FINADA", "MENOR"])
_JUNIORS = frozenset(["JR", "II", "III", "IV", "2DO", "2O", "SR"])
_NAMESAKES = frozenset(["H", "HIJO", "HIJA", "P", "PADRE"])
_SUFFIXES = _JUNIORS | _NAMESAKES | {"JUNIOR"}
_NO_SUFFIX = re.compile(r"[^A-Z0-9]")
_ALIAS = re.compile(
    r"\((?:a|alias)\)"
    r"|(?<!\w)(?:(?:tambi[eé]n\s+)?conocid[oa]s?(?:\s+tambi[eé]n)?\s+(?:por|como)|c\s?/\s?[pc]|alias|apod(?:o|ad[oa])"
    r"|t\.\s?c\.\s?c\.?|tcc|c\.\s?c\.|a\.?k\.?a\.?|k/a|also known as|le dicen)(?!\w)",
    re.I,
)
# The words of plain letters that a match of it can begin with.
_ALIAS_BEGINS = re.compile(r"TAMBIEN|CONOCID[OA]S?|ALIAS|APODO|APODAD[OA]|TCC|AKA|ALSO|LE")
_ASIDE = re.compile(r"\(([^()]*)\)|[\"“”«»]([^\"“”«»]*)[\"“”«»]")
_MARKS = re.compile('[("“”«»]')
_CHILD_OF = re.compile(
    r"(?:^|(?<=[\s(]))(?:menor\s+)?(?:hij[oa](?:\s?/\s?a|\(a\))?|h/o|r\.?\s?/?\s?n\.?|beb[eé]|reci[eé]n\s+nacid[oa]"
    r"|baby(?:\s+(?:boy|girl))?|(?:son|daughter|child)(?=\s+of))\s+(?:de|of)\s+(?P<parents>.+)$",
    re.I,
)
_MRZ_HEAD = re.compile(r"^[PIAC][A-Z<][A-Z]{3}(?=[A-Z]+<)")


class Beside(NamedTuple):
    """A name and what was parted from it."""

    name: str
    aliases: tuple[str, ...] = ()
    suffix: str | None = None
    titles: tuple[str, ...] = ()


def spoken_line(text: str) -> str:
    """Return a machine-readable name line as ``surnames, given names`` (brief A4); other texts as they are."""
    if "<" not in text:
        return text
    if len(text) >= 30:
        text = _MRZ_HEAD.sub("", text)
    last, _, first = text.strip("< ").partition("<<")
    last, first = (" ".join(part.replace("<", " ").split()) for part in (last, first))
    return f"{last}, {first}" if first else last


def mother_of(text: str) -> tuple[str, str | None]:
    """Part ``hijo de Rosa Pérez`` off a name: what is left, and the mother's folded name (brief A5).

    A father's name is parted off, too, but is no mother's.
    """
    lower = text.lower()
    match = _CHILD_OF.search(text) if " de " in lower or " of " in lower else None
    if match is None:
        return text, None
    parent = letters(re.split(r"\s+[yY]\s+|,|;|\)", match["parents"])[0])
    if not parent:
        return text, None
    left = text[: match.start()].strip(" ,(")
    return left, parent if female(parent.split()[0]) > 0.1 else None


def _aliases(text: str) -> tuple[str, tuple[str, ...]]:
    found: list[str] = []
    if text.isalpha():
        return text, ()
    if match := _ALIAS.search(text):
        rest = re.split(r",|;|\s+y\s+(?:por|como)\s+", text[match.end() :])
        found = [_ALIAS.sub(" ", part).strip(" ,.:()") for part in rest]
        text = text[: match.start()].rstrip(" ,(")
    for match in _ASIDE.finditer(text) if _MARKS.search(text) else ():
        said = (match[1] or match[2] or "").strip()
        plain = letters(said)
        if len(plain) > 1 and plain not in _NAMESAKES | _JUNIORS | _TITLES and not said.isdigit():
            found.append(said)
            text = text.replace(match[0], " ")
    return text, tuple(part for part in found if part)


def _bare(last: str) -> str:
    return _NO_SUFFIX.sub("", last.upper())


@lru_cache(maxsize=1 << 16)
def _only_a_name(word: str) -> bool:
    """Whether a word is part of the name wherever it stands: no title, no suffix, and no alias begins with it."""
    return (
        word.isalpha()
        and plain(word)
        and letters(word) not in _TITLES | _AFTER
        and _bare(word) not in _SUFFIXES
        and _ALIAS_BEGINS.fullmatch(letters(word)) is None
    )


def _suffix(words: list[str], least: int) -> str | None:
    """Return the last word if it tells namesakes apart: h., (p), Jr., II (brief A6)."""
    if len(words) < 2:
        return None
    last = words[-1]
    plain = _bare(last)
    if plain in _JUNIORS:
        return last
    if len(words) < least:
        return None
    if plain == "JUNIOR" and leaning(letters(words[-2])) < -0.5:
        # In the middle, Junior is a given name of its own (HN, SV, DO).
        return last
    if plain == "P":
        # A capital P. after one surname is more likely the initial of the second.
        return last if "(" in last or last.islower() or len(words) > 4 else None
    return last if plain in _NAMESAKES else None


def part_off(text: str, *, field: bool = False) -> Beside:
    """Part a name from its aliases, suffix and titles (brief A6). A title alone is kept as a name.

    ``field`` tells that the text is one field of a name, where ``López h.`` is one surname.
    """
    words = text.split()
    if all(map(_only_a_name, words)):
        # Most names have nothing beside them.
        return Beside(" ".join(words))
    text, aliases = _aliases(text)
    words = text.split()
    titles: list[str] = []
    while (
        len(words) > 1
        and letters(words[0]) in _TITLES
        and not (len(words) == 2 and letters(words[1]) == "DE")
    ):
        titles.append(words.pop(0))
    while len(words) > 1 and letters(words[-1]) in _AFTER:
        titles.append(words.pop().strip("()"))
    suffix = _suffix(words, 2 if field else 3)
    if suffix is not None:
        words = words[:-1]
    return Beside(" ".join(words).strip(" ,"), aliases, suffix, tuple(titles))
