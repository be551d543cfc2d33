"""A code with its sentence in Spanish and English: what officers read of every rule of this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal, TypeVar

__all__ = ["PROGRAM", "Language", "Sentence", "sourced", "worded"]

PROGRAM: Final = "Program rule"
"""What a rule rests on that names no law: the program's own."""

Language = Literal["es", "en"]
_Code = TypeVar("_Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A code for programs, a sentence for people. ``source`` names the law or guideline it rests on, where it does.

    No sentence holds a value of a person.
    """

    code: str
    es: str
    en: str
    source: str = ""

    def told(self, language: Language) -> str:
        """Return the sentence in a language."""
        return self.es if language == "es" else self.en


def sourced(sentences: Iterable[Sentence]) -> dict[str, Sentence]:
    """Return code → sentence for rules that refuse something: one that names no law is a rule of the program."""
    return {one.code: one if one.source else replace(one, source=PROGRAM) for one in sentences}


def worded(
    texts: Mapping[_Code, tuple[str, str]], sources: Mapping[_Code, str] | None = None
) -> dict[_Code, Sentence]:
    """Return code → sentence from code → (Spanish, English), with the source of those that name one."""
    known = sources or {}
    return {code: Sentence(code.value, es, en, known.get(code, "")) for code, (es, en) in texts.items()}
