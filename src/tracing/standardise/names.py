"""Names as recorded, with every split that is likely (brief A, B).

A name keeps its likely readings with weights: where the given names end is often not certain, and no dictionary can
split *Diego Francisco Pedro*. The comparison takes the reading that agrees best and pays for choosing.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from tracing.standardise.placeholders import is_placeholder, strip_placeholders
from tracing.standardise.text import fold, repair

__all__ = [
    "ParsedName",
    "Reading",
    "Unit",
    "from_fields",
    "given_words",
    "parse",
    "surname_core",
    "surname_joined",
]

PARTICLES = frozenset(
    [
        "DE",
        "DEL",
        "LA",
        "LAS",
        "LOS",
        "EL",
        "Y",
        "E",
        "I",
        "DA",
        "DAS",
        "DO",
        "DOS",
        "DI",
        "DU",
        "VAN",
        "VON",
        "AL",
        "BEN",
        "SAN",
        "SANTA",
        "SANTO",
        "MC",
        "MAC",
    ]
)
"""Words that join to the next one (brief A2)."""

_DROPPED = frozenset(["DE", "DEL", "LA", "LAS", "LOS", "Y"])
"""Particles that a canonical surname leaves out (brief A2.4)."""

_GLUED = {
    glued: core
    for particle, cores in {
        "DELA": "CRUZ ROSA O TORRE GARZA FUENTE VEGA PAZ",
        "DEL": "CID VALLE ANGEL REAL CARMEN RIO TORO",
        "DE": "LEON PAZ JESUS GRACIA MATA ANDA",
        "DELOS": "SANTOS ANGELES REYES RIOS",
    }.items()
    for core in cores.split()
    for glued in (particle + core,)
}
"""Surnames written in one word with their particle (brief A2)."""

_TITLES = frozenset(["DON", "DONA", "SR", "SRA", "SRITA", "LIC", "PROF", "HNO", "HNA", "PBRO"])
_SUFFIXES = frozenset(["H", "HIJO", "JR", "II", "III", "IV", "2DO"])
_ALIAS = re.compile(
    r"\b(?:c/p|conocid[oa]s? (?:por|como)|alias|apodo|t\.?c\.?c\.?|c\.c\.|a\.?k\.?a\.?|k/a)(?=\W|$)|\(a\)",
    re.I,
)
_CHILD_OF = re.compile(r"^\s*hij[oa] de\s+(.+)$", re.I)
_MARRIED = re.compile(
    r"\s(?P<widow>(?:vda|viuda|v)\.?\s+)?de\s+(?P<name>(?:(?:la|las|los)\s+)?[^\s,]+)\s*$", re.I
)

_PRIORS: dict[int, dict[int, float]] = {
    1: {1: 1.0},
    2: {1: 0.85, 2: 0.05},
    3: {1: 0.60, 2: 0.40, 3: 0.02},
    4: {2: 0.90, 1: 0.04, 3: 0.06},
    5: {3: 0.70, 2: 0.30},
}
"""P(given names | number of units), engineering guesses of brief A7.5."""

_MOST_READINGS = 4
_LEAST_WEIGHT = 0.02
_BELIEF = 0.5
"""How far the lexicon moves the priors: its counts are of another population."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One given name or surname, of one or several words.

    ``text`` is folded to A–Z and blanks; ``alternatives`` are its plausible full spellings, best first; ``raw`` keeps
    Ñ and Ü, which phonetics needs; ``initial`` marks a lone letter that stands for a name.
    """

    text: str
    alternatives: tuple[str, ...]
    raw: str
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name; the weights of all readings of a name sum to 1. ``kind`` says where it comes from."""

    given: tuple[Unit, ...]
    surnames: tuple[Unit, ...]
    married: Unit | None
    weight: float
    kind: str


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name understood: its readings, best first, and what stood beside it."""

    raw: str
    readings: tuple[Reading, ...]
    aliases: tuple[str, ...] = ()
    suffix: str | None = None
    titles: tuple[str, ...] = ()
    widow: bool = False
    mother_hint: str | None = None
    flags: tuple[str, ...] = ()


def _rows(name: str) -> list[dict[str, str]]:
    with (resources.files("tracing.standardise") / "data" / "names" / name).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=1)
def _shares() -> tuple[dict[str, float], dict[str, float]]:
    """Shares of given names and of surnames (US census of Hispanic names)."""
    tables = []
    for file, column in (("given_names.csv", "given_name"), ("surnames.csv", "surname")):
        counts = {row[column]: float(row["hispanic_count"]) for row in _rows(file)}
        total = sum(counts.values())
        tables.append({name: count / total for name, count in counts.items()})
    return tables[0], tables[1]


@lru_cache(maxsize=1)
def _abbreviations() -> dict[tuple[str, str], tuple[str, ...]]:
    return {(row["kind"], row["short"]): tuple(row["full"].split(";")) for row in _rows("abbreviations.csv")}


@lru_cache(maxsize=1)
def _compounds() -> dict[tuple[str, ...], str]:
    return {tuple(row["name"].split()): row["kind"] for row in _rows("compounds.csv")}


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z ]", "", fold(text)).strip()


def surname_joined(text: str) -> str:
    """Return a folded surname as one word: ``DE LA CRUZ`` → ``DELACRUZ``."""
    return text.replace(" ", "")


@lru_cache(maxsize=1 << 17)
def surname_core(text: str) -> str:
    """Return a folded surname's canonical key: particles dropped, San and Santa kept, joined (brief A2.4).

    Known compounds lose their particle when written in one word, too (``DELACRUZ`` → ``CRUZ``).
    """
    words = text.split()
    if len(words) > 1:
        return "".join(w for w in words if w not in _DROPPED) or "".join(words)
    return _GLUED.get(text, text)


def given_words(unit: Unit) -> tuple[str, ...]:
    """Return the words of a given name that are compared: ``MARIA DE LOS ANGELES`` → MARIA, ANGELES."""
    return tuple(w for w in unit.text.split() if w not in PARTICLES) or (unit.text,)


def _skeleton(short: str, full: str) -> bool:
    """Whether an abbreviation's letters run through the name from its first letter to its z or s (brief B)."""
    if len(short) < 3 or short[0] != full[0] or short[-1] not in "ZS" or full[-1] not in "ZS":
        return False
    at = 0
    for letter in (c for c in short[:-1] if c not in "AEIOU" or c == short[0]):
        at = full.find(letter, at) + 1
        if at == 0:
            return False
    return True


