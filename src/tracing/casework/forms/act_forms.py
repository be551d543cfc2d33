"""The forms of acts, as they are filled in on paper: views of the child, consent, placement, handover, complaint.

What each act must hold before it counts is said by the rules of that act; a form only asks for it. What is sent of a form has the
names of the route that takes it (a test holds that); the child stands there in the address, or is one of the fields. What a form
asks on paper beside that stays on paper.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tracing.casework.forms.form import Field, Form, Kind, Section
from tracing.casework.rights.views import QUESTIONS

__all__ = ["ACT_FORMS"]

_IN_THE_ADDRESS = Field(
    "record_id", Kind.TEXT, "Número de registro de la niña o el niño", "The child's reference", True,
    hint_es="Nunca el nombre", hint_en="Never the name", on_paper=True,
)  # fmt: skip
_LANGUAGE = Field(
    "language", Kind.CODE, "Idioma en que se habló", "Language that was spoken", True, "languages", True,
    hint_es="El de la niña o el niño", hint_en="The child's own",
)  # fmt: skip
_INTERPRETER = Field(
    "interpreter", Kind.TEXT, "Intérprete", "Interpreter",
    hint_es="No un familiar ni acompañante", hint_en="No relative or companion",
)  # fmt: skip


def _note(most: int) -> Field:
    return Field("note", Kind.LONG_TEXT, "Observaciones", "Notes", most=most)


def _who(name: str, es: str, en: str, required: bool = True) -> Field:
    return Field(name, Kind.TEXT, es, en, required)


def _asked(name: str, es: str, en: str) -> Field:
    """Return what is asked on paper alone."""
    return Field(name, Kind.CODE, es, en, True, "answers", on_paper=True)


VIEWS: Final = Form(
    "views_of_child",
    "La niña, el niño o adolescente es escuchado",
    "Views of the child",
    "CRC 12; GC 6 §25; CRM Regional Guidelines (2009)",
    (
        Section(
            "Cómo se escuchó",
            "How the child was heard",
            (
                _IN_THE_ADDRESS,
                Field("heard_on", Kind.DAY, "Día", "Day", True),
                _who("explained_by", "Quien explicó y escuchó: nombre y cargo", "Who explained and heard the child: name and office"),
                _LANGUAGE,
                _INTERPRETER,
                Field("way", Kind.CODE, "De qué manera", "In which way", True, "views_ways"),
                Field("present", Kind.CODES, "Quién más estuvo presente", "Who else was present", True, "views_present", most=20),
                Field("told_may_change", Kind.YES_NO, "Se le dijo que puede decir que no y cambiar de opinión",
                      "Was told that saying no and changing one's mind is possible", True),
            ),
        ),
        Section(
            "Lo que dijo",
            "What the child said",
            (
                Field("answers", Kind.PARTS, "Qué quiere", "What the child wants", True,
                      parts=tuple(
                          Field(question.value, Kind.CODE, asked.es, asked.en, True, "views_answers")
                          for question, asked in QUESTIONS.items()
                      )),
                Field("said", Kind.LONG_TEXT, "Con sus palabras", "In the child's words", True, most=8000,
                      hint_es="También si teme a alguien o algo", hint_en="Also whether the child fears anybody"),
                Field("hear_again_on", Kind.DAY, "Día antes del cual quiere ser escuchado de nuevo",
                      "Day by which the child wants to be heard again"),
            ),
        ),
    ),
    signed=(("Quien escuchó", "Who heard the child"), ("Intérprete", "Interpreter"),
            ("La niña, el niño o adolescente, si quiere", "The child, if the child wants to")),
)  # fmt: skip

CONSENT: Final = Form(
    "consent",
    "Consentimiento",
    "Consent",
    "CRC 12; ICRC RFL code of conduct (2015)",
    (
        Section(
            "Quién y para qué",
            "Who, and what for",
            (
                _IN_THE_ADDRESS,
                Field("on", Kind.DAY, "Día", "Day", True),
                Field("capacity", Kind.CODE, "Quién responde", "Who answers", True, "consent_capacities"),
                _who("who", "Nombre de quien responde", "Name of who answers"),
                Field("scope", Kind.CODE, "Para qué (un formulario por cada fin)", "What for (a form for each purpose)", True,
                      "consent_scopes"),
                Field("status", Kind.CODE, "Respuesta", "Answer", True, "consent_statements"),
                Field("form", Kind.CODE, "Cómo lo dijo", "How it was said", True, "consent_forms"),
                Field("band", Kind.CODE, "Edad", "Age", False, "consent_bands", on_paper=True),
            ),
        ),
        Section(
            "Cómo se explicó",
            "How it was explained",
            (
                _who("explained_by", "Quien explicó: nombre y cargo", "Who explained: name and office"),
                _LANGUAGE,
                replace(_INTERPRETER, on_paper=True),
                _asked("withdrawal_told", "Se le dijo que puede retirarlo en cualquier momento",
                       "Was told that it can be withdrawn at any time"),
                replace(
                    _who("adviser", "Tutora, tutor o persona independiente que le acompañó",
                         "Guardian or independent adviser beside the child", False),
                    on_paper=True,
                ),
                _note(500),
            ),
        ),
    ),
    signed=(("Quien responde", "Who answers"), ("Quien explicó", "Who explained"), ("Intérprete", "Interpreter")),
)  # fmt: skip

PLACEMENT: Final = Form(
    "placement",
    "Lugar de acogida",
    "Placement",
    "CRC 20; GC 6 §39-40; CRM Regional Guidelines (2009)",
    (
        Section(
            "Lugar",
            "Place",
            (
                replace(_IN_THE_ADDRESS, name="child", on_paper=False),
                Field("kind", Kind.CODE, "Tipo de lugar", "Kind of place", True, "placement_kinds"),
                Field("shelter", Kind.PARTS, "Si es un albergue registrado", "If it is a shelter on record",
                      parts=(
                          _who("agency", "Código de la institución", "Code of the agency"),
                          _who("code", "Código del albergue", "Code of the shelter"),
                      )),
                Field("place", Kind.TEXT, "Si no: nombre del lugar o de la familia", "If not: name of the place or family", most=400),
                Field("from", Kind.DAY, "Desde", "From", True),
                Field("until", Kind.DAY, "Hasta", "Until"),
                Field("basis", Kind.CODE, "En qué se apoya", "What it rests on", True, "placement_bases"),
                Field("placed_by", Kind.TEXT, "Quien decidió: autoridad o persona, y número de la decisión",
                      "Who decided: authority or person, and number of the decision", True, most=400),
                _asked("siblings_together", "Está con sus hermanas y hermanos", "Is with sisters and brothers"),
                _asked("child_heard", "Se le escuchó antes", "Was heard before"),
                Field("note", Kind.LONG_TEXT, "Por qué, y observaciones", "Why, and notes", most=2000),
            ),
        ),
    ),
    any_of=(("shelter", "place"),),
    signed=(("Quien decidió", "Who decided"), ("Quien recibe en el lugar", "Who receives the child at the place")),
)  # fmt: skip

HANDOVER: Final = Form(
    "handover",
    "Acta de entrega y recepción",
    "Record of handover",
    "CRM Regional Guidelines (2009)",
    (
        Section(
            "Cuándo y dónde",
            "When and where",
            (
                _IN_THE_ADDRESS,
                Field("at", Kind.MOMENT, "Día y hora (con luz del día)", "Day and time (by daylight)", True),
                Field("place", Kind.TEXT, "Lugar", "Place", True, most=500, on_paper=True),
                Field("notified_on", Kind.DAY, "Día en que se avisó antes", "Day of the notice given before", True, on_paper=True),
            ),
        ),
        Section(
            "Quién entrega y quién recibe",
            "Who hands over, and who receives",
            (
                _who("given_by", "Quien entrega: nombre", "Who hands over: name"),
                _who("received_by", "Quien recibe: nombre", "Who receives: name"),
                _who("authority", "Autoridad que recibe", "Authority that receives"),
                Field("authority_kind", Kind.CODE, "Qué autoridad es (solo la de protección de la niñez recibe)",
                      "What authority it is (only child protection receives)", True, "agency_kinds"),
                Field("signed_by", Kind.CODES, "Quién firmó", "Who signed", True, "signers", most=2),
                Field("received_by_adult", Kind.TEXT, "Persona de la familia", "Adult of the family", on_paper=True),
                Field("identity_checked", Kind.CODES, "Cómo se comprobó su identidad", "How the identity was checked", True,
                      "identity_checks", most=10, on_paper=True),
                _asked("child_informed", "Se le explicó a la niña o el niño", "It was explained to the child"),
                _note(8000),
            ),
        ),
    ),
    signed=(("Quien entrega", "Who hands over"),
            ("Quien recibe por la autoridad", "Who receives for the authority"),
            ("Quien recibe por la familia", "Who receives for the family")),
)  # fmt: skip

COMPLAINT: Final = Form(
    "complaint",
    "Queja",
    "Complaint",
    "CRC 3, 12, 25",
    (
        Section(
            "La queja",
            "The complaint",
            (
                Field("received_on", Kind.DAY, "Día", "Day", True),
                Field("record", Kind.TEXT, "Número de registro, si se sabe", "Reference, if known"),
                Field("complainant", Kind.CODE, "Quién se queja", "Who complains", True, "complainants"),
                Field("by", Kind.TEXT, "Nombre de quien se queja", "Name of who complains",
                      hint_es="Puede ser anónima", hint_en="May stay anonymous"),
                Field("subject", Kind.CODE, "Sobre qué", "About what", True, "complaint_subjects"),
                Field("language", Kind.CODE, "Idioma en que se habló", "Language that was spoken", True, "languages", True,
                      hint_es="En él se da la respuesta", hint_en="The answer is given in it"),
                Field("urgent", Kind.YES_NO, "Es urgente: alguien está en peligro", "It is urgent: somebody is in danger"),
                Field("said", Kind.LONG_TEXT, "Qué pasó, y qué pide", "What happened, and what is asked for", True, most=8000),
                Field("about", Kind.TEXT, "De quién se queja, si lo dice", "Whom it is about, if that is said"),
                Field("about_agency", Kind.TEXT, "Código de la institución de la que se queja, si se sabe",
                      "Code of the agency that it is about, if known"),
                Field("answer_to", Kind.TEXT, "Cómo quiere la respuesta", "How the answer should be given", on_paper=True,
                      hint_es="Sin poner en riesgo a nadie", hint_en="Without putting anybody at risk"),
            ),
        ),
    ),
    signed=(("Quien se queja, si quiere", "Who complains, if they want to"), ("Quien recibe la queja", "Who takes the complaint")),
)  # fmt: skip

ACT_FORMS: Final = (VIEWS, CONSENT, PLACEMENT, HANDOVER, COMPLAINT)
