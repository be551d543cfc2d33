"""Records of one side that are of the same child (or the same inquiry), as people have said (brief H3, H4.11).

Nothing is merged. A set follows from acts in their order: *confirm* joins records, *split* takes records out, *apart* says of
two that they aren't one. A confirmation names every record of the set that comes out of it, so that nobody is joined to
somebody they were never compared with: a brother's record that resembles two of them joins nobody to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracing.casework.missing import Missing
from tracing.casework.wording import Sentence, sourced, worded

__all__ = [
    "OFFICER_DECIDES",
    "SAME_ACTS",
    "SAME_LACKS",
    "SAME_REASONS",
    "Known",
    "SameAct",
    "SameActKind",
    "set_of",
    "sets_after",
    "step_lacks",
]

_UASC = "Inter-agency Guiding Principles on UASC (2004)"


class SameActKind(StrEnum):
    """What is said of some records (``casework.set_acts.kind``)."""

    CONFIRM = "confirm"
    SPLIT = "split"
    APART = "apart"


SAME_ACTS: Final[Mapping[SameActKind, Sentence]] = worded(
    {
        SameActKind.CONFIRM: ("Son la misma persona", "They are the same person"),
        SameActKind.SPLIT: ("Se separan del conjunto", "They leave the set"),
        SameActKind.APART: ("Son personas distintas", "They are different persons"),
    }
)

SAME_REASONS: Final[Mapping[SameActKind, tuple[Sentence, ...]]] = {
    SameActKind.CONFIRM: (
        Sentence("met_in_person", "Una misma persona los vio a todos", "One person has met them in all places"),
        Sentence("same_document", "El mismo documento, cotejado", "The same document, checked"),
        Sentence("same_photo", "La misma persona en las fotografías", "The same person on the photographs"),
        Sentence("agency_says", "Lo dice la institución que lo trasladó", "The agency that moved the child says so"),
        Sentence("own_answers", "Lo cuenta la niña o el niño", "The child tells it"),
        Sentence("same_inquirer", "La misma persona pregunta por la misma niña o niño",
                 "The same person asks for the same child"),
        Sentence("other", "Otro motivo, explicado en la nota", "Another reason, explained in the note"),
    ),
    SameActKind.SPLIT: (
        Sentence("mistake", "Fue un error", "It was a mistake"),
        Sentence("sibling", "Es hermana o hermano", "Is a sibling"),
        Sentence("namesake", "Es otra persona del mismo nombre", "Is another person of that name"),
        Sentence("other", "Otro motivo, explicado en la nota", "Another reason, explained in the note"),
    ),
    SameActKind.APART: (
        Sentence("sibling", "Es hermana o hermano", "Is a sibling"),
        Sentence("twin", "Es gemela o gemelo", "Is a twin"),
        Sentence("namesake", "Es otra persona del mismo nombre", "Is another person of that name"),
        Sentence("seen_at_once", "Estuvieron en dos lugares a la vez", "They were in two places at once"),
        Sentence("other", "Otro motivo, explicado en la nota", "Another reason, explained in the note"),
    ),
}  # fmt: skip
"""Kind → the reasons it may have."""

OFFICER_DECIDES: Final = Sentence(
    "officer_decides",
    "Sobre estos registros decide un oficial de protección de la oficina.",
    "A protection officer of the office decides on these.",
    "CRC 3, 20",
)
"""Of records that are in a set with others which aren't there for whoever asks."""

