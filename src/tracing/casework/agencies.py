"""Which agencies may take part, which records they may hold, and which are refused (brief I2, I6).

Migration and police agencies have no kind. What children and families say in order to be found must not become a means
of detaining or returning them: the firewall between child protection and immigration enforcement (CMW general comment
3 and 4, CRC general comments 22 and 23, 2017).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from tracing.casework.wording import Sentence, worded
from tracing.standardise.text import fold

__all__ = [
    "AGENCY_KINDS",
    "REFUSALS",
    "SIDES",
    "SIDES_OF",
    "AgencyKind",
    "Side",
    "may_hold",
    "refuse_kind",
]


class Side(StrEnum):
    """The two sides of tracing: children found, and inquiries of those who look for them."""

    CHILD = "child"
    INQUIRY = "inquiry"


class AgencyKind(StrEnum):
    """The kinds of agency that can be entered (``casework.agencies.kind``)."""

    CHILD_PROTECTION = "child_protection"
    SHELTER = "shelter"
    FAMILY_TRACING = "family_tracing"
    TRACING_OFFICE = "tracing_office"
    CONSULATE = "consulate"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    CIVIL_SOCIETY = "civil_society"
    OVERSIGHT = "oversight"


SIDES: Final[Mapping[Side, Sentence]] = worded(
    {
        Side.CHILD: ("Niñas, niños y adolescentes encontrados", "Children found"),
        Side.INQUIRY: ("Solicitudes de búsqueda de las familias", "Inquiries of families"),
    }
)

AGENCY_KINDS: Final[Mapping[AgencyKind, Sentence]] = worded(
    {
        AgencyKind.CHILD_PROTECTION: ("Autoridad de protección de la niñez", "Child-protection authority"),
        AgencyKind.SHELTER: ("Albergue o centro de acogida", "Shelter or reception centre"),
        AgencyKind.FAMILY_TRACING: ("Servicio de búsqueda de familiares", "Family-tracing service"),
        AgencyKind.TRACING_OFFICE: ("Oficina que opera este programa", "Office that runs this program"),
        AgencyKind.CONSULATE: ("Consulado o registro civil", "Consulate or civil registry"),
        AgencyKind.INTERNATIONAL_ORGANISATION: ("Organismo internacional", "International organisation"),
        AgencyKind.CIVIL_SOCIETY: ("Organización de la sociedad civil", "Civil-society organisation"),
        AgencyKind.OVERSIGHT: ("Órgano de supervisión", "Oversight body"),
    }
)

_BOTH = frozenset(Side)
_NONE: frozenset[Side] = frozenset()

SIDES_OF: Final[Mapping[AgencyKind, frozenset[Side]]] = {
    AgencyKind.CHILD_PROTECTION: _BOTH,
    AgencyKind.SHELTER: frozenset({Side.CHILD}),
    AgencyKind.FAMILY_TRACING: frozenset({Side.INQUIRY}),
    # It reviews pairs, so it submits neither side of one.
    AgencyKind.TRACING_OFFICE: _NONE,
    # Families ask through consulates; no child's record may be held by an authority of the country of origin.
    AgencyKind.CONSULATE: frozenset({Side.INQUIRY}),
    AgencyKind.INTERNATIONAL_ORGANISATION: _BOTH,
    AgencyKind.CIVIL_SOCIETY: _BOTH,
    AgencyKind.OVERSIGHT: _NONE,
}
"""Which records an agency of a kind may hold at most."""

_FIREWALL_SOURCE = "CMW GC 3 and 4 / CRC GC 22 and 23 (2017)"

_FIREWALL: Final = Sentence(
    "firewall",
    "Las autoridades migratorias, policiales, militares y de fronteras no pueden tener acceso: existe un cortafuegos "
    "entre la protección de la niñez y el control migratorio.",
    "Migration, police, military and border authorities can't be given access: there is a firewall between child "
    "protection and immigration enforcement.",
    _FIREWALL_SOURCE,
)
_UNKNOWN: Final = Sentence(
    "unknown_kind",
    f"No existe ese tipo de institución. Tipos admitidos: {', '.join(AgencyKind)}.",
    f"There is no such kind of agency. Kinds: {', '.join(AgencyKind)}.",
)

REFUSALS: Final = (_FIREWALL, _UNKNOWN)
"""Why an agency can't be entered."""

