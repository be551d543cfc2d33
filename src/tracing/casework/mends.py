"""What makes a step legal that lacks something: the remedy beside each rule's own words (``missing``, ``repatriation.lacks``,
``sets``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.casework.missing import LACKS
from tracing.casework.repatriation.lacks import RETURN_LACKS
from tracing.casework.repatriation.steps import ORDER
from tracing.casework.sets.kin import KIN_LACKS
from tracing.casework.sets.same import SAME_LACKS
from tracing.casework.wording import Sentence

__all__ = ["MENDS", "mend_of"]

_ASK: Final = ("Pídalo y regístrelo como consentimiento.", "Ask for it, and enter it as a consent.")

_REMEDIES: Final[Mapping[str, tuple[str, str]]] = {
    # Who acts, and with what.
    "conflict_of_interest": ("Déjelo a una persona sin conflicto.", "Leave it to a person without a conflict."),
    "role": ("Pídalo a quien tiene esa función.", "Ask somebody whose role it is."),
    "outcome": ("Tome uno de los resultados de ese paso.", "Take one of the outcomes of that step."),
    "ground_unknown": ("Tome los motivos de la lista de ese paso.", "Take the reasons of that step's list."),
    "dna_alone": ("Indique también otra evidencia.", "Name another evidence as well."),
    "no_such_act": ("Lea el caso de nuevo y nombre un paso que esté en pie.", "Read the case again, and name a step that stands."),
    "no_such_step": ("Lea los pasos de nuevo y nombre uno que esté en pie.", "Read the steps again, and name one that stands."),
    # Where the case stands.
    "withdrawn": (
        "Con este par no se sigue; pregunte a la institución que retiró el registro.",
        "Nothing more is done with this pair; ask the agency that withdrew the record.",
    ),
    "closed": ("Ábralo de nuevo primero, con su motivo.", "Open it again first, with the reason."),
    "not_closed": ("Siga con su próximo paso: solo se reabre lo cerrado.", "Go on with its next step: only what is closed is opened again."),
    "hold_open": ("Pida a un oficial de protección que revise y levante la detención.", "Ask a protection officer to look at the hold, and to lift it."),
    "not_screened": ("Registre los consentimientos; la revisión de riesgos sigue sola.", "Enter the consents; the screening follows by itself."),
    "no_candidate": (
        "Tome una pareja que la búsqueda propuso; si a un registro le falta algo, corríjalo y se busca de nuevo.",
        "Take a pair that matching proposed; where a record lacks something, correct it, and it is matched anew.",
    ),
    "not_reviewed": ("Pida que se revise la pareja.", "Have the pair reviewed."),
    "other_outcome": (
        "Si hay algo nuevo, pida a quienes revisaron que retiren su decisión y decidan de nuevo.",
        "If there is something new, ask those who reviewed to take their decision back and to decide anew.",
    ),
    "child_not_verified": ("Verifique con la niña o el niño y regístrelo.", "Verify with the child, and enter it."),
    "family_not_verified": ("Verifique con la familia y regístrelo.", "Verify with the family, and enter it."),
    "child_not_heard": ("Escúchele y registre la escucha.", "Hear the child, and record it."),
    "child_refuses": (
        "Respételo; si cambia de opinión, escúchele de nuevo y regístrelo.",
        "Respect it; if the child comes to think otherwise, hear it again and record it.",
    ),
    "not_disclosed": ("Pida las dos decisiones de informar.", "Have both decide to tell."),
    "relationship_not_assessed": ("Evalúe la relación y regístrelo.", "Assess the relationship, and enter it."),
    "relationship_not_established": (
        "Evalúela de nuevo si hay otra evidencia, o cierre el caso con su motivo.",
        "Assess it anew where there is other evidence, or close the case with its reason.",
    ),
    "no_best_interests": ("Determínelo y registre la determinación.", "Determine them, and record the determination."),
    "not_in_best_interests": (
        "Siga lo que se determinó; si algo cambió, determínelo de nuevo.",
        "Follow what was determined; if something has changed, determine them anew.",
    ),
    "child_not_agreed": ("Pregúntele y registre su acuerdo.", "Ask the child, and enter its agreement."),
    "family_not_agreed": ("Pregúntele y registre su acuerdo.", "Ask the family, and enter its agreement."),
    "no_contact": ("Registre primero un contacto.", "Enter a contact first."),
    "no_handover": ("Pida que ambas partes confirmen la entrega.", "Have both sides confirm the handover."),
    "no_solution": ("Registre primero la solución duradera.", "Enter the durable solution first."),
    # Consent (``rights.lacks``).
    "consent_guardian": _ASK,
    "consent_observed": ("Obsérvele y anótelo.", "Observe the child, and note it."),
    "consent_assent": _ASK,
    "consent_written": _ASK,
    "consent_own": _ASK,
    "contact_refused": (
        "Respételo; si quien lo dijo cambia de opinión, registre lo que diga ahora.",
        "Respect it; if who said so comes to think otherwise, enter what they say now.",
    ),
    "consent_guardian_told": ("Infórmele y anótelo, o anote por qué dañaría.", "Inform them and note it, or note why it would harm."),
    # The way home.
    "not_reunified": ("Registre primero la recepción y la reunificación.", "Enter the reception and the reunification first."),
    "follow_up_done": ("Haga el siguiente en su fecha; si fue un error, retire ese paso.", "Do the next on its day; if that one was a mistake, take it back."),
    "document_needed": ("Indique quién expide el documento.", "Say who issues the document."),
    "not_of_destination": ("Indique la autoridad del país de destino, o determine otro destino.", "Name the authority of the country of destination, or determine another one."),
    "not_ahead": ("Elija un momento posterior.", "Choose a later moment."),
    "ahead": ("Indique cuándo ocurrió.", "Say when it happened."),
    "not_signed": ("Haga firmar el acta e indíquelo.", "Have the receipt signed, and say so."),
    **dict.fromkeys(
        (f"no_{kind}" for kind in ORDER), ("Registre primero ese paso.", "Enter that step first.")
    ),
    # Sets of records.
    "not_live": ("Nombre solo registros vigentes.", "Name live records only."),
    "not_in_set": ("Nombre registros de un conjunto.", "Name records of a set."),
    "note_missing": ("Escriba una nota.", "Write a note."),
}  # fmt: skip

_THEMSELVES: Final = frozenset(
    {
        "own_submission", "ground_missing", "review_date", "same_verifier", "second_person", "other_claim", "no_views_record",
        "no_interests_record", "panel_conflict", "interests_review_due", "views_too_old", "views_due_again",
        "views_before_change", "consent_person", "protection_need", "asylum_flag", "family_not_suitable",
        "child_refuses_return", "reception_declined", "handover_done", "same_confirmer", "escort_confirms", "follow_up_early",
        "destination_missing", "document_missing", "by_missing", "language_missing", "home_study_missing", "way_missing",
        "consulate_barred", "authority_missing", "authority_retired", "authority_differs", "firewall", "not_child_protection",
        "moment_missing", "night", "place_missing", "notice_short", "not_notified", "adult_missing", "adult_differs",
        "not_identified", "hands_missing", "topics_missing", "two_records", "one_side", "whole_set", "told_apart",
        "in_one_set", "officer_decides", "reason_missing", "basis", "officer_assesses", "assessed_already",
    }
)  # fmt: skip
"""Rules whose own words say what to do."""

MENDS: Final[Mapping[str, Sentence]] = {
    **{code: Sentence(code, es, en) for code, (es, en) in _REMEDIES.items()},
    **{
        sentence.code: sentence
        for lacks in (LACKS, RETURN_LACKS, SAME_LACKS, KIN_LACKS)
        for sentence in lacks.values()
        if sentence.code in _THEMSELVES
    },
}
"""Code → what makes it legal."""


def mend_of(says: Sentence) -> str:
    """Return what to do about a rule whose English words were given already: the remedy, and in Spanish all of it.

    Where the rule's own words are the remedy, or none is known, its Spanish words.
    """
    mend = _REMEDIES.get(says.code)
    return says.es if mend is None else f"{mend[1]} · {says.es} {mend[0]}"
