"""Forms that a file comes in, taken apart in memory: what is sent here is never laid down on the disk as it came."""

from __future__ import annotations

from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

__all__ = ["SentFile", "taken_apart"]

_MOST_PARTS = 50
_LONGEST_TEXT = 10_000
_LONGEST_HEAD = 8_000


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came in a form. ``name``: what its sender calls it."""

    name: str = field(repr=False)
    data: bytes = field(repr=False)


class _Parts:
    """Collects what the parser tells of."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []
        self.files: dict[str, SentFile] = {}
        self._count = 0
        self._field = b""
        self._value = b""
        self._disposition = b""
        self._data = bytearray()

    def begin(self) -> None:
        self._count += 1
        if self._count > _MOST_PARTS:
            raise ValueError("too many parts")
        self._field = self._value = self._disposition = b""
        self._data = bytearray()

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._field = self._bounded(self._field + data[start:end])

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value = self._bounded(self._value + data[start:end])

    def header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._data += memoryview(data)[start:end]

    def end(self) -> None:
        kind, options = parse_options_header(self._disposition)
        if kind != b"form-data" or b"name" not in options:
            raise ValueError("no part of a form")
        name = options[b"name"].decode()
        if b"filename" in options:
            # Of several files under one name the first counts; none chosen comes as a file without name and content.
            if self._data or options[b"filename"]:
                self.files.setdefault(name, SentFile(options[b"filename"].decode(), bytes(self._data)))
            return
        if len(self._data) > _LONGEST_TEXT:
            raise ValueError("a text is too long")
        self.texts.append((name, self._data.decode()))

    @staticmethod
    def _bounded(head: bytes) -> bytes:
        if len(head) > _LONGEST_HEAD:
            raise ValueError("a head is too long")
        return head


def taken_apart(body: bytes, content_type: str) -> tuple[list[tuple[str, str]], dict[str, SentFile]]:
    """Return the texts of a form (name, text) and its files by name. Raises ``ValueError`` where it is none."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 70:
        raise ValueError("no boundary")
    parts = _Parts()
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": parts.begin,
            "on_header_field": parts.header_field,
            "on_header_value": parts.header_value,
            "on_header_end": parts.header_end,
            "on_part_data": parts.data,
            "on_part_end": parts.end,
        },
    )
    try:
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise ValueError("no form") from None
    if "\0" in "".join(name + text for name, text in parts.texts):
        raise ValueError("holds what no form holds")
    return parts.texts, parts.files
