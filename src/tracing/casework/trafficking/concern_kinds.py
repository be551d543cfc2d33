"""What a rule may see in inquiries that points to trafficking, in words: kinds of concern, and the rule that raised one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded

__all__ = ["CONCERN_KINDS", "HOLDING", "RULES", "ConcernKind", "Rule"]


class ConcernKind(StrEnum):
    """What a concern is about (``casework.concerns.kind``)."""

    REPEATED_INQUIRER = "repeated_inquirer"
    SHARED_CONTACT = "shared_contact"
    NEAR_SEVERAL_CHILDREN = "near_several_children"
    PUBLIC_FIELDS_ONLY = "public_fields_only"


_SOURCE: Final = "Palermo Protocol 9, 10; CRC 35; CRM guidelines on trafficked children (2007)"

CONCERN_KINDS: Final[Mapping[ConcernKind, Sentence]] = worded(
    {
        ConcernKind.REPEATED_INQUIRER: (
            "La misma persona pregunta una y otra vez",
            "The same person asks again and again",
        ),
        ConcernKind.SHARED_CONTACT: (
            "El mismo contacto busca por varias instituciones a niñas o niños sin parentesco",
            "The same contact asks several agencies for unrelated children",
        ),
        ConcernKind.NEAR_SEVERAL_CHILDREN: (
            "Quien busca está cerca de varias niñas o niños sin parentesco",
            "The inquirer is near several unrelated children",
        ),
        ConcernKind.PUBLIC_FIELDS_ONLY: (
            "Quien dice ser familia solo sabe lo que es público",
            "Who claims to be family knows only what is public",
        ),
    },
    dict.fromkeys(ConcernKind, _SOURCE),
)

HOLDING: Final = frozenset(
    {ConcernKind.REPEATED_INQUIRER, ConcernKind.SHARED_CONTACT, ConcernKind.NEAR_SEVERAL_CHILDREN}
)
"""Kinds that put the inquiries on hold until a protection officer has looked. That somebody knows little isn't among
them: families who call from a village by a bad line know little, too."""


class Rule(StrEnum):
    """Which rule raised a concern (``casework.concerns.rule``)."""

    ASKED_AGAIN_AFTER_REFUSAL = "asked_again_after_refusal"
    ASKED_AGAIN_AFTER_WITHDRAWALS = "asked_again_after_withdrawals"
    ASKED_AGAIN_UNDER_ANOTHER_NAME = "asked_again_under_another_name"
    ASKED_AGAIN_OFTEN = "asked_again_often"
    CONTACT_AT_SEVERAL_AGENCIES = "contact_at_several_agencies"
    CONTACT_ON_FOUND_CHILDREN = "contact_on_found_children"
    PLACE_OF_FOUND_CHILDREN = "place_of_found_children"
    NOTHING_FAMILY_WOULD_KNOW = "nothing_family_would_know"


RULES: Final[Mapping[Rule, Sentence]] = worded(
    {
        Rule.ASKED_AGAIN_AFTER_REFUSAL: (
            "Una búsqueda con el mismo teléfono o dirección terminó porque la niña o el niño, la verificación o el "
            "interés superior dijeron que no; después se presentó otra.",
            "An inquiry with the same telephone or address ended because the child, the verification or the best "
            "interests said no; another one came after it.",
        ),
        Rule.ASKED_AGAIN_AFTER_WITHDRAWALS: (
            "Varias búsquedas con el mismo teléfono o dirección se retiraron; después se presentó otra.",
            "Several inquiries with the same telephone or address were withdrawn; another one came after them.",
        ),
        Rule.ASKED_AGAIN_UNDER_ANOTHER_NAME: (
            "Con el mismo teléfono o dirección, personas de nombres que no se parecen dicen ser la misma madre, el "
            "mismo padre o la misma tutora de una niña o un niño.",
            "From the same telephone or address, people of names that don't resemble each other claim to be the one "
            "mother, father or guardian of a child.",
        ),
        Rule.ASKED_AGAIN_OFTEN: (
            "El mismo teléfono o dirección busca muchas veces a la misma niña o niño.",
            "The same telephone or address asks for the same child many times.",
        ),
        Rule.CONTACT_AT_SEVERAL_AGENCIES: (
            "El mismo teléfono o dirección está en búsquedas de niñas o niños sin parentesco en varias instituciones: "
            "ninguna de ellas lo ve sola.",
            "The same telephone or address stands on inquiries for unrelated children at several agencies: none of "
            "them sees it alone.",
        ),
        Rule.CONTACT_ON_FOUND_CHILDREN: (
            "El teléfono o la dirección de quien busca está en los expedientes de varias niñas o niños encontrados "
            "que no son parientes ni de la persona buscada.",
            "The inquirer's telephone or address stands on the records of several children found who are no kin, nor "
            "kin of the one who is sought.",
        ),
        Rule.PLACE_OF_FOUND_CHILDREN: (
            "Quien busca vive en un lugar pequeño donde fueron encontradas varias niñas o niños sin parentesco.",
            "The inquirer lives in a small place where several unrelated children were found.",
        ),
        Rule.NOTHING_FAMILY_WOULD_KNOW: (
            "Dice ser familia cercana, y todo lo que acierta es nombre, sexo, edad y país; el expediente tiene otros "
            "datos que una familia sabría.",
            "Claims to be close family, and all that fits is name, sex, age and country; the record holds other "
            "things that a family would know.",
        ),
    },
    dict.fromkeys(Rule, _SOURCE),
)
"""Why, for the protection officer who looks."""
