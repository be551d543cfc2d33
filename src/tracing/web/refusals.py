"""What a use case refuses, as people read it: in their language, with what to do."""

from __future__ import annotations

from dataclasses import dataclass

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
        texts.gettext(refusal.mend) if refusal.mend else "",
        tuple(
            (one.pointer, _words(one.rule, one.reason, texts), texts.gettext(one.mend) if one.mend else "")
            for one in refusal.fields
        ),
        refusal.rule.source if refusal.rule is not None else "",
    )


def faults_of(refusal: Refused, texts: Texts) -> dict[str, str]:
    """Return field → what is wrong with it, for forms: the last step of each pointer is the field's name."""
    return {
        _field(one): " ".join(
            filter(None, (_words(one.rule, one.reason, texts), texts.gettext(one.mend) if one.mend else ""))
        )
        for one in refusal.fields
    }


def _field(fault: FieldFault) -> str:
    return fault.pointer.rpartition("/")[2]


def _words(rule: Sentence | None, words: str, texts: Texts) -> str:
    return texts.told(rule) if rule is not None and words == rule.en else texts.gettext(words)
