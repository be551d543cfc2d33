"""In which line of a matcher file a field stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tracing.linkage.matcher.faults import MatcherFault

__all__ = ["line_of"]

_MARK = "\x00here\x00"
_AT_LINE = re.compile(r"at line (\d+)")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_NAMED = ("comparison", "blocking")
"""Lists whose entries a field's full name calls by their names."""


def line_of(text: str, fault: MatcherFault) -> int | None:
    """Return the line, from 1, of the field that a fault names, or of what it should stand in; None where it can't be told."""
    if not fault.field:
        told = _AT_LINE.search(fault.problem)
        return int(told[1]) if told else None
    try:
        document = tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError):
        return None
    holder, key = _find(document, list(_steps(document, fault.field)))
    if holder is None:
        return 1
    # The value gives way to a mark: written out, the document says where it stood.
    while isinstance(holder[key], dict | list) and len(holder[key]) and not _inline(holder[key]):
        holder, key = holder[key], _first(holder[key])
    holder[key] = _MARK
    before, found, _ = tomlkit.dumps(document).partition(tomlkit.string(_MARK).as_string())
    return before.count("\n") + 1 if found else None


def _steps(document: Any, field: str) -> Iterator[str | int]:
    """Yield the keys and places, from 0, that lead to a field by its full name."""
    field = field.removeprefix("matcher.")
    for kind in _NAMED:
        if not field.startswith(f"{kind}."):
            continue
        rest = field.removeprefix(f"{kind}.")
        names = [str(one.get("name", "")) for one in document.get(kind, [])]
        fitting = [n for n in names if rest == n or rest.startswith((f"{n}.", f"{n}["))]
        yield kind
        if not fitting:
            return
        name = max(fitting, key=len)
        yield names.index(name)
        field = rest.removeprefix(name)
    for key, place in _STEP.findall(field):
        yield int(place) - 1 if place else key


def _find(document: Any, steps: list[str | int]) -> tuple[Any, Any]:
    """Return what holds the last step that is there, and its key; None where none is."""
    holder, key, at = None, None, document
    for step in steps:
        there = (
            isinstance(at, dict) and step in at
            if isinstance(step, str)
            else isinstance(at, list) and 0 <= step < len(at)
        )
        if not there:
            break
        holder, key, at = at, step, at[step]
    return holder, key


def _inline(value: Any) -> bool:
    return isinstance(value, tomlkit.items.InlineTable | tomlkit.items.Array)


def _first(value: Any) -> Any:
    return next(iter(value)) if isinstance(value, dict) else 0
