"""What tells from a record's row whether two are of one person, one family, one address, as the rules of screening see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracing.casework.kin import Kin
from tracing.standardise.text import fold

__all__ = ["INSTITUTION_ABOVE", "addresses_of", "kin_of", "words"]

INSTITUTION_ABOVE: Final = 30
"""What stands on more records than this is an institution's, or a town: a shelter's telephone, an office's address, a bridge at a
border."""

_ADDRESS: Final = ("address", "direccion", "dirección", "domicilio")
"""Columns beside the file contract in which agencies write an address."""


def words(text: str) -> str:
    """Return words folded and in one order, so that they compare."""
    return " ".join(sorted("".join(c if c.isalnum() else " " for c in fold(text)).split()))


def addresses_of(row: Mapping[str, str]) -> list[str]:
    """Return the addresses of a row as written; a single word is none."""
    return [
        text
        for name, text in row.items()
        if name.strip().lower() in _ADDRESS and len(words(text).split()) > 1
    ]


def kin_of(row: Mapping[str, str], agency: str) -> Kin:
    """Return what tells the family and the group of the child of a row."""
    surnames = f"{row.get('first_surname', '')} {row.get('second_surname', '')}".split()
    if not surnames:
        # The last two words of a whole name are its surnames more often than anything else.
        surnames = row.get("full_name", "").split()[1:][-2:]
    group = row.get("group_id", "")
    return Kin(
        frozenset(fold(word) for word in surnames if len(word) > 2),
        words(row.get("mother_name", "")),
        f"{agency}/{group}" if group else "",
    )
