"""Where a found child lives: which placement may be entered, and which needs a reason (CRC 20, 25; GC 6 §39-40).

A placement is entered once it has begun, corrected by a new version, and never removed: the child may one day ask where it
was and who decided so. What is impossible is refused. What is unwise is a warning that must be answered with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tracing.casework.care.rules import Rule, rules
from tracing.casework.care.shelters import SUIT_WARNINGS
from tracing.casework.law.rules import Rule as LawRule
from tracing.casework.law.terms import SHIPPED, Term, Terms
from tracing.casework.wording import Sentence, worded
from tracing.standardise.text import fold

__all__ = [
    "BASES",
    "LARGEST_GROUP",
    "PLACEMENT_KINDS",
    "PLACEMENT_RULES",
    "PLACEMENT_WARNINGS",
    "REVIEWED_BY",
    "Basis",
    "PlacementKind",
    "Stay",
    "asks_anew",
    "place_of",
    "review_due",
    "stay_faults",
    "stay_warnings",
    "unanswered",
]


class PlacementKind(StrEnum):
    """Where a child may be placed (``casework.placements.kind``). Detention is none of these."""

    SHELTER = "shelter"
    FOSTER_FAMILY = "foster_family"
    HOSPITAL = "hospital"
    OWN_RELATIVES = "own_relatives"
    OTHER = "other"


PLACEMENT_KINDS: Final[Mapping[PlacementKind, Sentence]] = worded(
    {
        PlacementKind.SHELTER: ("Albergue", "Shelter"),
        PlacementKind.FOSTER_FAMILY: ("Familia de acogida", "Foster family"),
        PlacementKind.HOSPITAL: ("Hospital o centro de salud", "Hospital or clinic"),
        PlacementKind.OWN_RELATIVES: ("Con familiares propios", "With own relatives"),
        PlacementKind.OTHER: ("Otro lugar", "Another place"),
    },
    dict.fromkeys(PlacementKind, "CRC 20; GC 6 §39-40"),
)


class Basis(StrEnum):
    """On what a placement was decided."""

    BEST_INTERESTS = "best_interests"
    EMERGENCY = "emergency"


BASES: Final[Mapping[Basis, Sentence]] = worded(
    {
        Basis.BEST_INTERESTS: ("Determinación del interés superior", "Best-interests determination"),
        Basis.EMERGENCY: (
            "Emergencia: no había tiempo de determinarlo",
            "Emergency: no time to determine it",
        ),
    },
    {Basis.BEST_INTERESTS: "CRC 3, 20", Basis.EMERGENCY: "CRC 20"},
)

_CARE = "UN Guidelines for the Alternative Care of Children (2009)"
_UASC = "Inter-agency Guiding Principles on UASC (2004)"

REVIEWED_BY: Final[Mapping[Basis, LawRule]] = {
    # "Preferably at least every three months" (UN Guidelines for the Alternative Care of Children §67; CRC 25).
    Basis.BEST_INTERESTS: LawRule.PLACEMENT_REVIEW_DAYS,
    # An emergency is over within days: two weeks are judgement.
    Basis.EMERGENCY: LawRule.EMERGENCY_PLACEMENT_REVIEW_DAYS,
}
"""Which figure says after how many days a placement that lasts must have been looked at again."""

LARGEST_GROUP: Final = 12
"""Above this size a group is no family: a bus or a shelter's whole list (linkage.groups holds the same)."""

NO_SHELTER = "shelter_missing"

