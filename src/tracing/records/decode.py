"""Bytes → text: UTF-8, UTF-16, Windows-1252, and files that mix them (file contract)."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from tracing.records.errors import InputError

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file, or one protected by a password"),
)

# What Windows-1252 text of this region is made of beyond ASCII: accented letters, Spanish punctuation,
# ordinals, degree, typographic quotes, dashes, dots and the no-break space. Other high bytes are a sign of
# another encoding.
_PLAUSIBLE = frozenset("\u00a0¡¿ªº°²³½«»·´¨€…‘’“”–—•™ŠšŽžŸ©®".encode("cp1252")) | (
    frozenset(range(0xC0, 0x100)) - {0xD7, 0xF7}
)
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f")))
_SAMPLE = 1 << 16
_JUDGED = 1 << 20

# What old programs of DOS and of the Macintosh write. Nothing in the bytes says so; read as Windows-1252 their
# accents become signs in the middle of words.
_OTHERS = (("cp850", "DOS (code page 850)"), ("mac-roman", "Mac OS Roman"))
_LOW, _UP = "a-zß-öø-ÿ", "A-ZÀ-ÖØ-Þ"
_ODD_IN_WORD = re.compile(
    f"(?<=[{_LOW}{_UP}])[^\\x00-\\x7f{_LOW}{_UP}’·ªº](?=[{_LOW}{_UP}])"  # Ram¡rez
    f"|(?<=[{_LOW}])[ŠŽŸ](?![{_UP}])"  # JosŽ
    # Garc’a; but D’Angelo, l’eau, didn’t and child’s are what word processors make of an apostrophe.
    f"|(?<=[{_LOW}{_UP}][{_LOW}])’(?=[{_LOW}])(?!(?:s|t|re|ll|ve|d|m)\\b)"
    "|[\\x80-\\x9f]|(?<![\\s,;|])[‚ƒ„†‡ˆ‰‹›Œœ˜¢¤¥¦§¬¯±µ¶¼½¾×÷]"
)
_CAPITAL = re.compile(f"(?<=[{_LOW}])[À-ÖØ-Þ](?![{_UP}])")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the encoding it was read with, and the lines that were not in that encoding."""

    text: str
    encoding: str
    odd_lines: tuple[int, ...] = ()


def decode(data: bytes, source: str) -> Decoded:
    """Return the text of a file that should be a table.

    UTF-8 where it is valid, UTF-16 by its byte order mark (or by its shape), otherwise Windows-1252 where
    that is plausible. Raises InputError for empty and binary files, for web pages, and where no encoding
    fits.
    """
    _forbid_foreign(data, source)
    decoded = _decode(data, source) if data.strip(b" \t\r\n\x00") else None
    if decoded is None or not decoded.text.strip("\ufeff \t\r\n"):
        raise InputError(f"{source}: the file is empty. Expected a header line and one line per record.")
    start = decoded.text[:200].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<table", "<head", "<body")):
        raise InputError(
            f"{source}: this is a web page or XML document, not a table. Some systems export it under "
            "the ending "
            ".xls or .csv: open it in a spreadsheet and save it as XLSX or 'CSV UTF-8'."
        )
    return decoded


def _forbid_foreign(data: bytes, source: str) -> None:
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise InputError(
                f"{source}: this is {what}, not a table. Expected CSV, JSON Lines, XLSX or Parquet; "
                "export the table to one of these."
            )


def _decode(data: bytes, source: str) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                if encoding == "utf-8":
                    return _fallback(data[len(mark) :], source)
                raise InputError(
                    f"{source}: the file says it is {encoding.upper()[:6]}, but byte {error.start} "
                    "does not fit. "
                    "It is damaged or cut off; export it again, best as 'CSV UTF-8'."
                ) from None
            _forbid_binary(text[:_SAMPLE].encode("utf-8", "replace"), source)
            return Decoded(text, encoding)
    head = data[: min(len(data) & ~1, 400)]
    # A header is ASCII, so that every second byte of unmarked UTF-16 is zero.
    for zeros, letters, encoding in (
        (head[1::2], head[::2], "utf-16-le"),
        (head[::2], head[1::2], "utf-16-be"),
    ):
        if len(head) >= 8 and zeros.count(0) > 0.9 * len(zeros) and 0 not in letters:
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                break
    _forbid_binary(data[:_SAMPLE], source)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _fallback(data, source)


def _forbid_binary(sample: bytes, source: str) -> None:
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(8, len(sample) // 100):
        raise InputError(
            f"{source}: this is not a text file (it has many control bytes). "
            "Expected CSV, JSON Lines, XLSX or Parquet."
        )


def _better(sample: bytes) -> str | None:
    """Return the name of an encoding in which these bytes read clearly better than in Windows-1252."""
    odd = len(_ODD_IN_WORD.findall(sample.decode("cp1252", "replace")))
    read = {name: sample.decode(code) for code, name in _OTHERS}
    # The strange file must look strange by itself; between the others, a capital in the middle of a word tells.
    fits = {
        name: len(_ODD_IN_WORD.findall(text)) + len(_CAPITAL.findall(text)) for name, text in read.items()
    }
    name = min(fits, key=lambda n: fits[n])
    # More than a tenth of the accents, so that single slips of a clerk don't turn away a good file.
    return name if odd * 10 > len(_HIGH.findall(sample)) and fits[name] * 4 <= odd else None


def _fallback(data: bytes, source: str) -> Decoded:
    """Decode what is not valid UTF-8: all Windows-1252, or UTF-8 with single lines of Windows-1252 in it."""
    lines = data.splitlines(keepends=True)
    odd: list[int] = []
    utf8 = 0
    for number, line in enumerate(lines, start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            utf8 += 1
        except UnicodeDecodeError:
            odd.append(number)
    sample = b"".join(lines[number - 1] for number in odd)[:_JUDGED]
    high = _HIGH.findall(sample)
    strange = sum(byte[0] not in _PLAUSIBLE for byte in high)
    other = _better(sample)
    if strange * 2 > len(high) or other is not None:
        looks = f"; it looks like {other}" if other else ""
        raise InputError(
            f"{source}: line {odd[0]} is neither UTF-8 nor Windows-1252{looks}, and accents would be lost. "
            "Save the file as 'CSV UTF-8'."
        )
    if utf8 == 0:
        return Decoded(data.decode("cp1252", "replace"), "windows-1252")
    # Reading the whole file as Windows-1252 would spoil every accent of the lines that are right.
    marked = set(odd)
    text = "".join(
        line.decode("cp1252", "replace") if number in marked else line.decode("utf-8")
        for number, line in enumerate(lines, start=1)
    )
    return Decoded(text, "utf-8", tuple(odd))
