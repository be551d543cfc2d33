"""The forms of acts, as they are filled in on paper: views of the child, consent, placement, handover, complaint.

What each act must hold before it counts is said by the rules of that act; a form only asks for it.
"""

from __future__ import annotations

from typing import Final

from tracing.casework.forms.form import Field, Form, Kind, Section

__all__ = ["ACT_FORMS"]

_CHILD = Field(
    "record_id", Kind.TEXT, "Número de registro de la niña o el niño", "The child's reference", True,
    hint_es="Nunca el nombre", hint_en="Never the name",
)  # fmt: skip
_ON = Field("on", Kind.DAY, "Día", "Day", True)
_LANGUAGE = Field(
    "language", Kind.CODE, "Idioma en que se habló", "Language that was spoken", True, "languages", True,
    hint_es="El de la niña o el niño", hint_en="The child's own",
)  # fmt: skip
_INTERPRETER = Field(
    "interpreter", Kind.TEXT, "Intérprete", "Interpreter",
    hint_es="No un familiar ni acompañante", hint_en="No relative or companion",
)  # fmt: skip
_NOTES = Field("notes", Kind.LONG_TEXT, "Observaciones", "Notes", most=5000)


def _who(name: str, es: str, en: str, required: bool = True) -> Field:
    return Field(name, Kind.TEXT, es, en, required)


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
                _CHILD,
                _ON,
                _who("heard_by", "Quien escuchó: nombre y cargo", "Who heard the child: name and office"),
                _LANGUAGE,
                _INTERPRETER,
                Field("way", Kind.CODE, "De qué manera", "In which way", True, "views_ways"),
                Field("present", Kind.CODES, "Quién más estuvo presente", "Who else was present", False, "views_present", most=20),
                Field("may_refuse_told", Kind.CODE, "Se le dijo que puede decir que no y cambiar de opinión",
                      "Was told that saying no and changing one's mind is possible", True, "answers"),
            ),
        ),
        Section(
            "Lo que dijo",
            "What the child said",
            (
                Field("question", Kind.CODE, "Sobre qué", "On what", True, "views_questions"),
                Field("answer", Kind.CODE, "Qué quiere", "What the child wants", True, "views_answers"),
                Field("own_words", Kind.LONG_TEXT, "Con sus palabras", "In the child's words", most=5000),
                Field("fears", Kind.LONG_TEXT, "Si teme a alguien o algo", "Whether the child fears anybody", most=5000),
                _NOTES,
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
                _CHILD,
                _ON,
                Field("given_by", Kind.CODE, "Quién responde", "Who answers", True, "consent_capacities"),
                _who("name", "Nombre de quien responde", "Name of who answers"),
                Field("scopes", Kind.CODES, "Para qué", "What for", True, "consent_scopes", most=20),
                Field("answer", Kind.CODE, "Respuesta", "Answer", True, "consent_statements"),
                Field("form", Kind.CODE, "Cómo lo dijo", "How it was said", True, "consent_forms"),
                Field("band", Kind.CODE, "Edad", "Age", False, "consent_bands"),
            ),
        ),
        Section(
            "Cómo se explicó",
            "How it was explained",
            (
                _who("explained_by", "Quien explicó: nombre y cargo", "Who explained: name and office"),
                _LANGUAGE,
                _INTERPRETER,
                Field("withdrawal_told", Kind.CODE, "Se le dijo que puede retirarlo en cualquier momento",
                      "Was told that it can be withdrawn at any time", True, "answers"),
                _who("adviser", "Tutora, tutor o persona independiente que le acompañó",
                     "Guardian or independent adviser beside the child", False),
                _NOTES,
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
                _CHILD,
                Field("kind", Kind.CODE, "Tipo de lugar", "Kind of place", True, "placement_kinds"),
                _who("place", "Nombre del lugar o de la familia", "Name of the place or family"),
                Field("from", Kind.DAY, "Desde", "From", True),
                Field("until", Kind.DAY, "Hasta", "Until"),
                Field("siblings_together", Kind.CODE, "Está con sus hermanas y hermanos", "Is with sisters and brothers",
                      False, "answers"),
                Field("child_heard", Kind.CODE, "Se le escuchó antes", "Was heard before", True, "answers"),
                _who("decided_by", "Quien decidió: nombre y cargo", "Who decided: name and office"),
                Field("reason", Kind.LONG_TEXT, "Por qué", "Why", most=2000),
                _NOTES,
            ),
        ),
    ),
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
                _CHILD,
                _ON,
                Field("at", Kind.TIME, "Hora (con luz del día)", "Time (by daylight)", True),
                Field("place", Kind.TEXT, "Lugar", "Place", True, most=500),
                Field("notified_on", Kind.DAY, "Día en que se avisó antes", "Day of the notice given before", True),
            ),
        ),
        Section(
            "Quién entrega",
            "Who hands over",
            (
                _who("handed_by", "Primera persona: nombre, cargo, institución", "First person: name, office, agency"),
                _who("handed_by_second", "Segunda persona: nombre, cargo, institución",
                     "Second person: name, office, agency"),
            ),
        ),
        Section(
            "Quién recibe",
            "Who receives",
            (
                _who("received_by", "Autoridad de protección: nombre y cargo", "Child-protection authority: name and office"),
                _who("received_by_adult", "Persona de la familia", "Adult of the family", False),
                Field("identity_checked", Kind.CODES, "Cómo se comprobó su identidad", "How the identity was checked", True,
                      "identity_checks", most=10),
                Field("child_informed", Kind.CODE, "Se le explicó a la niña o el niño", "It was explained to the child", True,
                      "answers"),
                _NOTES,
            ),
        ),
    ),
    signed=(("Quien entrega (primera firma)", "Who hands over (first)"),
            ("Quien entrega (segunda firma)", "Who hands over (second)"),
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
                Field("on", Kind.DAY, "Día", "Day", True),
                Field("record_id", Kind.TEXT, "Número de registro, si se sabe", "Reference, if known"),
                Field("complainant", Kind.CODE, "Quién se queja", "Who complains", True, "complainants"),
                Field("by", Kind.TEXT, "Nombre de quien se queja", "Name of who complains",
                      hint_es="Puede ser anónima", hint_en="May stay anonymous"),
                Field("subjects", Kind.CODES, "Sobre qué", "About what", True, "complaint_subjects", most=10),
                Field("what_happened", Kind.LONG_TEXT, "Qué pasó", "What happened", True, most=5000),
                Field("asks_for", Kind.LONG_TEXT, "Qué pide", "What is asked for", most=2000),
                Field("answer_to", Kind.TEXT, "Cómo quiere la respuesta", "How the answer should be given",
                      hint_es="Sin poner en riesgo a nadie", hint_en="Without putting anybody at risk"),
            ),
        ),
    ),
    signed=(("Quien se queja, si quiere", "Who complains, if they want to"), ("Quien recibe la queja", "Who takes the complaint")),
)  # fmt: skip

ACT_FORMS: Final = (VIEWS, CONSENT, PLACEMENT, HANDOVER, COMPLAINT)
