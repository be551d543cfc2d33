"""Values that stand on the records of many unrelated children and therefore mean nothing: a shelter's telephone, the
document number that an officer copied to a whole group (brief H4.8). Rows and words that break the program are passed over
here: encoding meets them again, and tells.

A family's telephone stands on the records of one family. How many different surnames one telephone gathers is
counted; what gathers at least ``LEAST``, and more than nearly all other telephones of the data do, is generic.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from tracing.linkage.vocabulary import hash_text
from tracing.records import Records
from tracing.standardise import phonetics
from tracing.standardise.guarded import guarded, profile_or_fault
from tracing.standardise.names import surname_core
from tracing.standardise.profile import Profile

__all__ = ["find_generic", "generic_of"]

LEAST = 4
_NEARLY_ALL = 0.99


def _surname(found: Profile) -> str | None:
    """The sound of the first surname in the likeliest reading: one family's clerks spell it in more than one way."""
    if found.name is None or not found.name.readings or not found.name.readings[0].surnames:
        return None
    core = surname_core(found.name.readings[0].surnames[0].text)
    return guarded(lambda: min(phonetics.keys(core, "surname").k2 or {core}), lambda _fault: core)


def generic_of(surnames: Mapping[str, set[str]]) -> set[str]:
    """Return the values that gather too many different surnames to be one family's."""
    several = [len(names) for names in surnames.values() if len(names) > 1]
    if not several:
        return set()
    least = max(
        LEAST, int(np.quantile(several, _NEARLY_ALL, method="lower")) if len(several) >= 100 else LEAST
    )
    return {value for value, names in surnames.items() if len(names) >= least}


def _shared(cells: Iterable[str | None]) -> set[str]:
    """Tails of digits that stand in at least ``LEAST`` cells; only their records need to be read closely."""
    count: dict[str, int] = defaultdict(int)
    for cell in cells:
        for tail in {t for part in (cell or "").split(";") if (t := re.sub(r"[^0-9A-Za-z]", "", part)[-7:])}:
            count[tail] += 1
    return {tail for tail, n in count.items() if n >= LEAST}


def find_generic(*sides: Records) -> dict[str, frozenset[int]]:
    """Return the generic ``phones`` and ``documents`` of both sides, as the numbers that stand for them in keys."""
    gathered: dict[str, dict[str, set[str]]] = {"phones": defaultdict(set), "documents": defaultdict(set)}
    for column, by_value in gathered.items():
        shared = _shared(cell for side in sides if column in side.frame for cell in side.frame[column])
        if not shared:
            continue
        for side in sides:
            for row in side.frame.to_dict("records") if column in side.frame else ():
                cell = row[column]
                if not cell or not any(
                    re.sub(r"[^0-9A-Za-z]", "", part)[-7:] in shared for part in cell.split(";")
                ):
                    continue
                found = profile_or_fault({str(k): v for k, v in row.items()})
                if isinstance(found, str) or (surname := _surname(found)) is None:
                    continue
                values = (
                    [p.tail for p in found.phones]
                    if column == "phones"
                    else [d.number for d in found.documents]
                )
                for value in values:
                    by_value[value].add(surname)
    return {
        column: frozenset(map(hash_text, generic))
        for column, by_value in gathered.items()
        if (generic := generic_of(by_value))
    }
