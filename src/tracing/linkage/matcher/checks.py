"""Checks of a matcher file's fields: each that fails becomes a fault with the field's full name."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from tracing.linkage.matcher.faults import MatcherFault

__all__ = ["Checks", "Wrong"]

T = TypeVar("T")

_PROBABILITY = "Give a share above 0 and below 1. What never occurs is as good as 0.000001."


class Wrong(Exception):  # noqa: N818 - carries a fault to whoever collects them
    """A check has failed. ``fault`` says how."""

    def __init__(self, fault: MatcherFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Checks:
    """Checks fields of the parsed TOML, and keeps the faults of the parts that were tried (``part``)."""

    def __init__(self) -> None:
        self.faults: list[MatcherFault] = []

    def part(self, make: Callable[[], T]) -> T | None:
        """Return what ``make`` gives; where a check of it fails, keep the fault and return None."""
        try:
            return make()
        except Wrong as wrong:
            self.faults.append(wrong.fault)
            return None

    @staticmethod
    def sure(value: T | None) -> T:
        """Return what a part gave, once no part has failed."""
        assert value is not None
        return value

    def fail(self, field: str, problem: str, mend: str) -> Wrong:
        """Return the fault, to be raised."""
        return Wrong(MatcherFault(field, problem, mend))

    def number(self, table: Mapping[str, Any], key: str, field: str, default: float | None = None) -> float:
        """Return a finite number."""
        value = table.get(key, default)
        if value is None:
            raise self.fail(f"{field}.{key}", "missing; expected a number", f"Add `{key} = …` there.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.fail(
                f"{field}.{key}",
                f"expected a number, found {value!r}",
                "Write a plain number, as 0.05, without quotes.",
            )
        return float(value)

    def probability(
        self, table: Mapping[str, Any], key: str, field: str, default: float | None = None
    ) -> float:
        """Return a number above 0 and below 1."""
        value = self.number(table, key, field, default)
        if not 0 < value < 1:
            raise self.fail(
                f"{field}.{key}",
                f"expected a probability above 0 and below 1, found {value:g}",
                _PROBABILITY,
            )
        return value

    def share(self, table: Mapping[str, Any], key: str, field: str, default: float) -> float:
        """Return a number above 0, at most 1."""
        value = self.number(table, key, field, default)
        if not 0 < value <= 1:
            raise self.fail(
                f"{field}.{key}",
                f"expected a number above 0, at most 1, found {value:g}",
                "Give the share that counts; leave the line out where all of it does.",
            )
        return value

    def above(self, table: Mapping[str, Any], key: str, field: str) -> float:
        """Return a number above 0."""
        value = self.number(table, key, field)
        if value <= 0:
            raise self.fail(
                f"{field}.{key}",
                f"expected bits above 0, found {value:g}",
                "Leave the whole section out where it should add nothing.",
            )
        return value

    def from_zero(
        self, table: Mapping[str, Any], key: str, field: str, default: float, most: float | None = None
    ) -> float:
        """Return a number from 0 up, or to ``most``."""
        value = self.number(table, key, field, default)
        if value < 0 or (most is not None and value > most):
            expected = "bits from 0 up" if most is None else f"a number from 0 to {most:g}"
            raise self.fail(
                f"{field}.{key}",
                f"expected {expected}, found {value:g}",
                "Leave the line out where 0 is meant.",
            )
        return value

    def text(self, table: Mapping[str, Any], key: str, field: str, default: str | None = None) -> str:
        """Return a text, which isn't empty unless ``default`` is."""
        value = table.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.fail(
                f"{field}.{key}", f"expected a text, found {value!r}", f'Write `{key} = "…"`, in quotes.'
            )
        return value

    def tables(self, table: Mapping[str, Any], key: str, field: str) -> Sequence[Mapping[str, Any]]:
        """Return a list of one table or more."""
        value = table.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.fail(
                f"{field}{key}",
                f"expected at least one [[{field}{key}]] table",
                f"Write a table `[[{field}{key}]]` or, in one field, `{key} = [ {{ … }}, … ]`.",
            )
        return value

    def only(self, table: Mapping[str, Any], known: Collection[str], field: str) -> None:
        """Refuse a field that isn't known."""
        unknown = sorted(set(table) - set(known))
        if unknown:
            near = difflib.get_close_matches(unknown[0], known, n=1)
            raise self.fail(
                f"{field}.{unknown[0]}",
                f"unknown field; known are {', '.join(sorted(known))}",
                f"Did you mean `{near[0]}`?" if near else "Take the line out.",
            )