SAME_LACKS: Final[Mapping[str, Sentence]] = sourced(
    (
        OFFICER_DECIDES,
        Sentence("two_records", "Nombre al menos dos registros distintos.", "Name two different records at least."),
        Sentence("one_side", "Todos deben ser de un mismo lado.", "All must be of one side."),
        Sentence("not_live", "Uno de los registros fue retirado o no existe.",
                 "One of the records was withdrawn, or there is none."),
        Sentence("conflict_of_interest", "Usted declaró un conflicto de interés con uno de ellos.",
                 "You have declared a conflict of interest with one of them."),
        Sentence("own_submission", "Usted registró uno de ellos: decide otra persona.",
                 "You have entered one of them: another person decides."),
        Sentence(
            "whole_set",
            "Uno de ellos ya es parte de un conjunto: nombre todos los registros del conjunto que resulta.",
            "One of them belongs to a set already: name every record of the set that comes out of it.",
            _UASC,
        ),
        Sentence(
            "told_apart",
            "Alguien dijo que dos de ellos son personas distintas: confírmelo otra persona, con nota.",
            "Somebody has said that two of them are different persons: another person confirms, with a note.",
            _UASC,
        ),
        Sentence("not_in_set", "Uno de los registros no es parte de ningún conjunto.",
                 "One of the records belongs to no set."),
        Sentence("in_one_set", "Son parte de un conjunto: sepárelos primero.", "They are in one set: split it first."),
        Sentence("reason_missing", "Indique un motivo de la lista.", "Give a reason from the list."),
        Sentence("note_missing", "Ese motivo necesita una nota.", "That reason needs a note."),
    )
)  # fmt: skip
"""Code → what is missing."""


@dataclass(frozen=True, slots=True)
class SameAct:
    """An act on records (their ids), as it was entered; ``number`` rises."""

    number: int
    kind: SameActKind
    records: frozenset[int]
    person: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a record: ``side``, whether it is live, who entered or changed it, who declared a conflict."""

    side: str
    live: bool
    submitters: frozenset[int] = frozenset()
    conflicted: frozenset[int] = frozenset()


def sets_after(acts: Iterable[SameAct]) -> list[frozenset[int]]:
    """Return the sets that follow from acts, in the order of their numbers; a set has two records at least."""
    sets: list[frozenset[int]] = []
    for act in sorted(acts, key=lambda one: one.number):
        touched = [one for one in sets if one & act.records]
        sets = [one for one in sets if not one & act.records]
        match act.kind:
            case SameActKind.CONFIRM:
                # Checked when it was entered; what a hand wrote past that joins nobody who wasn't named.
                left = [one - act.records for one in touched]
                sets += [act.records, *left]
            case SameActKind.SPLIT:
                sets += [one - act.records for one in touched]
            case SameActKind.APART:
                sets += touched
        sets = [one for one in sets if len(one) > 1]
    return sorted(sets, key=min)


def set_of(record: int, acts: Iterable[SameAct]) -> frozenset[int]:
    """Return all records of the set that a record belongs to; itself alone where it belongs to none."""
    return next((one for one in sets_after(acts) if record in one), frozenset({record}))


def step_lacks(
    act: SameAct,
    reasons: Sequence[str],
    note: str | None,
    acts: Collection[SameAct],
    known: Mapping[int, Known],
) -> Missing:
    """Return everything that stands in the way of an act, given the acts before it and what is known of its records."""
    allowed = {reason.code for reason in SAME_REASONS[act.kind]}
    sets = sets_after(acts)
    met = frozenset().union(*(one for one in sets if one & act.records)) if sets else frozenset()
    here = [known.get(record) for record in act.records]
    apart = [
        one
        for one in acts
        if one.kind is SameActKind.APART and one.records <= act.records and act.kind is SameActKind.CONFIRM
    ]
    single = act.kind is SameActKind.SPLIT
    found = {
        "two_records": len(act.records) < (1 if single else 2),
        "not_live": any(one is None or not one.live for one in here) and not single,
        "one_side": len({one.side for one in here if one is not None}) > 1,
        "conflict_of_interest": any(one is not None and act.person in one.conflicted for one in here),
        "own_submission": any(one is not None and act.person in one.submitters for one in here),
        "whole_set": act.kind is SameActKind.CONFIRM and not met <= act.records,
        "told_apart": any(one.person == act.person for one in apart) or (bool(apart) and not note),
        "not_in_set": single and not act.records <= met,
        "in_one_set": act.kind is SameActKind.APART and any(len(one & act.records) > 1 for one in sets),
        "reason_missing": not reasons or not set(reasons) <= allowed,
        "note_missing": "other" in reasons and not (note or "").strip(),
    }
    return Missing(tuple(SAME_LACKS[code] for code, so in found.items() if so))
