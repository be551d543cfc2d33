"""What a step of a case may lack, in words: an illegal step names everything that stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, named
from tracing.casework.review import CONFLICT_OF_INTEREST, OWN_SUBMISSION
from tracing.casework.rights.lacks import RIGHTS_LACKS
from tracing.casework.wording import PROGRAM, Sentence

__all__ = ["LACKS", "Missing", "review_date"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A step that can't be made: all that is missing, in the order in which a case comes by it."""

    items: tuple[Sentence, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what is missing."""
        return tuple(item.code for item in self.items)

    @classmethod
    def of(cls, codes: Iterable[str], figured: Iterable[Sentence] = ()) -> Missing:
        """Return the sentences of these codes, each once; ``figured``: those that name a figure of a place."""
        said = {**LACKS, **{sentence.code: sentence for sentence in figured}}
        return cls(tuple(said[code] for code in dict.fromkeys(codes)))


def review_date(days: int) -> Sentence:
    """Return that a withholding lacks the day on which it is decided anew, within so many days."""
    return Sentence(
        "review_date",
        f"Indique la fecha en que se decidirá de nuevo, en los próximos {days} días.",
        f"Name the day on which it is decided anew, within {days} days.",
        f"GC 6 §30; {named(Rule.WITHHOLDING_REVIEW_DAYS)}",
    )


_UASC = "Inter-agency Guiding Principles on UASC (2004)"
_CODE = "ICRC RFL code of conduct (2015)"

LACKS: Final[Mapping[str, Sentence]] = {
    lack.code: lack
    for lack in (
        CONFLICT_OF_INTEREST,
        OWN_SUBMISSION,
        Sentence("role", "Ese paso no corresponde a su función.", "That step isn't one of your role.", _CODE),
        Sentence(
            "outcome", "Ese resultado no es de este paso.", "That outcome isn't one of this step.", _UASC
        ),
        Sentence("ground_missing", "Indique en qué se apoya el paso.", "Say what the step rests on.", _UASC),
        Sentence(
            "ground_unknown",
            "Hay un motivo que no es de este paso.",
            "A reason isn't one of this step.",
            _UASC,
        ),
        Sentence(
            "dna_alone",
            "El ADN solo acompaña a otra evidencia; es voluntario y el último recurso.",
            "DNA only goes with other evidence; it is voluntary and the last resort.",
            _UASC,
        ),
        review_date(SHIPPED.number(Rule.WITHHOLDING_REVIEW_DAYS, date.max)),
        Sentence(
            "no_such_act",
            "Ese paso no existe o ya fue retirado.",
            "There is no such step, or it was taken back.",
            _UASC,
        ),
        Sentence(
            "withdrawn",
            "Uno de los dos registros fue retirado.",
            "One of the two records was withdrawn.",
            _CODE,
        ),
        Sentence("closed", "El caso está cerrado.", "The case is closed.", PROGRAM),
        Sentence("not_closed", "El caso no está cerrado.", "The case isn't closed.", PROGRAM),
        Sentence(
            "hold_open",
            "El caso está detenido: lo revisa un oficial de protección.",
            "The case is on hold: a protection officer looks at it.",
            "CRC 3, 20",
        ),
        Sentence(
            "not_screened",
            "Faltan el consentimiento y la revisión de riesgos.",
            "Consent and the screening of risks are missing.",
            "CRC 12; GC 6 §25",
        ),
        Sentence(
            "no_candidate",
            "La búsqueda no propuso esta pareja.",
            "Matching didn't propose this pair.",
            PROGRAM,
        ),
        Sentence(
            "not_reviewed",
            "Falta la revisión de la pareja (dos personas si la coincidencia es fuerte).",
            "The review of the pair is missing (two people where it is strong).",
            "IAWG Field Handbook (2017); Program rule",
        ),
        Sentence(
            "other_outcome",
            "La revisión no llegó a «posible».",
            "The review came to something other than “possible”.",
            PROGRAM,
        ),
        Sentence(
            "child_not_verified",
            "Falta la verificación con la niña o el niño.",
            "Verification with the child is missing.",
            _UASC,
        ),
        Sentence(
            "family_not_verified",
            "Falta la verificación con la familia.",
            "Verification with the family is missing.",
            _UASC,
        ),
        Sentence(
            "same_verifier",
            "La otra parte la verifica otra persona, por separado.",
            "The other side is verified by another person, independently.",
            _UASC,
        ),
        Sentence(
            "child_not_heard",
            "Falta escuchar a la niña o al niño.",
            "The child hasn't been heard.",
            "CRC 12; GC 6 §25",
        ),
        Sentence(
            "child_refuses",
            "La niña o el niño no quiere. Una coincidencia no vale más que su negativa.",
            "The child doesn't want it. No score outweighs that.",
            "CRC 12",
        ),
        Sentence(
            "not_disclosed",
            "Falta que dos personas decidan informar a la familia.",
            "Two people haven't decided yet that the family is told.",
            "GC 6 §29-30",
        ),
        Sentence(
            "second_person",
            "Usted ya decidió informar: la segunda decisión es de otra persona.",
            "You have decided to tell: the second decision is another person's.",
            PROGRAM,
        ),
        Sentence(
            "relationship_not_assessed",
            "Falta evaluar la relación familiar.",
            "The relationship hasn't been assessed.",
            "CRM Regional Guidelines (2009)",
        ),
        Sentence(
            "relationship_not_established",
            "La relación familiar no quedó establecida.",
            "The relationship wasn't established.",
            "CRM Regional Guidelines (2009)",
        ),
        Sentence(
            "no_best_interests",
            "Falta determinar el interés superior.",
            "The best interests haven't been determined.",
            "CRC 3; GC 6 §84-88",
        ),
        Sentence(
            "not_in_best_interests",
            "La determinación del interés superior no llegó a eso.",
            "The best-interests determination came to something else.",
            "CRC 3",
        ),
        Sentence(
            "child_not_agreed",
            "Falta el acuerdo de la niña o el niño con el contacto.",
            "The child hasn't agreed to contact.",
            "CRC 12",
        ),
        Sentence(
            "family_not_agreed",
            "Falta el acuerdo de la familia con el contacto.",
            "The family hasn't agreed to contact.",
            _UASC,
        ),
        Sentence("no_contact", "Todavía no hubo contacto.", "There has been no contact yet.", _UASC),
        Sentence(
            "no_handover",
            "Falta el acta de entrega que confirmaron ambas partes.",
            "The handover record that both sides confirmed is missing.",
            "CRM Regional Guidelines (2009)",
        ),
        Sentence(
            "other_claim",
            "Otra familia busca a la misma niña o niño y su caso está abierto: primero se decide sobre él, o se confirma que"
            " es la misma búsqueda.",
            "Another family looks for the same child and its case is open: decide on that first, or confirm that it is the"
            " same search.",
            "CRC 9; GC 6 §81-83",
        ),
        Sentence(
            "no_solution",
            "Todavía no hay solución duradera.",
            "There is no durable solution yet.",
            "GC 6 §79-83",
        ),
        *RIGHTS_LACKS,
    )
}
"""Code → what is missing."""
