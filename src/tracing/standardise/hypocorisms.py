"""fallback"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

KIN = frozenset(
    "NENA NENE NINA NINO BEBE BABY CHIQUI CHIQUIS CHINO CHINA CHELE CHELA NEGRO NEGRA GORDO GORDA FLACO FLACA COLOCHO COLOCHA CANCHE CATRACHO GUERO GUERA MORENO MORENA MIJA PAPITO MAMITA TATA PEQUE PRIETO PELON CHAPIN ENANO WERO".split()
)


@dataclass(frozen=True, slots=True)
class Edge:
    node: str
    kind: str
    factor: float


@lru_cache(maxsize=1)
def _tables():
    base = resources.files("tracing.standardise") / "data" / "hypocorisms"
    short = defaultdict(set)
    eq = defaultdict(set)
    with (base / "short_forms.csv").open(encoding="utf-8", newline="") as h:
        for r in csv.DictReader(h):
            short[r["short"]].add(r["canonical"].split()[0] if " " not in r["canonical"] else r["canonical"])
    with (base / "equivalents.csv").open(encoding="utf-8", newline="") as h:
        for r in csv.DictReader(h):
            eq[r["name"]].add("~" + r["set"])
    with (resources.files("tracing.standardise") / "data" / "names" / "given_names.csv").open(
        encoding="utf-8", newline=""
    ) as h:
        known = {r["given_name"] for r in csv.DictReader(h)}
    return short, eq, known


def _diminutive(n):
    _, _, known = _tables()
    for suffix in ("ECITO", "ECITA", "CITO", "CITA", "ITO", "ITA", "ITOS", "ITAS", "ILLO", "ILLA"):
        if n.endswith(suffix) and len(n) - len(suffix) >= 2:
            stem = n[: -len(suffix)]
            v = suffix[-1] if suffix[-1] != "S" else suffix[-2]
            stems = {stem}
            if stem.endswith("QU"):
                stems.add(stem[:-2] + "C")
            if stem.endswith("GU"):
                stems.add(stem[:-1])
            for s in sorted(stems):
                for c in (
                    s + v,
                    s,
                    s + "OS",
                    s + "ES",
                    s + "Z",
                    s[:-1] + "Z" if s.endswith("C") else s + v,
                    s + "E",
                ):
                    if c in known and c != n:
                        return c
    return None


@lru_cache(maxsize=1 << 16)
def nodes(name, sex=None):
    short, eq, _ = _tables()
    out = {name: Edge(name, "self", 1.0)}
    for e in eq.get(name, ()):
        out[e] = Edge(e, "equivalent", 0.9)
    cs = short.get(name, set())
    for c in sorted(cs):
        f = min(0.8, 0.8 / math.log2(1 + len(cs)))
        for part in (c,):
            out.setdefault(part, Edge(part, "hypocorism", f))
    d = _diminutive(name)
    if d:
        out.setdefault(d, Edge(d, "diminutive", 0.8))
        for e in nodes(d):
            if e.kind == "hypocorism":
                out.setdefault(e.node, Edge(e.node, "hypocorism", e.factor * 0.9))
    return tuple(out.values())


def is_kin_word(name):
    return name in KIN
