"""What a use case refuses, as people read it: in their language, with what to do."""

from __future__ import annotations

from dataclasses import dataclass

from tracing.casework.mends import MENDS, mend_of
from tracing.casework.wording import Sentence
from tracing.service.errors import FieldFault, Refused
from tracing.web.texts import Texts

__all__ = ["Said", "faults_of", "say"]


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal in words: what it is, what to do, the same for each field, and the source of the rule behind it."""

    text: str
    mend: str
    faults: tuple[tuple[str, str, str], ...]
    source: str


def say(refusal: Refused, texts: Texts) -> Said:
    """Return a refusal in a language. A rule of casework has words in both; all others stand in the catalogue."""
    return Said(
        _words(refusal.rule, refusal.text, texts),
        _mend(refusal.rule, refusal.mend, texts),
        tuple(
            (one.pointer, _words(one.rule, one.reason, texts), _mend(one.rule, one.mend, texts))
            for one in refusal.fields
        ),
        refusal.rule.source if refusal.rule is not None else "",
    )


def faults_of(refusal: Refused, texts: Texts) -> dict[str, str]:
    """Return field → what is wrong with it, for forms: the last step of each pointer is the field's name."""
    return {
        _field(one): " ".join(
            filter(None, (_words(one.rule, one.reason, texts), _mend(one.rule, one.mend, texts)))
        )
        for one in refusal.fields
    }


def _field(fault: FieldFault) -> str:
    return fault.pointer.rpartition("/")[2]


def _words(rule: Sentence | None, words: str, texts: Texts) -> str:
    return texts.told(rule) if rule is not None and words == rule.en else texts.gettext(words)


def _mend(rule: Sentence | None, mend: str, texts: Texts) -> str:
    """Return what to do in one language, and nothing where the rule's own words have said it. (Programs get both languages in
    one text.)"""
    if not mend:
        return ""
    if rule is None or not mend.startswith(mend_of(rule)):
        return texts.gettext(mend)
    remedy = MENDS.get(rule.code)
    said = "" if remedy is None or remedy.es == rule.es else texts.told(remedy)
    return f"{said}{mend.removeprefix(mend_of(rule))}".strip()
