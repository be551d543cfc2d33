"""Sex as recorded: ``F``, ``M``, ``X`` (recorded as neither), in whatever words (file contract)."""

from __future__ import annotations

from tracing.standardise.text import fold

__all__ = ["parse"]

_CODES = {
    "F": "F FEM FEMENINO FEMENINA MUJER NINA FEMALE WOMAN GIRL",
    "M": "M MASC MASCULINO VARON HOMBRE NINO MALE MAN BOY H",
    "X": "X NO BINARIO NONBINARY INTERSEX",
}
_BY_WORD = {word: code for code, words in _CODES.items() for word in words.split()} | {"NO BINARIO": "X"}


def parse(text: str) -> str | None:
    """Return the code, or None where the text says none. ``M`` is male as the contract has it, ``H`` is hombre."""
    return _BY_WORD.get(fold(text).strip(" ."))
