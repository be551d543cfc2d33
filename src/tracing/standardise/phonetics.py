"""Phonetic keys for Latin American Spanish (brief D): K1 "written differently, said the same", K2 dialect.

The rules of D1 run in the brief's order over one token. Where a letter may be said in two ways both readings are
kept, so a token has a small set of keys and two tokens match when their sets intersect. Vowels are never dropped:
they are stable in Spanish and tell Mario from María. What no key catches, ``distance`` measures (D5).
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tracing.standardise.text import fold

__all__ = ["Keys", "Kind", "distance", "keys", "near", "share_k1", "share_k2"]

Kind = Literal["given", "surname"]

# The most spellings one token may branch into; past it only the first reading of a letter is kept.
_MOST = 16
# Glottal stops written as letters: saltillo, small saltillo, IPA glottal stops. Ordinal signs are letters to Unicode.
_NOT_LETTERS = frozenset("\ua78b\ua78c\u0294\u0241\u0242ªº")
_GLOTTAL_SEVEN = re.compile(r"(?<=[^\W\d_])7(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Keys:
    """The key sets of a token (brief D). ``C`` stands for CH and ``Z`` for TZ or TS."""

    k1: frozenset[str]
    k2: frozenset[str]


def _letters(token: str) -> str:
    """Rule 1: upper case, marks gone but Ñ and Ü, glottal marks and punctuation gone; words joined."""
    word = fold(token, True)
    if not word.isalpha() or not word.isascii():
        word = "".join(
            c
            for c in word
            if c.isalnum() and (c.isascii() or (unicodedata.category(c) != "Lm" and c not in _NOT_LETTERS))
        )
        word = _GLOTTAL_SEVEN.sub("", word)
    return word


# Rule 2, read off the letters as written, so that a J that comes from X is not taken for a written J.
_POINTS = re.compile(
    r"(?P<enye>Ñ(?=[AEIOUÜ]))|(?P<bare>Ñ)|(?P<first>^X)|(?P<between>(?<=[AEIOUÜY])X(?=[AEIOUÜY]))|(?P<other>X)"
    r"|(?P<mute>(?<=[AEIOUÜ])H(?=[AEIO]))|(?P<last>(?<=[AEIOUÜ])H$)|(?P<double>LL)"
)
_SAID: dict[Kind, dict[str, tuple[str, ...]]] = {
    "given": {
        "enye": ("N", "NI"),
        "bare": ("N",),
        "first": ("S", "J"),
        "between": ("KS", "J"),
        "other": ("S",),
        "mute": ("", "J"),
        "last": ("",),
        "double": ("LL", "L"),
    },
    "surname": {
        "enye": ("N", "NI"),
        "bare": ("N",),
        "first": ("S", "J"),
        "between": ("KS", "J", "S"),
        "other": ("S",),
        "mute": ("", "J"),
        "last": ("", "J"),
        "double": ("LL",),
    },
}
_GIO = re.compile(r"^(?:G[IE]|JE)O")
_SOFT_START = re.compile(r"^(?:JH|J|G(?=[EI]))")


def _spellings(word: str, kind: Kind) -> list[str]:
    """Rule 2: every way the letters may be meant."""
    said = _SAID[kind]
    if kind == "given":
        # GIO first: Giovanni is said Yovani too, so JO must then branch like any initial J.
        word = _GIO.sub("JO", word)
    spellings, at = [""], 0
    if kind == "given" and (start := _SOFT_START.match(word)):
        at = start.end()
        spellings = [start.group(), "Y"]
    for point in _POINTS.finditer(word, at):
        options = said[str(point.lastgroup)]
        if len(spellings) * len(options) > _MOST:
            options = options[:1]
        plain = word[at : point.start()]
        spellings = [s + plain + o for s in spellings for o in options]
        at = point.end()
    plain = word[at:]
    return [s + plain for s in spellings]


# Rule 3, in order; every one has an H or a CK.
_DIGRAPHS = (
    ("PH", "F"),
    ("SCH", "S"),
    ("SH", "S"),
    ("CHR", "KR"),
    ("TH", "T"),
    ("RH", "R"),
    ("JH", "J"),
    ("GH", "G"),
    ("KH", "K"),
)
_CONSONANT = "BCDFGHJKLMNPQRSTVWXZcz"
_NY = re.compile(r"NY(?=[AEIOUÜ])")
_SOFT_G = re.compile(r"G(?=[EIY])")
_GLIDE = re.compile(r"(?:G[UÜW]|HU|W)(?=[AEIOUÜ])")
_SOFT_SC = re.compile(r"SC(?=[EI])")
_SOFT_CC = re.compile(r"CC(?=[EI])")
_SOFT_C = re.compile(r"C(?=[EIY])")
_MUTE_U = re.compile(r"QU(?=[EIY])")
_VOCALIC_Y = re.compile(r"Y(?![AEIOU])")
_CONSONANT_I = re.compile(r"(?:^I(?=[AEOU]))|(?:(?<=[AEIOU])I(?=[AEIOU]))")
_DOUBLED = re.compile(r"(.)\1+")
# A lone M is an initial, not a sound.
_NASAL = re.compile(r"M(?=[BP])|(?<=.)M$")
_NAKED_S = re.compile(rf"^S(?=[{_CONSONANT}])")


def _k1(word: str) -> str:
    """Rules 3 to 13. Inside, ``c`` is CH and ``z`` is TZ or TS, so that later rules leave them alone."""
    if "H" in word:
        for written, said in _DIGRAPHS:
            word = word.replace(written, said)
    word = word.replace("CK", "K").replace("TZ", "z").replace("TS", "z").replace("CH", "c")
    if "Y" in word:
        word = _NY.sub("NI", word)
    if "G" in word:
        word = _SOFT_G.sub("J", word)
    if "U" in word or "Ü" in word or "W" in word:
        word = _GLIDE.sub("G", word).replace("W", "G").replace("Ü", "U")
    word = word.replace("H", "")
    if "C" in word:
        word = _SOFT_C.sub("S", _SOFT_CC.sub("KS", _SOFT_SC.sub("S", word)))
    if "Q" in word:
        word = _MUTE_U.sub("K", word)
    word = word.replace("Q", "K").replace("C", "K").replace("Z", "S").replace("V", "B").replace("LL", "Y")
    if "Y" in word:
        word = _VOCALIC_Y.sub("I", word)
    if "I" in word:
        word = _CONSONANT_I.sub("Y", word)
    if word.startswith("PS"):
        word = word[1:]
    word = _DOUBLED.sub(r"\1", word)
    if "M" in word:
        word = _NASAL.sub("N", word)
    if word.startswith("S"):
        word = _NAKED_S.sub("ES", word)
    return _DOUBLED.sub(r"\1", word)


_WEAK_CODA = re.compile(r"[KGPB](?=[TSND])")
_WEAK_END = re.compile(r"(?<=.)[DSN]+$")
_ASPIRATED_S = re.compile(rf"S(?=[{_CONSONANT}Y])")
_CODA_R = re.compile(r"R(?![AEIOU])")
_ADO = re.compile(r"(?<=[AO])D(?=[AO])")


def _k2(word: str) -> str:
    """The dialect key of one K1 string that still has ``c`` and ``z``."""
    word = _WEAK_CODA.sub("", word.replace("KS", "S").replace("z", "S"))
    if len(word) > 3 and word[-1] in "DSN":
        word = _WEAK_END.sub("", word)
    if "S" in word:
        word = _ASPIRATED_S.sub("", word)
    if "R" in word:
        word = _CODA_R.sub("L", word)
    if "D" in word:
        word = _ADO.sub("", word)
    word = word.replace("I", "E").replace("U", "O")
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=1 << 18)
def keys(token: str, kind: Kind) -> Keys:
    """Return the K1 and K2 keys of ``token`` (brief D1): any case, accents, apostrophes; words are joined.

    A text without letters has no keys. A digit stays in the key unless it is a 7 between letters, the glottal stop
    of some Maya spelling. At most 16 keys; a K2 key is made from each K1 key.
    """
    word = _letters(token)
    if not word or word.isdigit():
        return Keys(frozenset(), frozenset())
    # A lone H is mute and would leave nothing.
    firsts = {_k1(spelling) or "H" for spelling in _spellings(word, kind)}
    return Keys(frozenset(map(str.upper, firsts)), frozenset(_k2(first).upper() for first in firsts))


def share_k1(a: str, b: str, kind: Kind) -> bool:
    """Whether two tokens may be said the same (brief D, K1). Equal K1 with another spelling is less than equal."""
    return not keys(a, kind).k1.isdisjoint(keys(b, kind).k1)


def share_k2(a: str, b: str, kind: Kind) -> bool:
    """Whether two tokens may be said the same allowing for dialect (brief D, K2); for finding candidates only."""
    return not keys(a, kind).k2.isdisjoint(keys(b, kind).k2)


# Letters one ear takes for another (D5). S and D change only before T (Estuardo, Edtuardo).
_HALF = frozenset(pair for a, b in ("NM", "LR", "OU", "EI", "DT", "PB", "FJ") for pair in ((a, b), (b, a)))
_LIQUID = "LR"
# Surnames this short are many and close together: Pop and Poc are different families.
_SHORT_SURNAME = 4
_SYLLABLE_LENGTH = 8
_NEAR_LENGTH = 4
_NEAR_SHARE = 0.12


def _rotated(a: str, b: str) -> bool:
    """Whether three letters differ by a liquid that moved over two others (GRABIEL, GABRIEL)."""
    return (a[0] in _LIQUID and a == b[2] + b[:2]) or (a[2] in _LIQUID and a == b[1:] + b[0])


def _swap_cost(a: str, b: str, i: int, j: int) -> float:
    """The cost of writing b[j] for a[i]."""
    x, y = a[i], b[j]
    if x == y:
        return 0.0
    if (x, y) in _HALF:
        return 0.5
    if {x, y} == {"S", "D"} and a[i + 1 : i + 2] == b[j + 1 : j + 2] == "T":
        return 0.5
    # A wrong first letter is rarer than a wrong later one and tells Fernández from Hernández.
    return 1.5 if i == 0 and j == 0 else 1.0


def _drop_cost(word: str, i: int) -> float:
    """The cost of leaving out word[i]: a plural -s is half an edit, a first letter more than one."""
    if i == 0:
        return 1.5
    return 0.5 if word[i] == "S" and i == len(word) - 1 and word[i - 1] in "AEIOU" else 1.0


def _syllable(word: str, i: int) -> bool:
    """Whether word[i - 2 : i] is a consonant and a vowel inside a long word."""
    return (
        len(word) >= _SYLLABLE_LENGTH
        and 3 <= i < len(word)
        and word[i - 1] in "AEIOU"
        and word[i - 2] not in "AEIOU"
    )


def _genders_differ(a: str, b: str) -> bool:
    """Whether two words end, plural or not, in different genders: -a, -o or neither. A final U may be meant for O."""
    ends = {word.removesuffix("S")[-1:] for word in (a, b)}
    return "U" not in ends and len({end if end in ("A", "O") else "" for end in ends}) > 1


def _edits(a: str, b: str, kind: Kind) -> float:
    """Optimal string alignment of two K1 strings with the costs of D5."""
    given = kind == "given"
    rows = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        rows[i][0] = rows[i - 1][0] + _drop_cost(a, i - 1)
    for j in range(1, len(b) + 1):
        rows[0][j] = rows[0][j - 1] + _drop_cost(b, j - 1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            best = min(
                rows[i - 1][j - 1] + _swap_cost(a, b, i - 1, j - 1),
                rows[i - 1][j] + _drop_cost(a, i - 1),
                rows[i][j - 1] + _drop_cost(b, j - 1),
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                pair = {a[i - 1], a[i - 2]}
                easy = pair == {"U", "I"} or not pair.isdisjoint(_LIQUID)
                best = min(best, rows[i - 2][j - 2] + (0.5 if easy else 1.0))
            if i > 2 and j > 2 and _rotated(a[i - 3 : i], b[j - 3 : j]):
                best = min(best, rows[i - 3][j - 3] + 0.5)
            if given:
                # Only in given names: Menéndez and Méndez are different families.
                if _syllable(a, i):
                    best = min(best, rows[i - 2][j] + 1.0)
                if _syllable(b, j):
                    best = min(best, rows[i][j - 2] + 1.0)
            rows[i][j] = best
    # The gender vowel is never an ear's mistake: Daniel and Daniela, Julio and Julia.
    return rows[-1][-1] + (1.0 if _genders_differ(a, b) else 0.0)


@lru_cache(maxsize=1 << 16)
def _closest(a: str, b: str, kind: Kind) -> tuple[float, bool]:
    """The least distance over the keys of two tokens, and whether any pair of keys is near."""
    ones, others = keys(a, kind).k1, keys(b, kind).k1
    if not ones or not others:
        return math.inf, False
    if not ones.isdisjoint(others):
        return 0.0, True
    if kind == "surname" and min(len(_letters(a)), len(_letters(b))) <= _SHORT_SURNAME:
        return math.inf, False
    least, close = math.inf, False
    for one in ones:
        for other in others:
            edits = _edits(one, other, kind)
            length = max(len(one), len(other))
            least = min(least, edits)
            close = close or (edits <= 0.5 and length >= _NEAR_LENGTH) or edits <= _NEAR_SHARE * length
    return least, close


def distance(a: str, b: str, kind: Kind) -> float:
    """Return how many slips of the ear part two tokens: edits on their K1 strings, the least over the sets (D5).

    Half an edit: n/m, l/r, o/u, e/i (so -ez/-iz), d/t, p/b, f/j, s/d before t, a plural -s, ui/iu, a liquid that
    moves over one or two letters. One edit: other letters, transpositions, a lost inner syllable of a long given
    name. One and a half: a first letter. One more if the gender vowels differ. Surnames of up to four letters allow
    no edit: 0 if they share a K1 key, else infinite.
    """
    return _closest(a, b, kind)[0] if a <= b else _closest(b, a, kind)[0]


def near(a: str, b: str, kind: Kind) -> bool:
    """Whether one slip of the ear parts two tokens (D5).

    True for at most half an edit in four letters or more, or at most 0.12 edits a letter. So set, every pair listed
    in D5 is near but Ruiz/Ruez, whose four letters forbid edits, and no pair of D3 is.
    """
    return _closest(a, b, kind)[1] if a <= b else _closest(b, a, kind)[1]
