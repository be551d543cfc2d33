"""What a step of a repatriation may lack, in words: the rule, its source, and what would make the step legal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from tracing.casework.law.rules import Rule
from tracing.casework.law.terms import SHIPPED, named
from tracing.casework.missing import LACKS
from tracing.casework.repatriation.steps import ORDER, STEPS
from tracing.casework.wording import Sentence, sourced

__all__ = ["POINTERS", "RETURN_LACKS", "notice_short"]

_CRM = "CRM Regional Guidelines (2009)"
_UASC = "Inter-agency Guiding Principles on UASC (2004)"
_FIREWALL = "CMW GC 3 and 4 / CRC GC 22 and 23 (2017); CRM Regional Guidelines (2009)"


def notice_short(hours: int) -> Sentence:
    """Return that the receiving authority isn't told so many hours before."""
    return Sentence(
        "notice_short",
        f"La autoridad que recibe se entera al menos {hours} horas antes. Avísele y fije una hora posterior.",
        f"The receiving authority is told at least {hours} hours before. Tell it, and plan a later hour.",
        f"{_CRM}; {named(Rule.HANDOVER_NOTICE_HOURS)}",
    )


_OF_THE_CASE = (
    Sentence(
        "protection_need",
        "El examen encontró un riesgo o una necesidad de protección: no se retorna. Examine de nuevo si algo cambió.",
        "The screening found a risk or a need of protection: no return. Screen anew if something has changed.",
        "1951 Convention 33; GC 6 §26-28, 84",
    ),
    Sentence(
        "asylum_flag",
        "Hay una señal de asilo: no se retorna al país de origen mientras siga puesta. Un oficial de protección puede "
        "determinar otro país de destino, sin pasar por el consulado.",
        "There is an asylum flag: no return to the country of origin while it stands. A protection officer may determine "
        "another country of destination, without the consulate.",
        "1951 Convention 33; CRC 22; GC 6 §84",
    ),
    Sentence(
        "family_not_suitable",
        "La evaluación dice que la familia no puede recibir por ahora. Evalúela de nuevo o determine otra solución.",
        "The assessment says that the family can't receive for now. Assess it anew, or determine another solution.",
        _CRM,
    ),
    Sentence(
        "child_refuses_return",
        "La niña o el niño no quiere regresar. Consúltele de nuevo, o determine de nuevo su interés superior.",
        "The child doesn't want to return. Consult the child anew, or determine the best interests anew.",
        "CRC 12; GC 6 §25",
    ),
    Sentence(
        "reception_declined",
        "La autoridad que recibe no confirmó. Fije otra entrega.",
        "The receiving authority didn't confirm. Plan another handover.",
        _CRM,
    ),
    Sentence(
        "handover_done",
        "La entrega ya está registrada: una niña o un niño se entrega una sola vez. Si fue un error, retire ese paso.",
        "The handover is on record already: a child is handed over once. If that was a mistake, take that step back.",
        _CRM,
    ),
    Sentence(
        "same_confirmer",
        "Otra persona confirma la otra parte de la entrega.",
        "Another person confirms the other side of the handover.",
        _CRM,
    ),
    Sentence(
        "escort_confirms",
        "Quien acompaña no confirma la entrega: la confirma otra persona por cada parte.",
        "The escort doesn't confirm the handover: another person does for each side.",
        _CRM,
    ),
    Sentence(
        "not_reunified",
        "El seguimiento empieza después de la reunificación.",
        "Follow-up begins after the reunification.",
        "GC 6 §87",
    ),
    Sentence(
        "follow_up_early",
        "Es demasiado pronto para este seguimiento: hágalo cerca de su fecha.",
        "It is too early for this follow-up: do it near its day.",
        "GC 6 §87",
    ),
    Sentence(
        "follow_up_done", "Este seguimiento ya se hizo.", "This follow-up was done already.", "GC 6 §87"
    ),
    Sentence(
        "no_such_step",
        "Ese paso no existe o ya fue retirado.",
        "There is no such step, or it was taken back.",
    ),
    *(
        Sentence(
            f"no_{kind}",
            f"Falta antes: {STEPS[kind].es.lower()}.",
            f"Missing before: {STEPS[kind].en.lower()}.",
            STEPS[kind].source,
        )
        for kind in ORDER
    ),
)

