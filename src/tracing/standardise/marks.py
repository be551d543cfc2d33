"""fallback"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracing.standardise.text import fold

KINDS = {
    "CICATRI": "scar",
    "SCAR": "scar",
    "LUNAR": "mole",
    "MOLE": "mole",
    "BIRTHMARK": "mole",
    "QUEMA": "burn",
    "BURN": "burn",
    "TATUA": "tattoo",
    "TATTOO": "tattoo",
    "MANCHA": "spot",
}
SITES = {
    "FRENTE": "forehead",
    "FOREHEAD": "forehead",
    "CEJA": "brow",
    "EYEBROW": "brow",
    "MANO": "hand",
    "HAND": "hand",
    "BRAZO": "arm",
    "ARM": "arm",
    "RODILLA": "knee",
    "KNEE": "knee",
    "PIERNA": "leg",
    "LEG": "leg",
    "MEJILLA": "cheek",
    "CHEEK": "cheek",
    "ESPALDA": "back",
    "BACK": "back",
    "CUELLO": "neck",
    "NECK": "neck",
    "MENTON": "chin",
    "BARBILLA": "chin",
    "CHIN": "chin",
    "PIE": "foot",
    "FOOT": "foot",
    "HOMBRO": "shoulder",
    "SHOULDER": "shoulder",
    "CODO": "elbow",
    "ELBOW": "elbow",
}


@dataclass(frozen=True, slots=True)
class Mark:
    kind: str | None
    site: str | None
    side: str | None
    text: str


def parse(text):
    out = []
    for part in re.split(r"[;,]", text):
        t = fold(part)
        if not t.strip():
            continue
        k = next((v for s, v in KINDS.items() if s in t), None)
        words = t.split()
        site = next((SITES[w] for w in words if w in SITES), None)
        side = "left" if re.search(r"IZQ|LEFT", t) else "right" if re.search(r"DER|RIGHT", t) else None
        out.append(Mark(k, site, side, part.strip()))
    return tuple(out)