PLACEMENT_RULES: Final[Mapping[str, Rule]] = rules(
    (
        "overlap", "/from", "GC 6 §40",
        "En esos días la niña o el niño ya está en otro lugar.",
        "On these days the child is at another place already.",
        "Termine la colocación anterior el día del traslado, y registre esta desde ese día.",
        "End the placement before on the day of the move, and enter this one from that day.",
    ),
    (
        "before_found", "/from", "ICRC RFL code of conduct (2015)",
        "Comienza antes de que la niña o el niño fuera encontrado.",
        "It begins before the child was found.",
        "Corrija el día, o la fecha en que fue encontrado en su registro.",
        "Correct the day, or the day on which the record says that the child was found.",
    ),
    (
        "end_before_start", "/until", "",
        "Termina antes de comenzar.", "It ends before it begins.",
        "Indique un fin igual o posterior al comienzo.", "Name an end on the first day or after it.",
    ),
    (
        "not_begun", "/from", "",
        "Todavía no ha comenzado.", "It hasn't begun yet.",
        "Regístrela el día en que comience.", "Enter it on the day on which it begins.",
    ),
    (
        "end_in_future", "/until", "",
        "El fin no ha llegado.", "The end hasn't come yet.",
        "Deje el fin vacío y corríjalo el día en que termine.",
        "Leave the end empty, and correct it on the day on which it ends.",
    ),
    (
        NO_SHELTER, "/shelter", "",
        "Falta el albergue, o no hay un albergue con esa clave.", "The shelter isn't named, or there is none of that name.",
        "Nombre la institución y la clave del albergue (GET /v1/shelters).",
        "Name the shelter's agency and code (GET /v1/shelters).",
    ),
    (
        "shelter_beside", "/shelter", "",
        "Solo una colocación en albergue nombra un albergue.", "Only a placement in a shelter names one.",
        "Quite el albergue, o cambie el tipo.", "Leave out the shelter, or change the kind.",
    ),
    (
        "place_missing", "/place", "CRC 25",
        "Falta decir qué lugar o qué familia es.", "Which place or family it is isn't said.",
        "Escriba el nombre del lugar o de la familia; se guarda cifrado.",
        "Write the name of the place or family; it is kept encrypted.",
    ),
    (
        "placed_by_missing", "/placed_by", "CRC 9, 20",
        "Falta decir quién decidió la colocación.", "Who decided on the placement isn't said.",
        "Nombre a la autoridad o persona, y su oficio o resolución.",
        "Name the authority or person, and the number of its decision.",
    ),
    (
        "shelter_closed", "/shelter", "",
        "El albergue está cerrado ese día.", "The shelter is closed on that day.",
        "Elija otro albergue, o corrija los datos de este.", "Choose another, or correct what is said of this one.",
    ),
    (
        "detention", "/place", "GC 4/23 (2017); Ley de Migración",
        "Una estación migratoria o un puesto policial no es un lugar de cuidado: a una niña o un niño no se le detiene por "
        "migrar.",
        "A migration station or a police post is no place of care: a child isn't detained for migrating.",
        "Avise a la autoridad de protección de la niñez (GET /v1/directory?function=notice).",
        "Tell the child-protection authority (GET /v1/directory?function=notice).",
    ),
    (
        "record_withdrawn", "/child", "ICRC RFL code of conduct (2015)",
        "El registro fue retirado: no se le agregan colocaciones; las que tiene se pueden terminar.",
        "The record was withdrawn: it gets no new placement; those it has can be ended.",
        "Registre de nuevo a la niña o al niño, si sigue en cuidado.", "Submit the child again if it is still in care.",
    ),
    (
        "reason_missing", "/reason", "ICRC RFL code of conduct (2015)",
        "Falta decir por qué se corrige.", "Why it is corrected isn't said.",
        "Explique por qué.", "Say why.",
    ),
    (
        "void_stays", "/void", "",
        "Esa colocación se registró por error; no se corrige más.",
        "That placement was entered by mistake; it isn't corrected any more.",
        "Registre otra.", "Enter another one.",
    ),
)  # fmt: skip


class StayWarning(StrEnum):
    """What whoever places a child must answer with a reason, beside what a shelter isn't made for."""

    FULL = "shelter_full"
    APART = "siblings_apart"
    UNASSESSED = "relatives_unassessed"


_STAY_WARNINGS: Final[Mapping[StayWarning, Sentence]] = worded(
    {
        StayWarning.FULL: (
            "El albergue no tiene lugar en todas esas noches",
            "The shelter has no place in all these nights",
        ),
        StayWarning.APART: (
            "Se separa de hermanas, hermanos o compañeros de su grupo; quien ayuda no separa",
            "It is parted from brothers, sisters or companions of its group; who helps doesn't separate",
        ),
        StayWarning.UNASSESSED: (
            "Se entrega a familiares en una emergencia, sin haberlos evaluado",
            "It is left with relatives in an emergency, before they were assessed",
        ),
    },
    {
        StayWarning.FULL: _CARE,
        StayWarning.APART: f"{_UASC}; GC 6 §40; {_CARE} §17",
        StayWarning.UNASSESSED: "GC 6 §40, 81; CRM Regional Guidelines (2009)",
    },
)

