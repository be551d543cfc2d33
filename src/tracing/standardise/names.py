"""fallback names"""

from __future__ import annotations

import csv
import math
import re
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


@dataclass(frozen=True, slots=True)
class Unit:
    text: str
    alternatives: tuple[str, ...]
    raw: str
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    given: tuple[Unit, ...]
    surnames: tuple[Unit, ...]
    married: Unit | None
    weight: float
    kind: str


@dataclass(frozen=True, slots=True)
class ParsedName:
    raw: str
    readings: tuple[Reading, ...]
    aliases: tuple[str, ...] = ()
    suffix: str | None = None
    titles: tuple[str, ...] = ()
    widow: bool = False
    mother_hint: str | None = None
    flags: tuple[str, ...] = ()


PARTICLES = frozenset("DE DEL LA LAS LOS EL Y E I DA DAS DO DOS DI DU VAN VON MAC MC".split())
CORE = frozenset("DE DEL LA LAS LOS Y".split())


@lru_cache(maxsize=1)
def _tables():
    base = resources.files("tracing.standardise") / "data" / "names"
    out = []
    for file, column in (("given_names.csv", "given_name"), ("surnames.csv", "surname")):
        with (base / file).open(encoding="utf-8", newline="") as h:
            rows = list(csv.DictReader(h))
        total = sum(float(r["hispanic_count"]) for r in rows)
        out.append({r[column]: float(r["hispanic_count"]) / total for r in rows})
    return out


def surname_joined(text):
    return text.replace(" ", "")


@lru_cache(maxsize=1 << 16)
def surname_core(text):
    words = text.split()
    kept = [w for w in words if w not in CORE]
    if len(words) == 1:
        for glue in ("DELA", "DELOS", "DEL", "DE"):
            rest = text[len(glue) :]
            if (
                text.startswith(glue)
                and len(rest) >= 3
                and _tables()[1].get(rest, 0) > 2e-5
                and _tables()[1].get(text, 0) < 3 * _tables()[1].get(rest, 0)
            ):
                if rest in {
                    "LEON",
                    "CRUZ",
                    "CID",
                    "VALLE",
                    "TORRE",
                    "PAZ",
                    "ROSA",
                    "JESUS",
                    "SANTOS",
                    "ANGEL",
                    "LEON",
                }:
                    return rest
    return "".join(kept) or text.replace(" ", "")


def given_words(unit):
    return tuple(w for w in unit.text.split() if w not in PARTICLES) or (unit.text,)


GIVEN_ABBR = {
    "MA": ("MARIA",),
    "J": ("JOSE", "JUAN", "JESUS"),
    "FCO": ("FRANCISCO",),
    "FCA": ("FRANCISCA",),
    "GPE": ("GUADALUPE",),
    "M": ("MARIA",),
}
SUR_ABBR = {
    "HDEZ": "HERNANDEZ",
    "HDZ": "HERNANDEZ",
    "GLEZ": "GONZALEZ",
    "RDZ": "RODRIGUEZ",
    "MTZ": "MARTINEZ",
    "LPZ": "LOPEZ",
    "GCIA": "GARCIA",
    "RMZ": "RAMIREZ",
    "VZQZ": "VASQUEZ",
    "SNZ": "SANCHEZ",
    "GMZ": "GOMEZ",
    "FDEZ": "FERNANDEZ",
    "PZ": "PEREZ",
}
COMPOUND = {("JUAN", "DE", "DIOS"), ("JOSE", "MARIA"), ("MARIA", "JOSE")}
TITLES = frozenset("DON DONA SR SRA SRITA LIC PROF HNO HNA PBRO".split())


@lru_cache(maxsize=1 << 17)
def _unit(text, given):
    raw = fold(text, keep_tilde=True)
    t = re.sub(
        r"[^A-Z ]", "", fold(re.sub(r"(?<=[A-Za-z])[?#](?=[A-Za-z])", "ñ", text)).replace("-", " ")
    ).strip()
    if not t:
        return None
    if given:
        alts = GIVEN_ABBR.get(t, (t,))
        initial = len(t) == 1 and t not in GIVEN_ABBR
    else:
        alts = (SUR_ABBR[t],) if t in SUR_ABBR else (t,)
        initial = False
    return Unit(t, alts, re.sub(r"[^A-ZÑÜ ]", "", raw), initial)


def _chunks(words):
    """Fold particles into units."""
    out = []
    pending = []
    for w in words:
        pending.append(w)
        if fold(w).strip(".") in PARTICLES:
            continue
        out.append(" ".join(pending))
        pending = []
    if pending:
        out.append(" ".join(pending))
    return out


@lru_cache(maxsize=1 << 16)
def _ratio(t):
    g, s = _tables()
    w = t.split()
    if len(w) > 1 and w[0] in CORE:
        key = w[-1]
        base = math.log((g.get(key, 0) + 1e-7) / (s.get(key, 0) + 1e-7))
        return max(-4, min(4, base - 1.0))
    key = t.replace(" ", "")
    if t.endswith("EZ") and key not in s:
        return -2.0
    return max(-4.0, min(4.0, math.log((g.get(key, 0) + 2e-6) / (s.get(key, 0) + 2e-6))))


