"""Why a pair weighs what it weighs. The explanation is the calculation: its parts sum to the weight, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracing.linkage.comparisons import KINDS
from tracing.linkage.comparisons.kind import Language, Outcome, Sentence
from tracing.linkage.fixed import to_bits
from tracing.linkage.groups import GROUP_LEVELS
from tracing.linkage.matcher import NAMES, MatcherFile
from tracing.linkage.score import KINSHIP_LEVELS

__all__ = ["BAND_TEXTS", "Explanation", "Language", "Part", "explanation_of", "parts_of"]

BAND_TEXTS: Mapping[str, Sentence] = {
    "strong": Sentence("strong", "fuerte"),
    "possible": Sentence("possible", "posible"),
    "weak": Sentence("weak", "débil"),
}
"""What the bands are called where people read them."""

KINSHIP_TITLE = Sentence("Could be a brother or sister", "Podría ser un hermano o una hermana")

KINSHIP_TEXTS: Mapping[str, Sentence] = {
    "possible_sibling": Sentence(
        "the family agrees, the child does not: possible sibling",
        "coincide la familia, no la niña o el niño: posible hermano o hermana",
    ),
    "sibling_considered": Sentence(
        "a sibling would agree in part as well", "un hermano o una hermana coincidiría en parte también"
    ),
    "none": Sentence("nothing points to a sibling", "nada apunta a un hermano o una hermana"),
}

GROUP_TITLE = Sentence("Travelling companions", "Compañeros de viaje")

GROUP_TEXTS: Mapping[str, Sentence] = {
    "companions_agree": Sentence(
        "others found with this child fit others sought with it",
        "otros encontrados con esta niña o este niño corresponden a otros buscados en la misma solicitud",
    ),
    "none": Sentence("no companions that fit each other", "sin compañeros que correspondan entre sí"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the waterfall: a comparison, the level reached, its weight in bits."""

    name: str
    level: str
    bits: float
    title: Sentence
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Explanation:
    """One pair's score taken apart. ``weight`` is exactly the sum of the parts' bits."""

    child_id: str
    inquiry_id: str
    parts: tuple[Part, ...]
    weight: float
    prior_bits: float
    probability: float
    band: str
    child: Mapping[str, str]
    inquiry: Mapping[str, str]
    matcher: str

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON-ready values."""
        return {
            "child_id": self.child_id,
            "inquiry_id": self.inquiry_id,
            "matcher": self.matcher,
            "weight": self.weight,
            "prior_bits": self.prior_bits,
            "probability": self.probability,
            "band": self.band,
            "parts": [
                {
                    "comparison": part.name,
                    "level": part.level,
                    "bits": part.bits,
                    "text": {"en": part.sentence.en, "es": part.sentence.es},
                }
                for part in self.parts
            ],
            "child": dict(self.child),
            "inquiry": dict(self.inquiry),
        }

    def band_in(self, language: Language) -> str:
        """Return what the pair's band is called."""
        return BAND_TEXTS[self.band].told(language)

    def sentences(self, language: Language = "en", most: int = 6) -> list[str]:
        """Return the weightiest evidence in words, strongest first; what is missing is left out."""
        telling = sorted((p for p in self.parts if p.bits != 0), key=lambda p: -abs(p.bits))
        return [
            f"{p.title.told(language)}: {p.sentence.told(language)} ({p.bits:+.1f})" for p in telling[:most]
        ]


def parts_of(
    matcher: MatcherFile, outcomes: Mapping[str, Outcome], kinship: Outcome, group: int | None
) -> tuple[Part, ...]:
    """Return the waterfall's steps: one for each comparison, the kinship term, the group term (units, None without
    companions to look at)."""
    parts = []
    for comparison in matcher.comparisons:
        outcome = outcomes[comparison.name]
        kind = KINDS[comparison.kind]
        level = comparison.levels[outcome.level].name
        sentence = kind.texts[level] if kind.texts else Sentence(level, level)
        parts.append(Part(comparison.name, level, to_bits(outcome.weight), kind.title, sentence))
    if matcher.kinship is not None:
        level = KINSHIP_LEVELS[kinship.level]
        parts.append(Part("kinship", level, to_bits(kinship.weight), KINSHIP_TITLE, KINSHIP_TEXTS[level]))
    if group is not None:
        level = GROUP_LEVELS[0 if group else 1]
        parts.append(Part("group", level, to_bits(group), GROUP_TITLE, GROUP_TEXTS[level]))
    return tuple(parts)


def explanation_of(
    matcher: MatcherFile,
    pair: tuple[str, str],
    parts: tuple[Part, ...],
    weight: float,
    child: Mapping[str, str | None],
    inquiry: Mapping[str, str | None],
) -> Explanation:
    """Put an explanation together; ``weight`` in bits, the records as column → value."""
    kinds = {c.name: c.kind for c in matcher.comparisons}
    level = {kinds.get(p.name, p.name): p.level for p in parts}
    lead = level.get("kinship") == "possible_sibling" and level.get("given_names") == "different"
    beyond = sum(max(0.0, p.bits) for p in parts if p.name in kinds and kinds[p.name] not in NAMES)
    return Explanation(
        child_id=pair[0],
        inquiry_id=pair[1],
        parts=parts,
        weight=weight,
        prior_bits=matcher.prior_bits,
        probability=matcher.probability(weight),
        band=matcher.band(weight, beyond, lead),
        child={k: v for k, v in child.items() if v},
        inquiry={k: v for k, v in inquiry.items() if v},
        matcher=f"{matcher.name} {matcher.version}",
    )
