"""What a step of a case may lack for the sake of the child's rights, in words: each sentence says what makes it legal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracing.casework.wording import Sentence

__all__ = ["RIGHTS_LACKS", "Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a record: the field that it is about (``panel``, ``factors/safety``), and the rule in words."""

    field: str
    says: Sentence


RIGHTS_LACKS: Final[tuple[Sentence, ...]] = (
    Sentence(
        "no_views_record",
        "Registre la escucha: quién explicó, en qué idioma, quién estuvo presente, qué dijo sobre cada pregunta.",
        "Record the hearing: who explained, in which language, who was present, what was said of each question.",
        "CRC 12; GC 12 §40-47",
    ),
    Sentence(
        "no_interests_record",
        "Registre la evaluación o determinación: quiénes decidieron, factores, opciones, motivos y fecha de revisión.",
        "Record the assessment or determination: who decided, factors, options, reasons and the day of its review.",
        "CRC 3; GC 14 §85-99",
    ),
    Sentence(
        "panel_conflict",
        "En el panel hay alguien que registró o revisó esta pareja, o declaró un conflicto de interés: que decida otra"
        " persona.",
        "On the panel is somebody who submitted or reviewed this pair, or declared a conflict of interest: let another"
        " person decide.",
        "GC 14 §94; UNHCR BIP Guidelines (2021)",
    ),
    Sentence(
        "interests_review_due",
        "El interés superior debía revisarse antes de este día: evalúelo o determínelo de nuevo y regístrelo.",
        "The best interests were to be looked at again before this day: assess or determine them anew, and record it.",
        "CRC 25; GC 14 §84",
    ),
    Sentence(
        "views_too_old",
        "La opinión de la niña o el niño es más antigua de lo que admite esta decisión: escúchele de nuevo y regístrelo.",
        "The child's views are older than this decision allows: hear the child again and record it.",
        "CRC 12; GC 12 §32, §134",
    ),
    Sentence(
        "views_due_again",
        "La niña o el niño pidió ser escuchado de nuevo antes de este día: escúchele y regístrelo.",
        "The child asked to be heard again before this day: hear the child and record it.",
        "CRC 12; GC 12 §134",
    ),
    Sentence(
        "views_before_change",
        "Algo cambió desde que se escuchó a la niña o al niño: infórmele, escúchele de nuevo y regístrelo.",
        "Something has changed since the child was heard: tell the child, hear it again and record it.",
        "CRC 12; GC 12 §25, §45",
    ),
    Sentence(
        "consent_guardian",
        "Falta el consentimiento de una tutora, tutor o asesor independiente; el agente que acompaña no lo es.",
        "The consent of an independent guardian or adviser is missing; the accompanying officer is neither.",
        "CRC 20; GC 6 §33-36; IAWG Field Handbook (2017)",
    ),
    Sentence(
        "consent_observed",
        "Falta observar a la niña o al niño y anotarlo: a su edad no se le pide una respuesta.",
        "Observing the child, and noting it, is missing: at its age it isn't asked for an answer.",
        "CRC 12; IAWG Field Handbook (2017)",
    ),
    Sentence(
        "consent_assent",
        "Falta el asentimiento de la niña o el niño, en su idioma.",
        "The child's assent, in its own language, is missing.",
        "CRC 12; IAWG Field Handbook (2017)",
    ),
    Sentence(
        "consent_written",
        "Falta el asentimiento por escrito de la niña o el niño (o con una marca, o grabado).",
        "The child's assent in writing (or by a mark, or recorded) is missing.",
        "CRC 12; IAWG Field Handbook (2017)",
    ),
    Sentence(
        "consent_own",
        "Falta el consentimiento propio: a su edad decide por sí misma o mismo.",
        "The child's own consent is missing: at its age it decides by itself.",
        "CRC 5, 12; IAWG Field Handbook (2017)",
    ),
    Sentence(
        "consent_guardian_told",
        "Falta informar a la tutora, tutor o asesor independiente, o anotar por qué le dañaría.",
        "The independent guardian or adviser hasn't been informed, nor is noted why that would harm the child.",
        "GC 6 §33; IAWG Field Handbook (2017)",
    ),
    Sentence(
        "contact_refused",
        "Quien habla por la niña o el niño no está de acuerdo con el contacto, o ya no lo está: pregunte de nuevo y regístrelo.",
        "Somebody whose word the child's age asks for doesn't agree to contact, or agrees no more: ask anew, and record it.",
        "CRC 5, 12; GC 6 §33-36; ICRC RFL code of conduct (2015)",
    ),
    Sentence(
        "consent_person",
        "Es mayor de edad: pregunte de nuevo a la persona; lo que se consintió por ella ya no vale.",
        "The person is of age: ask them anew; what was consented to for them counts no more.",
        "CRC 1; IAWG Field Handbook (2017)",
    ),
)
