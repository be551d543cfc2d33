"""Rules of care that refuse something, as problem documents name them: the field, the rule (``api.problems`` adds its code and
source, which it knows by its words), and what would make it legal."""

from __future__ import annotations

from collections.abc import Iterable

from tracing.casework.care.rules import Rule
from tracing.service.errors import Conflict, FieldFault, Invalid

__all__ = ["conflict", "fault", "is_line", "is_text", "refusal"]


def conflict(rule: Rule) -> Conflict:
    """Return the refusal of what the state of a thing doesn't allow."""
    return Conflict(rule.code, rule.says.en, f"{rule.mend.en} · {rule.mend.es}")


def fault(rule: Rule) -> FieldFault:
    """Return what a rule says of a field."""
    return FieldFault(rule.pointer, rule.says.en, f"{rule.mend.en} · {rule.mend.es}")


def refusal(text: str, broken: Iterable[Rule], others: Iterable[FieldFault] = ()) -> Invalid:
    """Return the refusal of what breaks rules; of a single one it carries the code."""
    rules, faults = list(broken), list(others)
    code = rules[0].code if len(rules) == 1 and not faults else "invalid"
    return Invalid(code, text, fields=[*faults, *(fault(rule) for rule in rules)])


def is_line(text: str, longest: int = 200, empty: bool = False) -> bool:
    """Say whether a text is a line of plain text."""
    return (0 if empty else 1) <= len(text.strip()) <= longest and text.isprintable()


def is_text(text: str, longest: int = 2000) -> bool:
    """Say whether a text is plain text of several lines, or none."""
    plain = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return len(text) <= longest and (plain.isprintable() or not plain)
