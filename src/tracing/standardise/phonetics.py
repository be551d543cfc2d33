"""Phonetic keys for Latin American Spanish (brief D): K1 "written differently, said the same", K2 dialect.

The rules run in the brief's order over one token; where a letter may be said in two ways both are kept, so a token
has a small set of keys and two tokens match when their sets intersect. Vowels are never dropped: they are stable and
tell Mario from María.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

__all__ = ["Keys", "keys", "share_k1", "share_k2"]

Kind = Literal["given", "surname"]

_MOST = 16
_GLOTTAL = re.compile(r"(?<=[A-ZÑÜ])[7?](?=[A-ZÑÜ])")
_NOISE = re.compile(r"[^A-ZÑÜ]")


@dataclass(frozen=True, slots=True)
class Keys:
    """The key sets of a token."""

    k1: frozenset[str]
    k2: frozenset[str]


def _letters(token: str) -> str:
    text = unicodedata.normalize("NFC", token).upper()
    text = text.replace("Ñ", "\ue000").replace("Ü", "\ue001")
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = text.replace("\ue000", "Ñ").replace("\ue001", "Ü")
    return _NOISE.sub("", _GLOTTAL.sub("", text))


def _branch(words: set[str], pattern: re.Pattern[str], options: tuple[str, ...]) -> set[str]:
    """Replace each place of the pattern by every option, in all combinations."""
    done: set[str] = set()
    todo = [(word, 0) for word in sorted(words)]
    while todo and len(done) + len(todo) < 4 * _MOST:
        word, at = todo.pop()
        match = pattern.search(word, at)
        if match is None:
            done.add(word)
            continue
        for option in options:
            changed = word[: match.start()] + match.expand(option) + word[match.end() :]
            todo.append((changed, match.start() + max(1, len(match.expand(option)))))
    done.update(word for word, _ in todo)
    return done


def _c(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


V = "AEIOUÜ"
_ALTERNATIVES: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    ("gs", _c(rf"Ñ(?=[{V}Y])"), ("N", "NI")),
    ("gs", _c(r"Ñ"), ("N",)),
    ("gs", _c(rf"^X(?=[{V}Y])"), ("S", "J")),
    ("g", _c(rf"(?<=[{V}Y])X(?=[{V}Y])"), ("KS", "J")),
    ("s", _c(rf"(?<=[{V}Y])X(?=[{V}Y])"), ("KS", "J", "S")),
    ("gs", _c(r"X"), ("S",)),
    ("g", _c(r"^[GJ]I?E?O(?=[A-Z])"), ("JO", "YO")),
)


def _alternatives(word: str, kind: Kind) -> set[str]:
    words = {word}
    for kinds, pattern, options in _ALTERNATIVES[:6]:
        if kind[0] in kinds:
            words = _branch(words, pattern, options)
    if kind == "given":
        words = {re.sub(r"^(?:GI|GE|JE)O", "JO", w) for w in words}
        words = _branch(words, _c(r"^J|^G(?=[EI])"), ("J", "Y"))
        words = _branch(words, _c(r"LL"), ("LL", "L"))
    words = _branch(words, _c(rf"(?<=[{V}])H(?=[AEIO])"), ("", "J"))
    if kind == "surname":
        words = _branch(words, _c(rf"(?<=[{V}])H$"), ("", "J"))
    return words


_THIRD = [
    (_c(p), r)
    for p, r in (
        (r"PH", "F"),
        (r"SCH", "S"),
        (r"SH", "S"),
        (r"CHR", "KR"),
        (r"TH", "T"),
        (r"RH", "R"),
        (r"JH", "J"),
        (r"GH", "G"),
        (r"KH", "K"),
        (r"CK", "K"),
        (r"TZ|TS", "\x01"),
        (r"CH", "\x02"),
        (rf"NY(?=[{V}])", "NI"),
        (r"G(?=[EIY])", "J"),
        (rf"(?:GU|GÜ|HU|GW|W)(?=[{V}])", "G"),
        (r"W", "G"),
        (r"Ü", "U"),
        (r"H", ""),
        (r"SC(?=[EI])", "S"),
        (r"CC(?=[EI])", "KS"),
        (r"C(?=[EIY])", "S"),
        (r"QU(?=[EIY])", "K"),
        (r"[QC]", "K"),
        (r"Z", "S"),
        (r"V", "B"),
        (r"LL", "Y"),
        (r"Y(?![AEIOU])", "I"),
        (r"^I(?=[AEOU])", "Y"),
        (r"(?<=[AEIOU])I(?=[AEIOU])", "Y"),
        (r"^PS", "S"),
        (r"(.)\1+", r"\1"),
        (r"M(?=[BP])", "N"),
        (r"M$", "N"),
        (r"^S(?=[^AEIOU])", "ES"),
        (r"(.)\1+", r"\1"),
    )
]

_K2 = [
    (_c(p), r)
    for p, r in (
        (r"KS", "S"),
        ("\x01", "S"),
        (r"[KGPB](?=[TSND])", ""),
    )
]
_K2_TAIL = [
    (_c(p), r)
    for p, r in (
        (r"S(?=[^AEIOU])", ""),
        (r"R(?![AEIOU])", "L"),
        (r"(?<=[AO])D(?=[AO])", ""),
        (r"I", "E"),
        (r"U", "O"),
        (r"(.)\1+", r"\1"),
    )
]
_READABLE = str.maketrans({"\x01": "Z", "\x02": "C"})


def _k1(word: str) -> str:
    for pattern, replacement in _THIRD:
        word = pattern.sub(replacement, word)
    return word


def _k2(word: str) -> str:
    for pattern, replacement in _K2:
        word = pattern.sub(replacement, word)
    if len(word) > 3:
        word = re.sub(r"(?<=.)[DSN]+$", "", word)
    for pattern, replacement in _K2_TAIL:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=1 << 18)
def keys(token: str, kind: Kind) -> Keys:
    """Return the K1 and K2 keys of a token; words of a compound are joined. Empty sets for a text without letters."""
    word = _letters(token)
    if not word:
        return Keys(frozenset(), frozenset())
    firsts = sorted({_k1(w) for w in _alternatives(word, kind)})[:_MOST]
    return Keys(
        frozenset(w.translate(_READABLE) for w in firsts),
        frozenset(_k2(w).translate(_READABLE) for w in firsts),
    )


def share_k1(a: str, b: str, kind: Kind) -> bool:
    """Whether two tokens may be said the same."""
    return not keys(a, kind).k1.isdisjoint(keys(b, kind).k1)


def share_k2(a: str, b: str, kind: Kind) -> bool:
    """Whether two tokens may be said the same allowing for dialect; for finding candidates only."""
    return not keys(a, kind).k2.isdisjoint(keys(b, kind).k2)