_SAID: Final[Mapping[str, tuple[str, Sentence]]] = {
    sentence.code: (pointer, sentence)
    for pointer, sentence in (
        (
            "/outcome",
            Sentence("outcome", "Ese resultado no es de este paso.", "That outcome isn't one of this step."),
        ),
        (
            "/destination",
            Sentence(
                "destination_missing",
                "Indique el país al que va la niña o el niño (código ISO de dos letras).",
                "Name the country the child goes to (ISO code of two letters).",
                _CRM,
            ),
        ),
        (
            "/document",
            Sentence(
                "document_missing",
                "Indique el número o título del documento y su fecha, que no puede ser futura.",
                "Name the document by number or title, and its day, which can't lie ahead.",
                "CRC 3; GC 6 §84-88",
            ),
        ),
        ("/by", Sentence("by_missing", "Indique quién lo hizo.", "Say who did it.", _CRM)),
        (
            "/language",
            Sentence(
                "language_missing",
                "Indique el idioma en que se habló (código ISO 639-3, como spa o mam).",
                "Name the language that was spoken (ISO 639-3, such as spa or mam).",
                "CRC 12; GC 6 §25",
            ),
        ),
        (
            "/methods",
            Sentence(
                "home_study_missing",
                "Para decir que la familia puede recibir hace falta la visita al hogar.",
                "To say that the family can receive, a home study is needed.",
                _CRM,
            ),
        ),
        (
            "/way",
            Sentence("way_missing", "Indique quién expide el documento.", "Say who issues the document."),
        ),
        (
            "/way",
            Sentence(
                "consulate_barred",
                "Con una señal de asilo no se acude al consulado: use un documento del país donde está, de la Convención "
                "de 1951 o del CICR.",
                "With an asylum flag no consulate is asked: take a document of the country where the child is, of the "
                "1951 Convention, or of the ICRC.",
                "1951 Convention 28; GC 6 §80; 8 CFR 208.6",
            ),
        ),
        (
            "/way",
            Sentence(
                "document_needed",
                "La niña o el niño cruza una frontera: necesita un documento de viaje.",
                "The child crosses a border: a travel document is needed.",
                "VCCR 5(d)",
            ),
        ),
        (
            "/authority",
            Sentence("authority_missing", "Indique la institución por su nombre.", "Name the agency.", _CRM),
        ),
        (
            "/authority_kind",
            Sentence(
                "firewall",
                "Una niña o un niño no se entrega a migración, policía, fuerzas militares ni guardias de frontera. "
                "Entréguelo a la autoridad de protección de la niñez.",
                "A child isn't handed to migration, police, military or border guards. Hand it to the child-protection "
                "authority.",
                _FIREWALL,
            ),
        ),
        (
            "/authority_kind",
            Sentence(
                "not_child_protection",
                "Tiene que ser la autoridad de protección de la niñez (child_protection).",
                "It has to be the child-protection authority (child_protection).",
                _CRM,
            ),
        ),
        (
            "/authority",
            Sentence(
                "authority_retired",
                "Esa institución ya no es responsable, según el directorio. Indique la que lo es.",
                "By the directory that agency isn't responsible any more. Name the one that is.",
                _CRM,
            ),
        ),
        (
            "/authority",
            Sentence(
                "authority_differs",
                "No es la autoridad a la que se avisó: fije otra entrega con esta.",
                "It isn't the authority that was told: plan another handover with this one.",
                _CRM,
            ),
        ),
        (
            "/country",
            Sentence(
                "not_of_destination",
                "La autoridad que recibe es la del país de destino.",
                "The receiving authority is that of the country of destination.",
                _CRM,
            ),
        ),
        (
            "/at",
            Sentence(
                "moment_missing",
                "Indique fecha y hora con zona horaria.",
                "Give date and hour with a time zone.",
                _CRM,
            ),
        ),
        (
            "/at",
            Sentence(
                "not_ahead",
                "Una entrega se fija para un momento que está por venir.",
                "A handover is planned for a moment that is to come.",
            ),
        ),
        (
            "/at",
            Sentence(
                "ahead",
                "Lo que se confirma ya ocurrió: la hora está en el futuro.",
                "What is confirmed has happened: the moment lies ahead.",
            ),
        ),
        (
            "/at",
            Sentence(
                "night",
                "A esa hora no hay luz de día en el lugar. Elija una hora entre la salida y la puesta del sol.",
                "There is no daylight at the place at that hour. Choose one between sunrise and sunset.",
                _CRM,
            ),
        ),
        (
            "/latitude",
            Sentence(
                "place_missing",
                "Indique el lugar con su latitud y longitud: la luz del día se calcula allí.",
                "Name the place with latitude and longitude: daylight is worked out there.",
                _CRM,
            ),
        ),
        (
            "/notified_at",
            notice_short(SHIPPED.number(Rule.HANDOVER_NOTICE_HOURS, date.max)),
        ),
        (
            "/notified_at",
            Sentence(
                "not_notified",
                "Indique cuándo se avisó; no puede ser futuro.",
                "Say when it was told; that can't lie ahead.",
                _CRM,
            ),
        ),
        (
            "/adult",
            Sentence(
                "adult_missing",
                "Indique quién recibe a la niña o al niño en casa.",
                "Name the adult who takes the child home.",
                _UASC,
            ),
        ),
        (
            "/adult",
            Sentence(
                "adult_differs",
                "No es la persona que se fijó e identificó. Fije otra entrega e identifíquela.",
                "It isn't the person who was planned and identified. Plan another handover, and identify them.",
                "CRC 11, 35",
            ),
        ),
        (
            "/checks",
            Sentence(
                "not_identified",
                "Coteje a la persona con el expediente verificado y con un documento o una fotografía.",
                "Compare the adult with the verified record, and with a document or a photograph.",
                _UASC,
            ),
        ),
        (
            "/given_by",
            Sentence(
                "hands_missing",
                "Indique quién entrega y quién recibe: dos personas distintas.",
                "Name who hands over and who receives: two different people.",
                _CRM,
            ),
        ),
        (
            "/signed_by",
            Sentence(
                "not_signed",
                "Falta la firma en el acta: quien entrega y quien recibe firman.",
                "The receipt isn't signed: who hands over and who receives sign it.",
                _CRM,
            ),
        ),
        (
            "/topics",
            Sentence(
                "topics_missing",
                "Pregunte al menos por la seguridad y los deseos de la niña o del niño.",
                "Ask at least about safety, and what the child wants.",
                "CRC 12; GC 6 §87",
            ),
        ),
    )
}

POINTERS: Final[Mapping[str, str]] = {code: pointer for code, (pointer, _) in _SAID.items()}
"""Code → the field of a step that it is about; codes that aren't here are about the case."""

RETURN_LACKS: Final[Mapping[str, Sentence]] = {
    **LACKS,
    **sourced(_OF_THE_CASE),
    **sourced(sentence for _, sentence in _SAID.values()),
}
"""Code → what is missing."""
