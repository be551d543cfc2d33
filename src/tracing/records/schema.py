"""The columns of the file contract, as one table, and how a file's header is matched to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from tracing.records.errors import InputError

__all__ = [
    "CHILD_COLUMNS",
    "COLUMNS",
    "INQUIRER_COLUMNS",
    "INQUIRY_COLUMNS",
    "LINK_COLUMNS",
    "LIST_COLUMNS",
    "NAME_COLUMNS",
    "TRUTH_COLUMNS",
    "Column",
    "Side",
    "columns_of",
    "match_header",
]

Side = Literal["children", "inquiries"]


class Column(NamedTuple):
    """One column: its name, whether only inquiries have it, whether a cell holds a list, what it means."""

    name: str
    only_inquiries: bool
    is_list: bool
    meaning: str


def _one(name: str, meaning: str) -> Column:
    return Column(name, False, False, meaning)


def _many(name: str, meaning: str) -> Column:
    return Column(name, False, True, meaning)


def _asking(name: str, meaning: str) -> Column:
    return Column(name, True, False, meaning)


COLUMNS: tuple[Column, ...] = (
    _one("record_id", "the submitting agency's own reference, unique within the agency; required"),
    _one("agency", "short code of the submitting agency (MX-DIF, HN-SENAF, ...)"),
    _one("given_names", "given names as written"),
    _one("first_surname", "primer apellido as written"),
    _one("second_surname", "segundo apellido as written"),
    _one("full_name", "the whole name in one cell, where the source doesn't split it"),
    _many("aliases", "other names: nicknames, 'conocido por', earlier registrations"),
    _one("sex", "F, M, X (recorded as neither) or empty"),
    _one("birth_date", "2012-07-03, 2012-07, 2012, or as written (03/07/2012, 3 de julio de 2012)"),
    _one("age", "stated age in years, or '8 meses'"),
    _one("age_date", "the day on which the age was stated"),
    _many("nationality", "ISO 3166-1 alpha-2"),
    _one("origin_country", "where the child is from: country, as written"),
    _one("origin_admin1", "department or state, as written"),
    _one("origin_admin2", "municipality, as written"),
    _one("origin_locality", "village, aldea, colonia, as written"),
    _one("origin_text", "place of origin in one cell as told"),
    _many("languages", "ISO 639-3 codes or names as written"),
    _one("mother_name", "full name as written"),
    _one("father_name", "full name as written"),
    _one("caregiver_name", "full name as written"),
    _many("siblings", "names of brothers and sisters"),
    _many("phones", "telephone numbers known to either side"),
    _many("documents", "KIND:NUMBER, with optional country prefix (NI-CEDULA:001-030305-1234H)"),
    _one("marks", "scars, birthmarks, disabilities, as written"),
    _one("event_date", "child: when found; inquiry: last contact"),
    _one("event_place", "child: where found; inquiry: last contact"),
    _one("group_id", "children: travelling together; inquiries: sought in one inquiry"),
    _asking("inquirer_name", "who asks"),
    _asking("inquirer_relation", "what the inquirer is to the child (mother, father, grandmother, ...)"),
    _one("notes", "free text, never matched on by default"),
)
"""Every column of the file contract, in its order."""

CHILD_COLUMNS: tuple[str, ...] = tuple(c.name for c in COLUMNS if not c.only_inquiries)
INQUIRY_COLUMNS: tuple[str, ...] = tuple(c.name for c in COLUMNS)
INQUIRER_COLUMNS: tuple[str, ...] = tuple(c.name for c in COLUMNS if c.only_inquiries)
LIST_COLUMNS: tuple[str, ...] = tuple(c.name for c in COLUMNS if c.is_list)
NAME_COLUMNS: tuple[str, ...] = ("given_names", "first_surname", "second_surname", "full_name")
TRUTH_COLUMNS: tuple[str, ...] = ("child_id", "inquiry_id")
LINK_COLUMNS: tuple[str, ...] = ("inquiry_id", "child_id", "rank", "weight", "probability", "band")


def columns_of(side: Side) -> tuple[str, ...]:
    """Return the contract's column names of one side."""
    return CHILD_COLUMNS if side == "children" else INQUIRY_COLUMNS


@lru_cache(maxsize=1 << 10)
def _key(name: str) -> str:
    """Return what two spellings of a column name share: letters and digits, without case and accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())


def match_header(header: Sequence[str], known: Sequence[str], source: str) -> list[str]:
    """Return the header with each known column under its contract name, the others as written.

    ``header``: the cells of the header, from left to right. Case, accents, spaces and underscores don't count
    (``Record ID`` is ``record_id``). A column without a name is called ``column 5`` by its place. Raises
    InputError where two columns have the same name: which of them is meant can't be told.
    """
    names = {_key(name): name for name in known}
    matched: list[str] = []
    seen: dict[str, tuple[int, str]] = {}
    for place, cell in enumerate(header, start=1):
        written = cell.strip().removeprefix("\ufeff").strip() or f"column {place}"
        key = _key(written) or written
        if key in seen:
            first, earlier = seen[key]
            raise InputError(
                f"{source}: the columns {first} ({earlier!r}) and {place} ({written!r}) have the same name. "
                "Each column may stand once: rename or remove one of them."
            )
        seen[key] = (place, written)
        matched.append(names.get(key, written))
    return matched