PLACEMENT_WARNINGS: Final[Mapping[str, Sentence]] = {
    warning.code: warning for warning in (*SUIT_WARNINGS.values(), *_STAY_WARNINGS.values())
}
"""Code → sentence of every warning of a placement."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement as the rules need it.

    ``number``: the child's first is 1; 0 for one that is new. ``place``: what tells places apart (``place_of``).
    ``ends``: the day it ended, None while it lasts. A day of moving belongs to both places.
    """

    number: int
    kind: PlacementKind
    basis: Basis
    place: str
    begins: date
    ends: date | None = None

    def meets(self, other: Stay) -> bool:
        """Say whether two stays share a night."""
        ours, theirs = self.ends or date.max, other.ends or date.max
        return max(self.begins, other.begins) < min(ours, theirs)


def place_of(kind: PlacementKind, shelter: int | None, name: str) -> str:
    """Return what two writings of one place share: a shelter's number, or the name folded."""
    if kind is PlacementKind.SHELTER:
        return f"{kind}:{shelter}"
    words = "".join(letter if letter.isalnum() else " " for letter in fold(name)).split()
    return f"{kind}:{' '.join(words)}"


def stay_faults(
    stay: Stay,
    others: Iterable[Stay],
    today: date,
    found_from: date | None = None,
    *,
    open_shelter: bool = True,
) -> tuple[Rule, ...]:
    """Return the rules that a placement breaks.

    ``others``: the child's other placements, those entered by mistake left out. ``found_from``: the first day on which
    the child may have been found, None where the record doesn't say. ``open_shelter``: the shelter takes children in.
    """
    ends = stay.ends
    broken = (
        ("not_begun", stay.begins > today),
        ("before_found", found_from is not None and stay.begins < found_from),
        ("end_before_start", ends is not None and ends < stay.begins),
        ("end_in_future", ends is not None and ends > today),
        ("overlap", any(stay.number != other.number and stay.meets(other) for other in others)),
        ("shelter_closed", not open_shelter),
    )
    return tuple(PLACEMENT_RULES[code] for code, so in broken if so)


def stay_warnings(stay: Stay, siblings: Collection[Sequence[Stay]], full: bool) -> tuple[Sentence, ...]:
    """Return what whoever places a child must answer, beside what the shelter isn't made for.

    ``siblings``: of each other member of the child's group its stays. ``full``: the shelter has no place.
    """
    raised = (
        (StayWarning.FULL, full),
        (StayWarning.APART, any(_apart(stay, stays) for stays in siblings)),
        (StayWarning.UNASSESSED, stay.kind is PlacementKind.OWN_RELATIVES and stay.basis is Basis.EMERGENCY),
    )
    return tuple(PLACEMENT_WARNINGS[code] for code, so in raised if so)


def _apart(stay: Stay, siblings: Sequence[Stay]) -> bool:
    """Say whether a member of the group spends a night of this stay elsewhere. Of one whose place isn't known nothing is
    said."""
    return any(stay.meets(other) and other.place != stay.place for other in siblings)


def asks_anew(before: Stay, after: Stay) -> bool:
    """Say whether a correction is asked what a new placement is asked: where it puts the child elsewhere or adds a night, or
    turns into an emergency. Ending a stay never is: a shelter that has filled up since is no reason to keep a child."""
    return (
        before.place != after.place
        or after.begins < before.begins
        or (after.ends or date.max) > (before.ends or date.max)
        or (after.basis is Basis.EMERGENCY and before.basis is not Basis.EMERGENCY)
    )


def unanswered(warnings: Iterable[Sentence], answers: Mapping[str, str]) -> tuple[Sentence, ...]:
    """Return the warnings that nobody has given a reason for."""
    return tuple(warning for warning in warnings if not answers.get(warning.code, "").strip())


def review_due(basis: Basis, reviewed_on: date, terms: Terms = SHIPPED) -> Term:
    """Return the day on which a placement that lasts is to be looked at again; ``reviewed_on``: when it was last decided
    on; ``terms``: the register as it is applied where the child is held."""
    return terms.after(REVIEWED_BY[basis], reviewed_on)
