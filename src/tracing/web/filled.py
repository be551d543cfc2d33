"""What was filled into a form: names and texts as browsers send them, read once and bounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from tracing.service.errors import Invalid
from tracing.web.sent_files import SentFile, taken_apart

__all__ = ["Filled", "TheForm", "filled_in", "has_file"]

_MOST_FIELDS = 2000
OURS = ("token", "page", "once")
"""Fields that pages add to each form: the token, the page the form stands on, and a name for this sending of it."""


class Filled(Mapping[str, str]):
    """A form: the first text of each name, without spaces around it; ``all`` gives every text of a name, ``files`` what came in
    it as files."""

    def __init__(self, given: Sequence[tuple[str, str]], files: Mapping[str, SentFile] | None = None) -> None:
        self.files: Mapping[str, SentFile] = files or {}
        self._texts: dict[str, list[str]] = {}
        for name, text in given:
            # Browsers end lines as typewriters do.
            self._texts.setdefault(name, []).append(text.replace("\r\n", "\n").strip())

    def __getitem__(self, name: str) -> str:
        return self._texts[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def all(self, name: str) -> list[str]:
        """Return every text of a name that isn't empty."""
        return [text for text in self._texts.get(name, ()) if text]

    def text(self, name: str) -> str | None:
        """Return a text, None where it is missing or empty."""
        return self.get(name) or None

    def number(self, name: str) -> int | None:
        """Return a whole number, None where it is missing; ``Invalid`` where it is something else."""
        text = self.get(name)
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > 18:
            raise Invalid("not_a_number", "One of the numbers isn't written in digits.", "Write digits.")
        return int(text)

    def kept(self) -> dict[str, list[str]]:
        """Return what the person filled in, without the fields that pages add."""
        return {name: texts for name, texts in self._texts.items() if name not in OURS}


def has_file(request: Request) -> bool:
    """Say whether a form is of the kind that files come in."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data"


async def filled_in(request: Request) -> Filled:
    """Return the form that a request carries. It is read once."""
    found: Filled | None = getattr(request.state, "filled_in", None)
    if found is None:
        found = request.state.filled_in = _read(request, await request.body())
    return found


def _read(request: Request, body: bytes) -> Filled:
    try:
        if has_file(request):
            return Filled(*taken_apart(body, request.headers["content-type"]))
        return Filled(
            parse_qsl(
                body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
            )
        )
    except ValueError:
        raise Invalid("bad_form", "The form can't be read.", "Open the page again.") from None


TheForm = Annotated[Filled, Depends(filled_in)]
