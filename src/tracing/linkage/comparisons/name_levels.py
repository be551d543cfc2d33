"""What comparing a child's names can come to: the levels of given names and of surnames, each in words (brief A, C, D)."""

from __future__ import annotations

from tracing.linkage.comparisons.kind import Kind, Sentence

__all__ = ["GIVEN", "SURNAMES"]

GIVEN = Kind(
    Sentence("Given names", "Nombres"),
    {
        "exact": Sentence("the same given names", "los mismos nombres"),
        "reordered": Sentence("the same given names in another order", "los mismos nombres en otro orden"),
        "common_dropped": Sentence(
            "the same but for a María or José that one side leaves out",
            "iguales salvo un María o José que un lado omite",
        ),
        "phonetic": Sentence("written differently, said the same", "escritos distinto, suenan igual"),
        "one_dropped": Sentence("one side leaves out a given name", "un lado omite un nombre"),
        "nickname": Sentence("a short form of the same name", "un diminutivo o apodo del mismo nombre"),
        "typo": Sentence("the same but for a slip of the pen", "iguales salvo un error de escritura"),
        "partial": Sentence("one given name agrees, another doesn't", "un nombre coincide y otro no"),
        "initial": Sentence("an initial that fits", "una inicial que corresponde"),
        "common_only": Sentence("only María or José in common", "solo María o José en común"),
        "different": Sentence("different given names", "nombres distintos"),
        "missing": Sentence("given names not known on both sides", "nombres no conocidos en ambos lados"),
    },
)

SURNAMES = Kind(
    Sentence("Surnames", "Apellidos"),
    {
        "exact": Sentence("both surnames the same", "los dos apellidos iguales"),
        "phonetic": Sentence("both surnames said the same", "los dos apellidos suenan igual"),
        "joined": Sentence("both surnames written as one word", "los dos apellidos escritos en una palabra"),
        "typo": Sentence(
            "both surnames agree but for a slip of the pen",
            "los dos apellidos coinciden salvo un error de escritura",
        ),
        "swapped": Sentence("both surnames in swapped order", "los dos apellidos en orden inverso"),
        "second_missing": Sentence(
            "first surname agrees, one side has no second", "coincide el primero, un lado no tiene segundo"
        ),
        "first_missing": Sentence(
            "the only surname of one side is the other's second",
            "el único apellido de un lado es el segundo del otro",
        ),
        "single": Sentence("the only surname of both agrees", "coincide el único apellido de ambos"),
        "first_agrees": Sentence(
            "first surname agrees, second differs", "coincide el primer apellido, el segundo no"
        ),
        "second_agrees": Sentence(
            "second surname agrees, first differs", "coincide el segundo apellido, el primero no"
        ),
        "crossed": Sentence(
            "one surname agrees, in the other place", "un apellido coincide, en el otro lugar"
        ),
        "different": Sentence("no surname agrees", "ningún apellido coincide"),
        "missing": Sentence("surnames not known on both sides", "apellidos no conocidos en ambos lados"),
    },
)

(
    G_EXACT,
    G_REORDERED,
    G_COMMON_DROPPED,
    G_PHONETIC,
    G_ONE_DROPPED,
    G_NICKNAME,
    G_TYPO,
    G_PARTIAL,
    G_INITIAL,
    G_COMMON_ONLY,
    G_DIFFERENT,
    G_MISSING,
) = range(12)
(
    S_EXACT,
    S_PHONETIC,
    S_JOINED,
    S_TYPO,
    S_SWAPPED,
    S_SECOND_MISSING,
    S_FIRST_MISSING,
    S_SINGLE,
    S_FIRST_AGREES,
    S_SECOND_AGREES,
    S_CROSSED,
    S_DIFFERENT,
    S_MISSING,
) = range(13)