_KIND_WORDS = re.compile(
    r"MIGRA|POLI(CE|CIA|CIAL)|BORDER|FRONTER|ENFORCE|CUSTOMS|ADUANA|MILITA|ARMY|EJERCITO|ARMED|DETENTION|DETENCION"
    r"|DEPORT|PROSECUT|FISCALIA|INTERPOL|INTELLIGENCE|INTELIGENCIA|GUARDIA NACIONAL|NATIONAL GUARD|HOMELAND"
)
# Of a name only what leaves no doubt: "Organización Internacional para las Migraciones" is no migration authority.
_NAME_WORDS = re.compile(
    r"\bPOLICI(A|AL)\b|\bPOLICE\b|\bBORDER (PATROL|PROTECTION|SERVICES?|GUARDS?)\b|\bPATRULLA FRONTERIZA\b"
    r"|\b(INSTITUTO|DIRECCION|SERVICIO)( [A-Z]+)? DE MIGRACION\b|\bMIGRACION COLOMBIA\b|\bCUSTOMS ENFORCEMENT\b"
    r"|\bIMMIGRATION (AND|DEPARTMENT|SERVICE|ENFORCEMENT)\b|\bDEPARTMENT OF IMMIGRATION\b|\bHOMELAND SECURITY\b"
    r"|\bGUARDIA NACIONAL\b|\bNATIONAL GUARD\b|\bEJERCITO\b|\bARMY\b|\bINTERPOL\b"
)
# Brief I2: the migration and border authorities of each country, by the short names they go by.
_CODES = frozenset(
    {
        "INM",
        "IGM",
        "DGM",
        "DGME",
        "SNM",
        "SENAFRONT",
        "PNC",
        "CBP",
        "ICE",
        "DHS-CBP",
        "DHS-ICE",
        "CBSA",
        "USBP",
    }
)


_WORDS = re.compile(r"[A-Z0-9]+")
# Ice is a word; the other short names are none.
_WORD_AS_WELL = "ICE"


def _says_code(name: str) -> bool:
    """Say whether a word of a name is the short name of an authority behind the firewall; dots within it are nothing."""
    undotted = name.replace(".", "")
    said = set(_WORDS.findall(fold(undotted)))
    if said == {_WORD_AS_WELL} or _WORD_AS_WELL in _WORDS.findall(undotted):
        return True
    return bool(said & (_CODES - {_WORD_AS_WELL}))


def refuse_kind(kind: str, *, name: str = "", code: str = "") -> Sentence | None:
    """Return why an agency can't be entered, None where it can (brief I6).

    ``kind``: as typed, by any word. ``name`` and ``code`` (``MX-INM``) are looked at too, since an authority behind
    the firewall doesn't pass it by calling itself a consulate: of a name, words that leave no doubt and known short names
    (``INM``) count. "firewall" comes before "unknown_kind".
    """
    short = code.strip().upper().partition("-")[2]
    if (
        _KIND_WORDS.search(fold(kind.replace("_", " ")))
        or kind.strip().upper() in _CODES
        or _NAME_WORDS.search(fold(name))
        or _says_code(name)
        or short in _CODES
        or short.partition("-")[0] in _CODES
    ):
        return _FIREWALL
    return None if kind in set(AgencyKind) else _UNKNOWN


def may_hold(kind: AgencyKind, sides: Iterable[Side]) -> bool:
    """Say whether an agency of a kind may hold records of these sides."""
    return set(sides) <= SIDES_OF[kind]
