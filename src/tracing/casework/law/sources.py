"""What a sentence of casework rests on, in the register: ``CRC 9, 10; GC 6 §81-83`` names three entries.

A source names instruments by their short names, and figures of the register by theirs (``INT/handover_notice_hours``). Where the register has no entry of an article of its own, the instrument's
stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracing.casework.law.entries import Entry
from tracing.casework.law.register import Register

__all__ = ["cited", "entries_of", "names_of", "unresolved"]

_ARTICLE = re.compile(r"§{0,2}[0-9]+([-–][0-9]+)?(\([a-z0-9]+\))*")
_PARAGRAPH = re.compile(r"(\([a-z0-9]+\))+$")


def cited(source: str) -> tuple[str, ...]:
    """Return the single citations of a source: ``CRC 9, 10; GC 6 §31`` → ``CRC 9``, ``CRC 10``, ``GC 6 §31``."""
    found = []
    for part in source.replace("–", "-").split(";"):
        first, *more = (word.strip() for word in part.split(", "))
        # Of a list of articles each stands for itself, behind the instrument that the first one names.
        instrument, _, _ = first.rpartition(" ")
        if more and all(_ARTICLE.fullmatch(word) for word in more):
            found += [first, *(f"{instrument} {word}" for word in more)]
        else:
            found.append(part.strip())
    return tuple(citation for citation in dict.fromkeys(found) if citation)


def names_of(entry: Entry) -> tuple[str, ...]:
    """Return by what an entry is cited."""
    return tuple(name for part in entry.cite.split(";") if (name := part.strip()))


def entries_of(register: Register, source: str) -> tuple[Entry, ...]:
    """Return the entries that a source names, the newest version of each that counts, in the source's order."""
    by_name = _by_name(register)
    found = (_entry(by_name, citation) for citation in cited(source))
    return tuple(dict.fromkeys(entry for entry in found if entry is not None))


def unresolved(register: Register, source: str) -> tuple[str, ...]:
    """Return the citations of a source that the register doesn't know."""
    by_name = _by_name(register)
    return tuple(citation for citation in cited(source) if _entry(by_name, citation) is None)


def _by_name(register: Register) -> dict[str, Entry]:
    return {name: entry for entry in register if entry.counts for name in (entry.name, *names_of(entry))}


def _entry(by_name: Mapping[str, Entry], citation: str) -> Entry | None:
    """Return the entry of a citation, or of the longest beginning of it that is an instrument's name."""
    words = citation.split(" ")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).rstrip(":,")
        for known in (name, _PARAGRAPH.sub("", name)):
            if known in by_name:
                return by_name[known]
    return None
