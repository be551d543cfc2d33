"""Rules of care that refuse something, as problem documents name them: the field, the rule with its
source, and what would make it legal."""

from __future__ import annotations

from collections.abc import Iterable

from tracing.casework.care.rules import Rule
from tracing.service.errors import Conflict, FieldFault, Invalid

__all__ = ["LINE", "TEXT", "conflict", "fault", "refusal"]

LINE, TEXT = 200, 2000
"""How long a line, and a text of several, may be."""


def conflict(rule: Rule) -> Conflict:
    """Return the refusal of what the state of a thing doesn't allow."""
    return Conflict(rule.code, rule.says.en, f"{rule.mend.en} · {rule.mend.es}", rule=rule.says)


def fault(rule: Rule) -> FieldFault:
    """Return what a rule says of a field."""
    return FieldFault(rule.pointer, rule.says.en, f"{rule.mend.en} · {rule.mend.es}", rule.says)


def refusal(text: str, broken: Iterable[Rule], others: Iterable[FieldFault] = ()) -> Invalid:
    """Return the refusal of what breaks rules; of a single one it carries the code."""
    rules, faults = list(broken), list(others)
    code = rules[0].code if len(rules) == 1 and not faults else "invalid"
    return Invalid(code, text, fields=[*faults, *(fault(rule) for rule in rules)])