@lru_cache(maxsize=1 << 16)
def _full_surnames(text: str) -> tuple[str, ...]:
    listed = _abbreviations().get(("surname", text))
    if listed is not None:
        return listed
    surnames = _shares()[1]
    if text in surnames or not 3 <= len(text) <= 6 or re.search(r"[AEIOU]", text[1:-1]):
        return (text,)
    fitting = [name for name in surnames if _skeleton(text, name)][:3]
    return tuple(fitting) or (text,)


@lru_cache(maxsize=1 << 16)
def _glued_given(text: str) -> tuple[str, ...]:
    """Words of a glued given name: MAELENA, MARIADELCARMEN (brief B, scribal habits)."""
    given = _shares()[0]
    if text in given and given[text] > 1e-6:
        return ()
    for head in ("MARIA", "MA"):
        rest = text.removeprefix(head)
        for particle in ("DELOS", "DELAS", "DELA", "DEL", "DE", ""):
            tail = rest.removeprefix(particle)
            if rest != text and rest.startswith(particle) and given.get(tail, 0) > 1e-5 and len(tail) > 3:
                return ("MARIA", tail)
    return ()


@lru_cache(maxsize=1 << 17)
def _unit(text: str, kind: str) -> Unit | None:
    # A lost ñ comes as ? or # between letters (brief A4).
    mended = re.sub(r"(?<=[^\W\d_])[?#](?=[^\W\d_])", "ñ", text)
    folded = _letters(mended.replace("-", " "))
    if not folded:
        return None
    raw = re.sub(r"[^A-ZÑÜ ]", "", fold(mended, keep_tilde=True)).strip()
    if kind == "surname":
        return Unit(folded, _full_surnames(folded), raw)
    full = _abbreviations().get(("given", folded))
    if full is not None:
        return Unit(folded, full, raw)
    glued = _glued_given(folded) if " " not in folded else ()
    if glued:
        return Unit(" ".join(glued), (" ".join(glued),), " ".join(glued))
    return Unit(folded, (folded,), raw, initial=len(folded) == 1)


def _units(chunks: Sequence[str], kind: str) -> tuple[Unit, ...]:
    return tuple(unit for chunk in chunks if (unit := _unit(chunk, kind)) is not None)


def _chunks(words: Sequence[str], fold_compounds: bool = True) -> list[str]:
    """Fold compounds and particles into units, longest first (brief A7.3)."""
    folded = [_letters(w) for w in words]
    compounds = _compounds() if fold_compounds else {}
    chunks: list[str] = []
    pending: list[str] = []
    at = 0
    while at < len(words):
        size = next((n for n in (4, 3, 2) if tuple(folded[at : at + n]) in compounds), 1)
        if size == 1 and folded[at] in PARTICLES and at + 1 < len(words):
            pending.append(words[at])
        else:
            chunks.append(" ".join([*pending, *words[at : at + size]]))
            pending = []
        at += size
    return chunks


