"""What a refusal rests on: the sentence of casework that it says, or, of refusals that no sentence stands behind, why there are
such refusals at all. So that every "no" names its rule and the law behind it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from tracing.casework.codes import CODE_LISTS
from tracing.casework.competence import OTHER_COUNTRY
from tracing.casework.wording import Sentence

__all__ = ["RULES_OF_REFUSALS", "rule_of"]

_MATRIX: Final = "CRC 16; GC 6 §29-30; ICRC RFL code of conduct (2015)"
_ICRC: Final = "ICRC RFL code of conduct (2015)"

RULES_OF_REFUSALS: Final[Mapping[str, Sentence]] = {
    sentence.code: sentence
    for sentence in (
        Sentence(
            "role_may_not",
            "Cada función puede lo que su tarea necesita, y nada más.",
            "Each role may do what its task needs, and nothing else.",
            _MATRIX,
        ),
        Sentence(
            "scope_missing",
            "Una llave puede lo que dicen sus alcances, y nada más.",
            "A key may do what its scopes say, and nothing else.",
            _MATRIX,
        ),
        Sentence(
            "people_only",
            "Lo que se decide sobre una persona lo decide otra, con su nombre.",
            "What is decided about a person is decided by a person, who answers for it.",
            "CRC 3; Inter-agency Guiding Principles on UASC (2004)",
        ),
        Sentence(
            "second_factor_needed",
            "Quien puede saber dónde está una niña o un niño entra con un segundo factor.",
            "Whoever can see where a child is signs in with a second factor.",
            _MATRIX,
        ),
        Sentence(
            "on_hold",
            "Lo que está detenido espera a un oficial de protección.",
            "What is on hold waits for a protection officer.",
            "CRC 3, 20",
        ),
        Sentence(
            "vocabulary_changed",
            "Lo que se marcó con otras palabras se pregunta de nuevo.",
            "What was ticked under other words is asked anew.",
            "ICRC RFL code of conduct (2015)",
        ),
        Sentence(
            "capture_changed",
            "De un archivo que alguien cambió no se toma nada.",
            "Nothing is taken of a file that somebody changed.",
            "ICRC RFL code of conduct (2015)",
        ),
        Sentence(
            "not_your_side",
            "Cada institución registra solo el lado de la búsqueda que le corresponde.",
            "Each agency enters records of its own side of tracing alone.",
            _MATRIX,
        ),
        Sentence(
            "erased",
            "Lo que se borró no vuelve por un archivo viejo.",
            "What was erased doesn't come back by an old file.",
            f"CRC 16; {_ICRC}",
        ),
        Sentence(
            "withdrawn",
            "Con lo que su institución retiró no se trabaja más.",
            "What its agency has withdrawn isn't worked with any more.",
            _ICRC,
        ),
        Sentence(
            "office_only",
            "Quien acuerda por el programa es la oficina que responde por él.",
            "Who agrees for the program is the office that answers for it.",
            _ICRC,
        ),
        Sentence(
            "not_the_sender",
            "Decide sobre un registro la institución que responde por él, o la oficina.",
            "A record is decided on by the agency that answers for it, or by the office.",
            _MATRIX,
        ),
        Sentence(
            "not_your_shelter",
            "Un albergue lo describen y lo cuentan los suyos y los oficiales de protección.",
            "A shelter is described and counted by its own people and by protection officers.",
            _MATRIX,
        ),
        OTHER_COUNTRY,
        Sentence(
            "unanswered",
            "Quien aloja a una niña o un niño donde algo lo desaconseja dice por qué.",
            "Whoever places a child where something speaks against it says why.",
            "CRC 3, 20; GC 6 §39-40",
        ),
        Sentence(
            "bundle_changed",
            "Lo que ya no puede cruzar no vuelve a darse por repetir el pedido.",
            "What may not cross any more isn't given out again because a request comes again.",
            _ICRC,
        ),
        Sentence(
            "capture_other_agency",
            "Cada institución entrega lo que ella misma registró.",
            "Each agency hands in what it registered itself.",
            _MATRIX,
        ),
    )
}
"""Code of a refusal → the rule behind it, where the refusal's own words are no sentence of a code list."""


@cache
def _by_words() -> dict[str, Sentence]:
    every = [sentence for sentences in CODE_LISTS.values() for sentence in sentences]
    # Where the same words stand in two lists, the one that names its source.
    return {sentence.en: sentence for sentence in sorted(every, key=lambda sentence: bool(sentence.source))}


def rule_of(code: str, words: str) -> Sentence | None:
    """Return the sentence that a refusal says: ``words`` are its English ones, and where they are no sentence's, ``code`` may be
    one. None where no rule of casework is behind it, as with a cursor that is none."""
    return _by_words().get(words) or RULES_OF_REFUSALS.get(code)
