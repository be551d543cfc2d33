"""A rule that refuses something: what it says and rests on, where it looks, and what would make it legal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracing.casework.wording import PROGRAM, Sentence

__all__ = ["Rule", "rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """``says``: the rule in words, with its source in law. ``mend``: what would make it legal. ``pointer``: the field."""

    says: Sentence
    mend: Sentence
    pointer: str

    @property
    def code(self) -> str:
        """The rule's code, which never changes its meaning."""
        return self.says.code


def rules(*lines: tuple[str, str, str, str, str, str, str]) -> Mapping[str, Rule]:
    """Return code → rule from (code, pointer, source, says es, says en, mend es, mend en). One that names no law is a rule of
    the program."""
    return {
        code: Rule(Sentence(code, es, en, source or PROGRAM), Sentence(code, mend_es, mend_en), pointer)
        for code, pointer, source, es, en, mend_es, mend_en in lines
    }
