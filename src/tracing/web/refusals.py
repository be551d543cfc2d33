"""What a use case refuses, as people read it: in their language, with what to do.

The service says its refusals in English. The catalogue ``refusals.po`` has each in Spanish; a text that was made of parts stands
there as a pattern with named places ("The body is longer than %(a)s bytes."), and what stood in them is looked up in turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tracing.casework.mends import MENDS, mend_of
from tracing.casework.wording import Language, Sentence
from tracing.service.errors import FieldFault, Refused
from tracing.web.texts import Texts, catalogue

__all__ = ["Said", "failed", "faults_of", "remarked", "say", "translated"]

_PLACE = re.compile(r"%\((\w+)\)s")
_BETWEEN_LANGUAGES = " · "
_FILE = "the file: "
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal in words: what it is, what to do, the same for each field, and the source of the rule behind it."""

    text: str
    mend: str
    faults: tuple[tuple[str, str, str], ...]
    source: str


def say(refusal: Refused, texts: Texts) -> Said:
    """Return a refusal in a language. A rule of casework has words in both; all others stand in the catalogue."""
    if refusal.code == "not_yet" and refusal.fields:
        # Its text and mend are those of its fields once more, in English and in Spanish.
        text, mend = texts.gettext("This step isn't possible yet."), ""
    else:
        text, mend = _words(refusal.rule, refusal.text, texts), _mend(refusal.rule, refusal.mend, texts)
    return Said(
        text,
        mend,
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


def remarked(reason: str, mend: str, texts: Texts) -> tuple[str, str]:
    """Return a remark on a row of a file in a language: why, and how to mend it."""
    return translated(reason, texts), translated(mend, texts)


def failed(failure: str, texts: Texts) -> str:
    """Return in a language why the whole of a file couldn't be taken. What is kept of that lacks the name of the file."""
    said = translated(_FILE + failure, texts)
    if said == _FILE + failure:
        return translated(failure, texts)
    return said.partition(": ")[2]


def translated(text: str, texts: Texts) -> str:
    """Return a text of the service in a language: as it stands where nobody has translated it."""
    return _spanish(text, _DEEPEST) if texts.language == "es" else text


def _spanish(text: str, deeper: int) -> str:
    known = catalogue().get(text)
    if known is not None:
        return known[0]
    for pattern, said in _patterns() if deeper else ():
        found = pattern.fullmatch(text)
        if found is not None:
            return said % {name: _spanish(part, deeper - 1) for name, part in found.groupdict().items()}
    return text


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the patterns of the catalogue, those that say most first: the more a pattern says the surer it is."""
    made = []
    for english, (spanish, *_) in catalogue().items():
        names = _PLACE.findall(english)
        # What says nothing itself, or less than its places, would fit anything.
        fixed = _PLACE.sub("", english)
        if not names or len(re.findall(r"[^\W\d_]", fixed)) < 4 or len(set(names)) != len(names):
            continue
        parts = _PLACE.split(english)
        pattern = "".join(
            f"(?P<{part}>.*?)" if place % 2 else re.escape(part.replace("%%", "%"))
            for place, part in enumerate(parts)
        )
        made.append((len(fixed), re.compile(pattern, re.DOTALL), spanish))
    made.sort(key=lambda one: -one[0])
    return [(pattern, spanish) for _, pattern, spanish in made]


def _field(fault: FieldFault) -> str:
    # What a program gives in the address of a request is a field of the form like all others.
    return re.split("[/:]", fault.pointer)[-1]


def _words(rule: Sentence | None, words: str, texts: Texts) -> str:
    return texts.told(rule) if rule is not None and words == rule.en else translated(words, texts)


def _mend(rule: Sentence | None, mend: str, texts: Texts) -> str:
    """Return how to mend something. Rules say it for programs in both languages at once; people are told it in one."""
    if rule is not None and mend.startswith(mend_of(rule)):
        # Where no remedy is known programs are given the rule once more, in Spanish.
        remedy = None if mend_of(rule) == rule.es else MENDS.get(rule.code)
        told = "" if remedy is None or remedy.en == rule.en else texts.told(remedy)
        return told + translated(mend.removeprefix(mend_of(rule)), texts)
    if _BETWEEN_LANGUAGES in mend:
        return _half(mend, texts.language)
    return translated(mend, texts)


def _half(mend: str, language: Language) -> str:
    en, _, es = mend.partition(_BETWEEN_LANGUAGES)
    return es if language == "es" else en
