"""The directory of responsible authorities: what an entry says, when it is stale, what an expert may not write (brief I2).

Entries are shipped with the package (``directory.toml``); experts correct them in versions of their own, and the latest
version counts. Institutions behind the firewall are listed too, so that an officer sees that they get nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final

from tracing.casework.agencies import Side, refuse_kind
from tracing.casework.care.institutions import (
    ACCESS_OF,
    FIREWALLED,
    FUNCTIONS_OF,
    SIDES_OF_KIND,
    Access,
    Function,
    InstitutionKind,
)
from tracing.casework.care.rules import Rule, rules
from tracing.casework.law.files import shipped
from tracing.casework.law.register import Register
from tracing.casework.law.rules import Rule as LawRule
from tracing.casework.law.terms import Term, Terms
from tracing.standardise.text import fold

__all__ = [
    "DIRECTORY_RULES",
    "Entry",
    "check_due",
    "entry_faults",
    "is_stale",
    "matches",
    "named",
    "reception",
    "shipped_entries",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """An institution of the directory.

    ``key``: country and short name, unique (``GT-PGN``). ``version``: 1 as shipped or entered, one more for each
    correction. ``subdivision``: ISO 3166-2 where it answers for a part of the country alone, else empty. ``sides``: the
    sides of tracing that it stands on. ``to_check``: what somebody still has to find out, empty for nothing.
    ``checked_on``, ``checked_by``: when the entry was last compared with its source, and by whom. ``retired``: it
    doesn't exist any more, or isn't responsible.
    """

    key: str
    version: int
    country: str
    institution: str
    kind: InstitutionKind
    functions: tuple[Function, ...]
    sides: tuple[Side, ...]
    legal_basis: str
    source: str
    checked_on: date
    checked_by: str
    short: str = ""
    subdivision: str = ""
    to_check: str = ""
    contact: str = ""
    retired: bool = False

    @property
    def access(self) -> Access:
        """What it may get of what this service holds."""
        return ACCESS_OF[self.kind]

    @property
    def firewalled(self) -> bool:
        """Whether it gets nothing."""
        return self.kind in FIREWALLED


_FIREWALL = "CMW GC 3 and 4 / CRC GC 22 and 23 (2017)"

DIRECTORY_RULES: Final[Mapping[str, Rule]] = rules(
    (
        "firewall_by_name", "/kind", _FIREWALL,
        "Por su nombre es una autoridad migratoria, policial o de fronteras: está detrás del cortafuegos.",
        "By its name it is a migration, police or border authority: it stands behind the firewall.",
        "Regístrela como migration_border.", "Enter it as migration_border.",
    ),
    (
        "firewalled_stays", "/kind", _FIREWALL,
        "Lo que está detrás del cortafuegos no sale de él por una corrección.",
        "What stands behind the firewall doesn't leave it by a correction.",
        "Retire la entrada; si hay otra institución, regístrela con otra clave.",
        "Retire the entry; another institution is entered under another key.",
    ),
    (
        "function_not_of_kind", "/functions", "CRM Regional Guidelines (2009)",
        "Una institución de ese tipo no tiene esa función; a la niña o al niño lo recibe protección de la niñez, no la policía "
        "ni la frontera.",
        "An institution of that kind hasn't that function; a child is received by child protection, not by police or border.",
        "Tome funciones de ese tipo de institución.", "Take functions of that kind of institution.",
    ),
    (
        "side_not_of_kind", "/sides", _FIREWALL,
        "Una institución de ese tipo no está en ese lado de la búsqueda.",
        "An institution of that kind doesn't stand on that side of tracing.",
        "Deje los lados que ese tipo puede tener.", "Leave the sides that the kind may have.",
    ),
    (
        "checked_in_future", "/checked_on", "",
        "El día de la comprobación no ha llegado.", "The day of checking hasn't come yet.",
        "Indique el día en que se comprobó.", "Say on which day it was checked.",
    ),
    (
        "checked_backwards", "/checked_on", "",
        "La versión anterior se comprobó después de ese día.", "The version before was checked after that day.",
        "Indique una comprobación más reciente.", "Name a later check.",
    ),
    (
        "not_of_country", "/subdivision", "",
        "La clave y la subdivisión empiezan con el código del país.",
        "The key and the subdivision begin with the country's code.",
        "Escriba, por ejemplo, MX-DIF y MX-CHP.", "Write for example MX-DIF and MX-CHP.",
    ),
    (
        "no_function", "/functions", "",
        "Falta decir para qué es la institución.", "What the institution is for isn't said.",
        "Indique al menos una función.", "Name at least one function.",
    ),
)  # fmt: skip


def check_due(entry: Entry, register: Register | None = None) -> Term:
    """Return the day after which an entry is stale, by the register of law of its country: institutions of the region are renamed
    with governments, so an officer shouldn't rely on one for long (ICRC code of conduct: accuracy)."""
    terms = Terms(register or shipped(), entry.country)
    return terms.after(LawRule.DIRECTORY_CHECK_DAYS, entry.checked_on)


