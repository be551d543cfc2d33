"""Why a pair weighs what it weighs. The explanation is the calculation: its parts sum to the weight, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tracing.linkage.comparisons import KINDS
from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.features import FormMaker
from tracing.linkage.fixed import to_bits
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.matcher import NAMES, MatcherFile
from tracing.linkage.score import KINSHIP_LEVELS, Scorer
from tracing.records import Records
from tracing.standardise.record import profile

__all__ = ["Explanation", "Part", "explain_pair", "explanation_of"]

Language = Literal["en", "es"]

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

    def sentences(self, language: Language = "en", most: int = 6) -> list[str]:
        """Return the weightiest evidence in words, strongest first; what is missing is left out."""
        telling = sorted((p for p in self.parts if p.bits != 0), key=lambda p: -abs(p.bits))
        return [
            f"{p.title.es if language == 'es' else p.title.en}: "
            f"{p.sentence.es if language == 'es' else p.sentence.en} ({p.bits:+.1f})"
            for p in telling[:most]
        ]


def _row(records: Records, record_id: str) -> dict[str, str | None]:
    found = records.frame.index[records.frame["record_id"] == record_id]
    if len(found) == 0:
        raise KeyError(record_id)
    row = records.frame.loc[found[0]]
    return {str(column): value for column, value in row.items()}


def explain_pair(
    matcher: MatcherFile, children: Records, inquiries: Records, child_id: str, inquiry_id: str
) -> Explanation:
    """Score one pair by the comparisons' definitions and say what each brought. KeyError if an id isn't there."""
    child, inquiry = _row(children, child_id), _row(inquiries, inquiry_id)
    maker = FormMaker(load_frequencies(matcher.frequencies["cap"]), matcher.generic)
    score = Scorer(matcher).pair(maker.forms(profile(child)), maker.forms(profile(inquiry)))
    parts = []
    for comparison in matcher.comparisons:
        outcome = score.outcomes[comparison.name]
        kind = KINDS[comparison.kind]
        level = comparison.levels[outcome.level].name
        sentence = kind.texts[level] if kind.texts else Sentence(level, level)
        parts.append(Part(comparison.name, level, to_bits(outcome.weight), kind.title, sentence))
    if matcher.kinship is not None:
        level = KINSHIP_LEVELS[score.kinship.level]
        parts.append(
            Part("kinship", level, to_bits(score.kinship.weight), KINSHIP_TITLE, KINSHIP_TEXTS[level])
        )
    return explanation_of(
        matcher, (child_id, inquiry_id), tuple(parts), to_bits(score.weight), child, inquiry
    )


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
    beyond = sum(max(0.0, p.bits) for p in parts if p.name in kinds and kinds[p.name] not in NAMES)
    return Explanation(
        child_id=pair[0],
        inquiry_id=pair[1],
        parts=parts,
        weight=weight,
        prior_bits=matcher.prior_bits,
        probability=matcher.probability(weight),
        band=matcher.band(weight, beyond),
        child={k: v for k, v in child.items() if v},
        inquiry={k: v for k, v in inquiry.items() if v},
        matcher=f"{matcher.name} {matcher.version}",
    )
