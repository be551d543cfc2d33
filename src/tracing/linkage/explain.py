"""Why a pair weighs what it weighs. The explanation is the calculation: its parts sum to the weight, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tracing.linkage.comparisons import KINDS
from tracing.linkage.comparisons.kind import Outcome, Sentence
from tracing.linkage.encode import encode
from tracing.linkage.features import FormMaker, Forms
from tracing.linkage.fixed import to_bits, to_units
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.groups import GROUP_LEVELS, LARGEST, companions, group_units
from tracing.linkage.local import block_pairs
from tracing.linkage.matcher import NAMES, Group, MatcherFile
from tracing.linkage.score import KINSHIP_LEVELS, Scorer
from tracing.records import Records
from tracing.standardise.record import profile

__all__ = ["Explanation", "Part", "explain_pair", "explanation_of", "parts_of"]

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
    group = None
    if matcher.group is not None:
        group = _group_units(matcher, matcher.group, maker, (children, inquiries), (child_id, inquiry_id))
    parts = parts_of(matcher, score.outcomes, score.kinship, group)
    weight = to_bits(score.weight + (group or 0))
    return explanation_of(matcher, (child_id, inquiry_id), parts, weight, child, inquiry)


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


def _members(records: Records, record_id: str, maker: FormMaker) -> tuple[list[str], list[Forms]]:
    """Return the references and forms of the group of a record, in order; of none where it is no group (or a bus)."""
    frame = records.frame
    named = frame.loc[frame["record_id"] == record_id, "group_id"].iloc[0]
    if named is None:
        return [], []
    rows = frame[frame["group_id"] == named].sort_values("record_id").to_dict("records")
    forms = [maker.forms(profile({str(k): v for k, v in row.items()})) for row in rows]
    ids = [str(row["record_id"]) for row in rows]
    own = forms[ids.index(record_id)].group
    ids = [i for i, form in zip(ids, forms, strict=True) if form.group == own]
    forms = [form for form in forms if form.group == own]
    return (ids, forms) if 2 <= len(ids) <= LARGEST else ([], [])


def _group_units(
    matcher: MatcherFile,
    group: Group,
    maker: FormMaker,
    sides: tuple[Records, Records],
    pair: tuple[str, str],
) -> int:
    members = [_members(records, own, maker) for records, own in zip(sides, pair, strict=True)]
    (found, children), (sought, inquiries) = members
    if not found or not sought:
        return 0
    scorer, least = Scorer(matcher), to_units(group.least)
    scores = [[scorer.pair(x, y) for y in inquiries] for x in children]
    weights = [[score.weight for score in row] for row in scores]
    if not _meet(matcher, sides, (found, sought), weights, least):
        return 0
    x, y = found.index(pair[0]), sought.index(pair[1])
    return group_units(matcher, companions(weights, x, y, least), scores[x][y].kinship.level, weights[x][y])


def _meet(
    matcher: MatcherFile,
    sides: tuple[Records, Records],
    members: tuple[list[str], list[str]],
    weights: Sequence[Sequence[int]],
    least: int,
) -> bool:
    """Tell whether blocking proposes a pair of the two groups that weighs ``least`` units."""
    if not any(weight >= least for row in weights for weight in row):
        return False
    few = [
        records.refuse((), ~records.frame["record_id"].isin(ids).to_numpy())
        for records, ids in zip(sides, members, strict=True)
    ]
    places = [[ids.index(i) for i in side.frame["record_id"]] for side, ids in zip(few, members, strict=True)]
    return any(
        weights[places[0][left]][places[1][right]] >= least
        for found in block_pairs(matcher, encode(matcher, few[0], few[1]))
        for left, right in zip(found.left.tolist(), found.right.tolist(), strict=True)
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