@lru_cache(maxsize=1 << 17)
def _leaning(chunk: str) -> float:
    """Return log P(chunk | given name) - log P(chunk | surname), kept within ±4; positive leans to a given name."""
    text = _letters(chunk)
    compound = _compounds().get(tuple(text.split()))
    if compound is not None:
        return 4.0 if compound == "given" else -4.0
    given, surnames = _shares()
    words = [w for w in text.split() if w not in PARTICLES] or [text]
    if len(text.split()) > len(words):
        return -1.0 if words[-1] in surnames else 0.0
    key = words[0]
    if ("given", key) in _abbreviations():
        return 2.0
    if ("surname", key) in _abbreviations() or (key.endswith("EZ") and key not in given):
        return -3.0
    return max(-4.0, min(4.0, math.log((given.get(key, 0.0) + 2e-6) / (surnames.get(key, 0.0) + 2e-6))))


def _aside(text: str) -> tuple[str, tuple[str, ...], str | None, tuple[str, ...]]:
    """Part the name from its aliases, suffix and titles (brief A6)."""
    aliases: tuple[str, ...] = ()
    if match := _ALIAS.search(text):
        rest = [part.strip(" ,.:)") for part in re.split(r",|;", text[match.end() :])]
        aliases, text = tuple(part for part in rest if part), text[: match.start()].strip(" ,(")
    words = text.split()
    titles = tuple(w for w in words[:2] if len(words) > 1 and _letters(w) in _TITLES)
    words = words[len(titles) :]
    suffix = None
    if len(words) > 2 and (_letters(words[-1]) in _SUFFIXES or words[-1].strip("().").lower() == "h"):
        suffix, words = words[-1], words[:-1]
    return " ".join(words).strip(" ,"), aliases, suffix, titles


def _married(text: str, sex: str | None, adult: bool) -> tuple[str, Unit | None, bool]:
    """Take ``de X`` or ``vda. de X`` off a married woman's name (brief A2.2, A6)."""
    match = _MARRIED.search(text)
    if match is None or sex == "M":
        return text, None, False
    widow = match["widow"] is not None
    before = _chunks(text[: match.start()].split())
    plausible = adult and len(before) >= 2 and _leaning(before[-1]) < 0
    compound = tuple(_letters(" ".join(text.split()[-3:])).split()) in _compounds()
    bare = not adult and sex is None and len(before) == 2 and _leaning(before[-1]) < -1.0
    if widow or ((plausible or bare) and not compound):
        return text[: match.start()], _unit(match["name"], "surname"), widow
    return text, None, False


