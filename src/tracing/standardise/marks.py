"""Scars, birthmarks and the like: what, where on the body, on which side (brief H2); Spanish and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tracing.standardise.placeholders import is_placeholder
from tracing.standardise.text import fold

__all__ = ["Mark", "parse"]

# Beginnings of words; the first that fits decides.
_KINDS = {
    "scar": "CICATRI SCAR",
    "mole": "LUNAR MOLE BIRTHMARK",
    "burn": "QUEMA BURN",
    "tattoo": "TATUA TATTOO",
    "spot": "MANCHA SPOT",
    "amputation": "AMPUTA MISSING FALTA",
    "fracture": "FRACTUR QUEBRAD BROKEN",
    "hearing": "SORD DEAF",
    "sight": "CIEG BLIND LENTES GLASSES",
    "limp": "COJEA COJO RENGO LIMP",
    "cleft_lip": "LABIO CLEFT",
    "piercing": "PIERCING ARETE",
}
_SITES = {
    "forehead": "FRENTE FOREHEAD", "brow": "CEJA CEJAS EYEBROW BROW", "eye": "OJO EYE", "nose": "NARIZ NOSE",
    "cheek": "MEJILLA CACHETE CHEEK", "lip": "LABIO LIP", "chin": "MENTON BARBILLA CHIN", "ear": "OREJA EAR",
    "face": "CARA ROSTRO FACE", "head": "CABEZA HEAD", "neck": "CUELLO NECK", "shoulder": "HOMBRO SHOULDER",
    "arm": "BRAZO ANTEBRAZO ARM FOREARM", "elbow": "CODO ELBOW", "wrist": "MUNECA WRIST", "hand": "MANO HAND",
    "finger": "DEDO DEDOS FINGER", "chest": "PECHO CHEST", "back": "ESPALDA BACK", "belly": "ABDOMEN ESTOMAGO BELLY",
    "leg": "PIERNA LEG", "thigh": "MUSLO THIGH", "knee": "RODILLA KNEE", "calf": "PANTORRILLA CALF",
    "ankle": "TOBILLO ANKLE", "foot": "PIE FOOT",
}  # fmt: skip
_SITE_OF = {word: site for site, words in _SITES.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark; what the text doesn't say is None."""

    kind: str | None
    site: str | None
    side: str | None
    text: str


def _mark(text: str) -> Mark:
    words = re.findall(r"[A-Z]+", fold(text))
    kind = next(
        (k for k, starts in _KINDS.items() for w in words if w.startswith(tuple(starts.split()))), None
    )
    site = next((_SITE_OF[w] for w in words if w in _SITE_OF), None)
    left = any(w.startswith(("IZQ", "LEFT")) for w in words)
    right = any(w.startswith(("DER", "RIGHT")) for w in words)
    return Mark(kind, site, "left" if left and not right else "right" if right and not left else None, text)


@lru_cache(maxsize=1 << 14)
def parse(text: str) -> tuple[Mark, ...]:
    """Return the marks of a description, parted by ``;`` or ``,``. Never raises."""
    return tuple(
        _mark(part.strip()) for part in re.split(r"[;,]", text) if part.strip() and not is_placeholder(part)
    )