def is_stale(entry: Entry, today: date, register: Register | None = None) -> bool:
    """Say whether an entry was checked too long ago to be relied on."""
    return today > check_due(entry, register).on


def entry_faults(entry: Entry, today: date, before: Entry | None = None) -> tuple[Rule, ...]:
    """Return the rules that an entry as an expert writes it breaks; ``before``: the version that it corrects."""
    kind = entry.kind
    # Asked as if it were child protection: the name alone speaks.
    names = f"{entry.institution} / {entry.short}"
    behind = refuse_kind("child_protection", name=names, code=entry.key) is not None
    broken = (
        ("firewall_by_name", behind and kind not in FIREWALLED),
        ("firewalled_stays", before is not None and before.firewalled and not entry.firewalled),
        ("no_function", not entry.functions),
        ("function_not_of_kind", not set(entry.functions) <= FUNCTIONS_OF[kind]),
        ("side_not_of_kind", not set(entry.sides) <= SIDES_OF_KIND[kind]),
        ("checked_in_future", entry.checked_on > today),
        ("checked_backwards", before is not None and entry.checked_on < before.checked_on),
        ("not_of_country", not _of_country(entry)),
    )
    return tuple(DIRECTORY_RULES[code] for code, so in broken if so)


def _of_country(entry: Entry) -> bool:
    inside = re.fullmatch(rf"{entry.country}-[A-Z0-9]{{1,3}}", entry.subdivision)
    return entry.key.startswith(f"{entry.country}-") and (not entry.subdivision or inside is not None)


def matches(
    entry: Entry,
    country: str | None = None,
    kind: InstitutionKind | None = None,
    side: Side | None = None,
    subdivision: str | None = None,
    function: Function | None = None,
) -> bool:
    """Say whether an entry is one that was searched for. Of a sub-unit, those of the whole country are responsible too."""
    return (
        country in (None, entry.country)
        and kind in (None, entry.kind)
        and (side is None or side in entry.sides)
        and (subdivision is None or entry.subdivision in ("", subdivision))
        and (subdivision is None or subdivision.startswith(f"{entry.country}-"))
        and (function is None or function in entry.functions)
    )


def named(entries: Iterable[Entry], said: str, country: str = "") -> Entry | None:
    """Return the entry that somebody names, by its key, its short name or its institution; None where none is called so.

    ``country``: whose institution is meant where that is known. Of several, one that gets nothing before all others, and
    one that is still responsible before one that isn't: who names an authority doesn't pass by its namesake.
    """
    asked = fold(said).split()
    found = [
        entry
        for entry in entries
        if asked and asked in [fold(name).split() for name in (entry.key, entry.short, entry.institution)]
    ]
    of_country = [entry for entry in found if entry.country == country]
    return min(
        of_country or found, key=lambda entry: (not entry.firewalled, entry.retired, entry.key), default=None
    )


def reception(entries: Iterable[Entry], country: str, subdivision: str = "") -> Entry | None:
    """Return the authority that receives a child who returns to its country: child protection, never police or border.

    The sub-unit's own where there is one, else the whole country's; None where the directory knows none. Source: CRM
    Regional Guidelines (2009), handover to the child-protection authority.
    """
    found = [
        entry
        for entry in entries
        if entry.kind is InstitutionKind.CHILD_PROTECTION
        and not entry.retired
        and Function.RECEPTION in entry.functions
        and matches(entry, country, subdivision=subdivision or None)
        and (subdivision or not entry.subdivision)
    ]
    return min(found, key=lambda entry: (not entry.subdivision, entry.key), default=None)


@cache
def shipped_entries() -> Mapping[str, Entry]:
    """Return the entries that come with the package, by their keys."""
    text = resources.files("tracing.casework.care").joinpath("directory.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    return {
        row["key"]: _entry(row, read["checked_on"], read["checked_by"], read["source"])
        for row in read["entry"]
    }


def _entry(row: Mapping[str, Any], checked_on: date, checked_by: str, source: str) -> Entry:
    kind = InstitutionKind(row["kind"])
    sides = SIDES_OF_KIND[kind] & {Side(side) for side in row.get("sides", list(Side))}
    return Entry(
        row["key"], 1, row["key"][:2], row["institution"], kind, tuple(Function(f) for f in row["functions"]),
        tuple(sorted(sides)), row.get("legal_basis", ""), row.get("source", source), checked_on, checked_by,
        row.get("short", ""), row.get("subdivision", ""), row.get("to_check", ""),
    )  # fmt: skip
