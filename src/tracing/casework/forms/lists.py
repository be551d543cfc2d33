"""Code lists that forms need beside those of the rules: what is ticked on paper about acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.casework.wording import Sentence

__all__ = ["FORM_LISTS"]


def _list(*entries: tuple[str, str, str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(*entry) for entry in entries)


FORM_LISTS: Final[Mapping[str, tuple[Sentence, ...]]] = {
    "consent_capacities": _list(
        ("child", "La niña, el niño o adolescente", "The child"),
        ("guardian", "Quien tiene la tutela, independiente", "Independent guardian"),
        ("parent", "La madre o el padre que le acompaña", "Parent who travels with the child"),
        ("person", "La persona, ya mayor de edad", "The person, of age"),
    ),
    "consent_scopes": _list(
        ("tracing", "Buscar a la familia", "Tracing the family"),
        ("contact", "Entrar en contacto", "Getting in contact"),
        ("sharing", "Compartir con otra autoridad o un consulado", "Sharing with another authority or a consulate"),
    ),
    "consent_statements": _list(
        ("given", "Está de acuerdo", "Agrees"),
        ("refused", "No está de acuerdo", "Doesn't agree"),
        ("withdrawn", "Ya no está de acuerdo", "Agrees no more"),
    ),
    "views_questions": _list(
        ("contact", "El contacto con quien lo pide", "Contact with whoever asks for it"),
        ("return", "Volver con su familia", "Going back to the family"),
        ("stay", "Quedarse donde está", "Staying where the child is"),
    ),
    "views_answers": _list(
        ("yes", "Lo quiere", "Wants it"),
        ("no", "No lo quiere", "Doesn't want it"),
        ("unsure", "No está segura o seguro", "Isn't sure"),
        ("not_said", "No se le preguntó o no lo dijo", "Wasn't asked, or didn't say"),
    ),
    "views_ways": _list(
        ("talk", "Conversando", "In a conversation"),
        ("play", "Jugando o dibujando", "By play or drawings"),
        ("written", "Por escrito", "In writing"),
        ("signs", "En lengua de señas o con apoyos", "In sign language, or with aids"),
        ("observed", "Se observó: todavía no puede formarse un juicio", "Was observed: can't form views yet"),
    ),
    "complaint_subjects": _list(
        ("treatment", "El trato o violencia", "Treatment, or violence"),
        ("not_heard", "No se le escuchó o informó", "Wasn't heard or informed"),
        ("decision", "Una decisión", "A decision"),
        ("delay", "Demora o falta de respuesta", "Delay, or no answer"),
        ("other", "Otra cosa", "Something else"),
    ),
}  # fmt: skip
"""Name of a list → its entries, where no rule has a list of that name: then the rule's is the one that forms show."""