def _both(first: tuple[Reading, ...], second: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return two rival sets of readings as one, each with half the weight."""
    halved = [Reading(r.given, r.surnames, r.married, r.weight / 2, r.kind) for r in (*first, *second)]
    return tuple(sorted(halved, key=lambda r: -r.weight)[:_MOST_READINGS])


def _splits(chunks: list[str], married: Unit | None) -> tuple[Reading, ...]:
    size = len(chunks)
    lean = [_leaning(c) for c in chunks]
    if size == 1 and lean[0] < -1.0:
        # What is left of "Menor Hernández".
        return (Reading((), _units(chunks, "surname"), married, 1.0, "split"),)
    scored = []
    for given in range(1, size + 1):
        if size - given > 3:
            continue
        prior = _PRIORS.get(size, {}).get(given, 0.02)
        score = math.log(prior) + _BELIEF * (sum(lean[:given]) - sum(lean[given:]))
        scored.append((score, given))
    if not scored:
        scored = [(0.0, size - 2)]
    scored.sort(key=lambda s: (-s[0], s[1]))
    top = [(math.exp(score - scored[0][0]), given) for score, given in scored[:_MOST_READINGS]]
    total = sum(weight for weight, _ in top)
    kept = [(weight / total, given) for weight, given in top if weight / total >= _LEAST_WEIGHT]
    total = sum(weight for weight, _ in kept)
    return tuple(
        Reading(_units(chunks[:g], "given"), _units(chunks[g:], "surname"), married, weight / total, "split")
        for weight, g in kept
    )


@lru_cache(maxsize=1 << 16)
def parse(full: str, *, sex: str | None = None, adult: bool = False) -> ParsedName:
    """Split a full name into given names and surnames, keeping every likely reading (brief A7).

    ``sex`` (F, M) and ``adult`` tell a married woman's ``de X`` from a compound surname. A comma parts surnames from
    given names. Nothing but placeholders gives no reading. Never raises.
    """
    text = repair(full)
    if match := _CHILD_OF.match(text):
        return ParsedName(full, (), mother_hint=_letters(match[1]), flags=("placeholder",))
    text, aliases, suffix, titles = _aside(strip_placeholders(text))
    if not text or is_placeholder(text):
        return ParsedName(full, (), aliases, suffix, titles, flags=("placeholder",))
    text, married, widow = _married(text, sex, adult)
    if "," in text:
        last, _, first = text.partition(",")
        surnames, given = (
            _units(_chunks(last.replace("-", " ").split()), "surname"),
            _units(_chunks(first.split()), "given"),
        )
        readings: tuple[Reading, ...] = (Reading(given, surnames[:3], married, 1.0, "comma"),)
    else:
        words = text.replace("-", " ").split()
        readings = _splits(_chunks(words), married)
        if _compounds().get(tuple(_letters(" ".join(words)).split())) == "given":
            # The whole name is a given name that also ends in a surname: JOSE DE LA CRUZ.
            readings = _both(readings, _splits(_chunks(words, fold_compounds=False), married))
    return ParsedName(full, readings, aliases, suffix, titles, widow)


def _halves(text: str) -> tuple[str, str] | None:
    """Part two surnames that were written as one word: PEREZLOPEZ (brief A4)."""
    surnames = _shares()[1]
    if len(text) < 8 or surnames.get(text, 0) > 1e-4:
        return None
    cuts = [(min(surnames.get(text[:k], 0), surnames.get(text[k:], 0)), k) for k in range(4, len(text) - 3)]
    best, cut = max(cuts, default=(0.0, 0))
    return (text[:cut], text[cut:]) if best > 2e-4 else None


def _other_fields(given: tuple[Unit, ...], surnames: tuple[Unit, ...]) -> list[Reading]:
    """What US forms do to a name, as further readings (brief A4)."""
    others: list[Reading] = []
    if len(given) >= 2 and len(surnames) == 1:
        last = _unit(given[-1].raw, "surname")
        weight = 0.35 if _leaning(given[-1].text) < -0.5 else 0.06
        if last is not None and not given[-1].initial:
            others.append(
                Reading(given[:-1], (last, surnames[0]), None, weight, "us_middle_is_first_surname")
            )
    if (
        len(given) == len(surnames) == 1
        and _leaning(given[0].text) < -1.5
        and _leaning(surnames[0].text) > 1.5
    ):
        turned = _unit(surnames[0].raw, "given"), _unit(given[0].raw, "surname")
        if turned[0] is not None and turned[1] is not None:
            others.append(Reading((turned[0],), (turned[1],), None, 0.6, "surname_given_swapped"))
    if len(surnames) == 1 and " " not in surnames[0].text and (halves := _halves(surnames[0].text)):
        others.append(Reading(given, _units(halves, "surname"), None, 0.5, "joined"))
    return others


@lru_cache(maxsize=1 << 16)
def from_fields(
    given_names: str | None,
    first_surname: str | None,
    second_surname: str | None,
    *,
    sex: str | None = None,
    adult: bool = False,
) -> ParsedName:
    """Read a name from separate fields: as they stand, and as forms may have put them wrong (brief A4, A7.1)."""
    cells = [strip_placeholders(repair(cell or "")) for cell in (given_names, first_surname, second_surname)]
    raw = " ".join(filter(None, (given_names, first_surname, second_surname)))
    given_text, first_text, second_text = cells
    filled = [cell for cell in cells if cell]
    if len(filled) == 1 and len(filled[0].split()) >= 3:
        # A single field holds the whole name: FNU / ANA MARIA PEREZ LOPEZ.
        parsed = parse(filled[0], sex=sex, adult=adult)
        return ParsedName(raw, parsed.readings, parsed.aliases, parsed.suffix, parsed.titles, parsed.widow)
    orphan = given_text.split()
    while len(orphan) > 1 and _letters(orphan[-1]) in _DROPPED:
        # A particle left behind in the middle name: DE LA / CRUZ.
        first_text = f"{orphan.pop()} {first_text}"
    given = _units(_chunks(orphan), "given")
    chunks = [*_chunks(first_text.replace("-", " ").split()), *_chunks(second_text.replace("-", " ").split())]
    surnames = _units(chunks, "surname")[:3]
    if not given and not surnames:
        return ParsedName(raw, (), flags=("placeholder",))
    readings = [Reading(given, surnames, None, 1.0, "fields"), *_other_fields(given, surnames)]
    total = sum(r.weight for r in readings)
    ranked = sorted(readings, key=lambda r: -r.weight)
    return ParsedName(
        raw, tuple(Reading(r.given, r.surnames, r.married, r.weight / total, r.kind) for r in ranked)
    )