PRIOR = {2: {1: 0.85, 2: 0.15}, 3: {1: 0.6, 2: 0.4}, 4: {2: 0.9, 1: 0.04, 3: 0.06}, 5: {3: 0.7, 2: 0.3}}


def parse(full, *, sex=None, adult=False):
    text = repair(full)
    aliases = ()
    m = re.search(r"\b(?:c/p|conocid[oa] (?:por|como)|alias|\(a\)|apodo|aka|k/a)\b[:.]?\s*", text, re.I)
    if m:
        aliases = (text[m.end() :].strip(" ,"),)
        text = text[: m.start()].strip(" ,")
    hint = None
    m = re.match(r"hij[oa] de (.+)", text, re.I)
    if m:
        hint, text = fold(m.group(1)), ""
    text = strip_placeholders(text)
    married = None
    widow = False
    if not text or is_placeholder(text):
        return ParsedName(full, (), aliases, mother_hint=hint)
    m = re.search(r"\s(?:(?P<w>vda\.?|viuda|v\.)\s+de|de)\s+(?P<s>[^\s]+)$", text, re.I)
    words0 = text.replace(",", " ").split()
    if m and (m.group("w") or (adult and sex != "M" and len(words0) >= 4 and fold(words0[-2]) == "DE")):
        widow = bool(m.group("w"))
        married = _unit(m.group("s"), False)
        text = text[: m.start()]
    if "," in text:
        a, _, b = text.partition(",")
        gs = tuple(u for c in _chunks(b.split()) if (u := _unit(c, True)))
        ss = tuple(u for c in _chunks(a.split()) if (u := _unit(c, False)))
        return ParsedName(
            full, (Reading(gs, ss[:3], married, 1.0, "comma"),), aliases, mother_hint=hint, widow=widow
        )
    words = [w for w in text.replace("-", " ").split() if fold(w).strip(".") not in TITLES]
    chunks = _chunks(words)
    n = len(chunks)
    r = [_ratio(re.sub(r"[^A-Z ]", "", fold(c))) for c in chunks]
    opts = []
    for g in range(1, n + 1):
        s = n - g
        if s > 3:
            continue
        prior = PRIOR.get(n, {}).get(g, 0.02 if n > 1 else 1.0)
        score = math.log(prior) + 0.5 * (sum(r[:g]) - sum(r[g:]))
        opts.append((score, g))
    if not opts:
        opts = [(0.0, n - 2)]
    top = sorted(opts, reverse=True)[:3]
    z = sum(math.exp(s - top[0][0]) for s, _ in top)
    readings = []
    for s, g in top:
        w = math.exp(s - top[0][0]) / z
        if w < 0.02:
            continue
        gs = tuple(u for c in chunks[:g] if (u := _unit(c, True)))
        ss = tuple(u for c in chunks[g:] if (u := _unit(c, False)))
        readings.append(Reading(gs, ss, married, w, "split"))
    return ParsedName(full, tuple(readings), aliases, widow=widow, mother_hint=hint)


def from_fields(given_names, first_surname, second_surname, *, sex=None, adult=False):
    raw = " ".join(filter(None, (given_names, first_surname, second_surname)))
    g = strip_placeholders(repair(given_names or ""))
    a = strip_placeholders(repair(first_surname or ""))
    b = strip_placeholders(repair(second_surname or ""))
    if not g and not b and len(a.split()) >= 2:
        return parse(a, sex=sex, adult=adult)
    gs = [u for c in _chunks(g.split()) if (u := _unit(c, True))]
    ss = [u for c in _chunks(a.replace("-", " ").split()) if (u := _unit(c, False))] + [
        u for c in _chunks(b.replace("-", " ").split()) if (u := _unit(c, False))
    ]
    if not gs and not ss:
        return ParsedName(raw, ())
    readings = [Reading(tuple(gs), tuple(ss[:2]), None, 0.9, "fields")]
    if len(gs) >= 2 and len(ss) == 1 and _ratio(gs[-1].text) < -0.5:
        u = _unit(gs[-1].text, False)
        readings.append(Reading(tuple(gs[:-1]), (u, ss[0]), None, 0.35, "us_middle_is_first_surname"))
    elif len(gs) >= 2 and len(ss) == 1:
        u = _unit(gs[-1].text, False)
        readings.append(Reading(tuple(gs[:-1]), (u, ss[0]), None, 0.05, "us_middle_is_first_surname"))
    if len(gs) == 1 and len(ss) == 1 and _ratio(gs[0].text) < -1.5 and _ratio(ss[0].text) > 1.5:
        readings.append(
            Reading(
                (_unit(ss[0].text, True),), (_unit(gs[0].text, False),), None, 0.5, "surname_given_swapped"
            )
        )
    if len(ss) == 1 and len(ss[0].text) >= 9 and " " not in ss[0].text:
        t = ss[0].text
        s = _tables()[1]
        for k in range(4, len(t) - 3):
            if s.get(t[:k], 0) > 5e-4 and s.get(t[k:], 0) > 5e-4:
                readings.append(
                    Reading(tuple(gs), (_unit(t[:k], False), _unit(t[k:], False)), None, 0.4, "joined")
                )
                break
    z = sum(r.weight for r in readings)
    return ParsedName(
        raw, tuple(Reading(r.given, r.surnames, r.married, r.weight / z, r.kind) for r in readings)
    )
