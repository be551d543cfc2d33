"""What a reviewer reads and presses, in Spanish and English."""

from __future__ import annotations

from collections.abc import Mapping

from tracing.linkage.comparisons.kind import Sentence
from tracing.linkage.explain import Language

__all__ = ["DECIDED", "KEYS", "text"]

DECIDED: Mapping[str, Sentence] = {
    "possible": Sentence("may be the child sought", "puede ser la niña o el niño que se busca"),
    "not_this_child": Sentence("not the child sought", "no es la niña o el niño que se busca"),
    "sibling": Sentence("a sibling or another relative", "hermana, hermano u otro familiar"),
    "duplicate": Sentence(
        "another record of a child already matched", "otro registro de una niña o un niño ya vinculado"
    ),
    "need_more": Sentence("can't be decided: more is needed", "no se puede decidir: falta información"),
}
"""Decision → what it means. The kinds are those of ``tracing train --decisions``."""

KEYS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "p": "possible",
        "n": "not_this_child",
        "s": "sibling",
        "d": "duplicate",
        "m": "need_more",
        "u": "undo",
        "l": "later",
        "e": "show",
        "q": "quit",
        "?": "help",
    },
    "es": {
        "p": "possible",
        "n": "not_this_child",
        "h": "sibling",
        "d": "duplicate",
        "f": "need_more",
        "r": "undo",
        "l": "later",
        "e": "show",
        "q": "quit",
        "?": "help",
    },
}
"""Key → what it does, by language."""

_ACTS: Mapping[str, Sentence] = {
    "undo": Sentence("take my last decision back", "retirar mi última decisión"),
    "later": Sentence("later", "luego"),
    "show": Sentence("explain the score", "explicar la puntuación"),
    "quit": Sentence("stop; all decisions stand", "terminar; todo queda guardado"),
    "help": Sentence("these keys", "estas teclas"),
}

_TEXTS: Mapping[str, Sentence] = {
    "place": Sentence("Pair {n} of {all}: {decided} decided", "Par {n} de {all}: {decided} decididos"),
    "resumed": Sentence(
        "{file} holds {n} decisions of {officer}; going on after them.",
        "{file} tiene {n} decisiones de {officer}; se sigue después de ellas.",
    ),
    "cut": Sentence(
        "{file} ended in a line that was never finished; it was cut off. That pair is shown again.",
        "{file} terminaba en una línea incompleta; se quitó. Ese par se muestra otra vez.",
    ),
    "elsewhere": Sentence(
        "{n} of the decisions in {file} are on pairs that aren't shown here: of other links, or left out by --sample or --only.",
        "{n} de las decisiones en {file} son de pares que aquí no se muestran: de otros enlaces, o fuera por --sample o --only.",
    ),
    "written": Sentence("{pair}: {said}", "{pair}: {said}"),
    "undone": Sentence(
        "{pair}: taken back, by a line of its own. Here it is again.",
        "{pair}: retirada, con una línea propia. Aquí está otra vez.",
    ),
    "nothing": Sentence("There is no decision of yours to take back.", "No hay decisión suya que retirar."),
    "unknown": Sentence("? shows the keys", "? muestra las teclas"),
    "blind": Sentence(
        "The score is shown once you have decided.", "La puntuación se muestra cuando haya decidido."
    ),
    "end": Sentence("No more pairs.", "No hay más pares."),
    "done": Sentence(
        "{n} decisions of {officer} stand in {file}; {left} of the {all} pairs are open.",
        "{n} decisiones de {officer} en {file}; quedan {left} de los {all} pares.",
    ),
    "missing": Sentence(
        "{pair}: a record isn't in the files; left out", "{pair}: falta un registro; se omite"
    ),
}


def text(name: str, language: Language, **values: object) -> str:
    """Return a text by its name; decisions and acts go by theirs."""
    sentence = _TEXTS.get(name) or DECIDED.get(name) or _ACTS[name]
    return sentence.told(language).format(**values)
