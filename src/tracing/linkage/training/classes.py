"""What training takes as given: which levels are an order of strength, which facts are the family's, and how the
pairs look that are neither the same child nor strangers (brief H4).

These are declarations, not weights: they say what may be learned from what.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FAMILY", "MAIN", "NAMESAKE", "OWN", "RELATIVE", "RULE", "STRENGTH", "TWINS"]

STRENGTH: Mapping[str, tuple[str, ...]] = {
    # Sound, order, short form and slip of the pen say the same name at another rarity: no order among them.
    "given_names": ("exact", "one_dropped", "partial", "common_only", "different"),
    "surnames": ("exact", "typo", "second_missing", "first_agrees", "different"),
    # A shared year of two full dates is a disagreement of days, so `same_year` may stand under `overlap`.
    "birth": ("exact", "overlap", "near", "apart", "disjoint"),
    "sex": ("same", "different"),
    # Distance and administrative borders cross: 25 km may be another department.
    "origin": (
        "same_locality",
        "same_municipality",
        "same_department",
        "different_department",
        "different_country",
    ),
    "nationality": ("same", "different"),
    "mother": ("full", "name_and_surname", "partial", "different_given", "different"),
    "father": ("full", "name_and_surname", "partial", "different_given", "different"),
    "caregiver": ("full", "name_and_surname", "partial", "different_given", "different"),
    "siblings": ("two_or_more", "one", "none"),
    "aliases": ("same", "different"),
    "languages": ("same_rare", "same_common", "different"),
    "phones": ("same", "different"),
    "documents": ("same", "one_digit", "different"),
    "marks": ("same_place", "same_kind", "different"),
    "timing": ("plausible", "long_after", "before"),
}
"""By kind, the levels whose weights may only fall along the list; the others are free. The levels of generic
comparisons are ordered by ``at_least``."""

FAMILY = frozenset(
    {"surnames", "origin", "nationality", "mother", "father", "caregiver", "languages", "phones", "timing"}
)
"""Facts that full siblings share as the child itself does: what they lack of it stays as shipped, relative to m."""

OWN = frozenset({"given_names", "birth", "sex", "marks", "aliases", "documents"})
"""Facts of the child itself."""

TWINS: Mapping[str, frozenset[str]] = {"birth": frozenset({"exact"})}
"""Levels of siblings that are never held to be rarer than the shipped matcher says: a file may have few twins, but the
next one has them (brief H4.2), and officers copy one date to a whole group (H4.8)."""

MAIN = ("given_names", "surnames", "birth", "mother", "origin")
"""Comparisons without which a matcher isn't trained: most of their levels must have been seen."""

RULE: Mapping[str, frozenset[str]] = {
    "given_names": frozenset({"exact", "reordered", "common_dropped", "phonetic"}),
    "surnames": frozenset({"exact", "phonetic", "typo", "swapped", "second_missing", "single"}),
    "birth": frozenset({"exact"}),
}
"""The rule of stated precision from which the first guess of the prior comes: names agree and the day of birth is
the same."""

_OTHER_PARENTS = {
    "different": 0.65,
    "different_given": 0.22,
    "partial": 0.04,
    "given_other_surname": 0.04,
}

RELATIVE: Mapping[str, Mapping[str, float]] = {"mother": _OTHER_PARENTS, "father": _OTHER_PARENTS}
"""Cousins and neighbours (H4.5): another child of another house with the same surnames and village."""

NAMESAKE: Mapping[str, Mapping[str, float]] = {
    "surnames": {
        "first_agrees": 0.40,
        "second_missing": 0.25,
        "single": 0.10,
        "exact": 0.10,
        "second_agrees": 0.05,
    },
    "mother": {"different": 0.80, "different_given": 0.10},
    "father": {"different": 0.60, "different_given": 0.30},
}
"""Homonyms of one place and cousins named alike (H4.3 to H4.5): the given names agree as for the child itself."""
