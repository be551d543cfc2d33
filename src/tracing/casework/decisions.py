"""Kinds of decision on a pair, the reasons each may have, and what each requires (brief I3; Inter-agency Guiding
Principles 2004: every step of tracing is recorded with who took it and why)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["DECISION_KINDS", "LACKS", "NOTE_LIMIT", "REASONS", "VERDICTS", "DecisionKind", "lacking"]


class DecisionKind(StrEnum):
    """What may be decided on a pair (``casework.decisions.kind``)."""

    POSSIBLE = "possible"
    NOT_THIS_CHILD = "not_this_child"
    RELATIVE_LEAD = "relative_lead"
    NEED_INFORMATION = "need_information"
    DUPLICATE_RECORD = "duplicate_record"
    TAKEN_BACK = "taken_back"


DECISION_KINDS: Final[Mapping[DecisionKind, Sentence]] = worded(
    {
        DecisionKind.POSSIBLE: (
            "Puede ser la niña o el niño que se busca: pasa a verificación",
            "May be the child sought: goes on to verification",
        ),
        DecisionKind.NOT_THIS_CHILD: ("No es la niña o el niño que se busca", "Not the child sought"),
        DecisionKind.RELATIVE_LEAD: (
            "No es la misma persona, pero parece familiar (hermana, hermano, prima, primo…)",
            "Not the same person, but seems to be a relative (sibling, cousin …)",
        ),
        DecisionKind.NEED_INFORMATION: ("Falta información para decidir", "More information is needed"),
        DecisionKind.DUPLICATE_RECORD: (
            "Uno de los registros repite a otro de la misma persona",
            "One of the records repeats another of the same person",
        ),
        DecisionKind.TAKEN_BACK: ("Se retira una decisión anterior", "An earlier decision is taken back"),
    }
)

VERDICTS: Final = frozenset(DecisionKind) - {DecisionKind.TAKEN_BACK}
"""The kinds that say something about the pair."""

NOTE_LIMIT: Final = 4000
"""Most characters of a note."""

_OTHER: Final = Sentence(
    "other", "Otro motivo (explíquelo en la nota)", "Another reason (say which in the note)"
)


def _reasons(*texts: tuple[str, str, str]) -> tuple[Sentence, ...]:
    return (*(Sentence(code, es, en) for code, es, en in texts), _OTHER)


REASONS: Final[Mapping[DecisionKind, tuple[Sentence, ...]]] = {
    DecisionKind.POSSIBLE: _reasons(
        ("names_agree", "Coinciden los nombres y apellidos", "Given names and surnames agree"),
        ("parents_agree", "Coinciden la madre, el padre o quien cuida", "Mother, father or carer agree"),
        ("birth_agrees", "Coincide el nacimiento o la edad", "Birth date or age agree"),
        ("place_agrees", "Coincide el lugar de origen", "Place of origin agrees"),
        ("document_agrees", "Coincide un documento", "A document agrees"),
        ("phone_agrees", "Coincide un teléfono de la familia", "A telephone of the family agrees"),
        ("marks_agree", "Coinciden señas particulares", "Marks agree"),
        ("siblings_agree", "Coinciden hermanos o acompañantes", "Siblings or companions agree"),
        ("story_agrees", "Coincide el relato del viaje", "The account of the journey agrees"),
    ),
    DecisionKind.NOT_THIS_CHILD: _reasons(
        ("different_person", "Los nombres son de otra persona", "The names are another person's"),
        ("different_parents", "La madre o el padre es otra persona", "Mother or father is another person"),
        ("different_birth", "El nacimiento no puede ser el mismo", "The birth date can't be the same"),
        ("different_sex", "El sexo no coincide y no es error", "The sex differs and it is no slip"),
        (
            "different_document",
            "Los documentos son de personas distintas",
            "The documents are different people's",
        ),
        ("different_marks", "Las señas particulares lo excluyen", "Marks rule it out"),
        ("found_before_departure", "Fue encontrado antes de salir de casa", "Was found before leaving home"),
        ("namesake", "Es un homónimo", "A namesake"),
        ("twin", "Es su gemela o gemelo", "The twin"),
    ),
    DecisionKind.RELATIVE_LEAD: _reasons(
        ("sibling", "Parece hermana o hermano", "Seems to be a sibling"),
        ("twin", "Parece gemela o gemelo", "Seems to be a twin"),
        ("half_sibling", "Parece media hermana o medio hermano", "Seems to be a half-sibling"),
        ("cousin", "Parece prima o primo", "Seems to be a cousin"),
        ("parent_or_uncle", "Parece madre, padre, tía o tío", "Seems to be a parent, an aunt or an uncle"),
        ("same_household", "Parece del mismo hogar", "Seems to be of the same household"),
    ),
    DecisionKind.NEED_INFORMATION: _reasons(
        ("ask_names", "Preguntar nombres, apellidos o apodos", "Ask for names, surnames or nicknames"),
        ("ask_parents", "Preguntar por la madre, el padre o quien cuida", "Ask for mother, father or carer"),
        ("ask_birth", "Preguntar por el nacimiento o la edad", "Ask for birth date or age"),
        ("ask_place", "Preguntar por el lugar de origen", "Ask for the place of origin"),
        ("ask_document", "Pedir un documento o acta", "Ask for a document or birth record"),
        ("ask_marks", "Preguntar por señas particulares", "Ask for marks"),
        ("ask_siblings", "Preguntar por hermanos o acompañantes", "Ask for siblings or companions"),
        ("interpreter", "Repetir la entrevista con intérprete", "Repeat the interview with an interpreter"),
    ),
    DecisionKind.DUPLICATE_RECORD: _reasons(
        ("child_twice", "La niña o el niño está registrado dos veces", "The child is recorded twice"),
        ("inquiry_twice", "La solicitud está registrada dos veces", "The inquiry is recorded twice"),
    ),
    DecisionKind.TAKEN_BACK: _reasons(
        ("mistake", "Fue un error", "It was a mistake"),
        ("new_information", "Hay información nueva", "There is new information"),
        ("wrong_pair", "Era otra pareja de registros", "It was meant for another pair"),
    ),
}
"""Kind → the reasons it may have."""

_RECORDED: Final = "Inter-agency Guiding Principles on UASC (2004)"

LACKS: Final[Mapping[str, Sentence]] = {
    lack.code: lack
    for lack in (
        Sentence("reason_missing", "Elija al menos un motivo.", "Choose at least one reason.", _RECORDED),
        Sentence(
            "reason_unknown",
            "Hay un motivo que no corresponde a esta decisión.",
            "One of the reasons isn't one of this decision's.",
            _RECORDED,
        ),
        Sentence("reason_twice", "Un motivo está repetido.", "A reason stands twice.", _RECORDED),
        Sentence(
            "note_missing", "Explique el motivo en la nota.", "Say in the note what the reason is.", _RECORDED
        ),
        Sentence(
            "note_too_long",
            f"La nota tiene más de {NOTE_LIMIT} caracteres.",
            f"The note has more than {NOTE_LIMIT} characters.",
            _RECORDED,
        ),
        Sentence(
            "which_record",
            "Diga en la nota a qué registro repite.",
            "Say in the note which record it repeats.",
            _RECORDED,
        ),
        Sentence(
            "which_decision",
            "Indique la decisión que se retira.",
            "Name the decision that is taken back.",
            _RECORDED,
        ),
        Sentence(
            "takes_nothing_back",
            "Solo una retirada puede nombrar una decisión anterior.",
            "Only taking back names an earlier decision.",
            _RECORDED,
        ),
    )
}
"""Code → what a decision lacks."""


def lacking(
    kind: DecisionKind, reasons: Collection[str], note: str | None = None, takes_back: int | None = None
) -> tuple[Sentence, ...]:
    """Return what a decision lacks or has too much of, nothing where it can be entered.

    Every kind needs at least one reason from its list; ``other`` and ``duplicate_record`` need a note (of at most
    ``NOTE_LIMIT`` characters); taking back, and nothing else, names the decision that it takes back.
    """
    written = (note or "").strip()
    allowed = {reason.code for reason in REASONS[kind]}
    found = {
        "reason_missing": not reasons,
        "reason_unknown": not set(reasons) <= allowed,
        "reason_twice": len(set(reasons)) < len(reasons),
        "note_missing": "other" in reasons and not written,
        "note_too_long": len(written) > NOTE_LIMIT,
        "which_record": kind is DecisionKind.DUPLICATE_RECORD and not written,
        "which_decision": kind is DecisionKind.TAKEN_BACK and takes_back is None,
        "takes_nothing_back": kind is not DecisionKind.TAKEN_BACK and takes_back is not None,
    }
    return tuple(LACKS[code] for code, so in found.items() if so)
