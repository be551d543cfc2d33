"""Taking in a capture file: each record once, however often the file comes; nothing of a file that was changed.

Who sends it is known by key or session; the file must be of their agency. A record that can't be taken (its reference is
used by another, a day is none, a code that was ticked reads differently now) is named by its place and keeps no other child
waiting; it is tried again when the file comes again. Nobody but the service can read the file, so no child is lost with it:
whoever sends it again may say under which other reference a record is taken, and without which of its fields. A file that grew
since it came last adds what is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tracing.casework.agencies import Side
from tracing.casework.forms.all_forms import FORMS
from tracing.casework.forms.form import Form
from tracing.casework.vocabulary.changes import Change
from tracing.service.capture.layout import CaptureError, Header, key_text
from tracing.service.capture.reading import Captured, Line, read
from tracing.service.context import Service
from tracing.service.errors import Conflict, FieldFault, Invalid, Refused, TooLarge
from tracing.service.forms.filled_in import changed_since, check_answers, check_ticked
from tracing.service.idempotency import Answer, once
from tracing.service.keyring import Keyring
from tracing.service.submission import enter, own_agency
from tracing.store import idempotency, people
from tracing.store import registration as store
from tracing.store.database import Reader, write_audit

__all__ = ["FORMS_CAPTURED", "MOST_BYTES", "Mended", "capture_key", "import_capture"]

MOST_BYTES: Final = 10 * 2**20
FORMS_CAPTURED: Final = tuple(form.code for form in FORMS.values() if form.side == Side.CHILD.value)
"""Forms that can be captured: of children found."""

_MENDS = {
    "no_capture": "Send the file that tracing capture wrote, as the body itself.",
    "capture_changed": "Send the file as it came from the laptop it was filled on.",
    "capture_other_key": "Ask for the service's key (GET /v1/imports/captures/key), and which service it was made for.",
    "capture_too_long": "Begin another file for the rest.",
}


@dataclass(frozen=True, slots=True)
class Mended:
    """How records of a file are taken that can't be as they stand, by their places: ``named``: under which other reference;
    ``without``: leaving out which fields."""

    named: Mapping[int, str] = field(default_factory=dict, repr=False)
    without: Mapping[int, Sequence[str]] = field(default_factory=dict)


def capture_key(keyring: Keyring) -> str:
    """Return the key for which capture files are encrypted, as it is given to officers."""
    return key_text(_private(keyring).public_key())


def import_capture(
    service: Service, reader: Reader, data: bytes, key: str | None = None, mended: Mended | None = None
) -> Answer:
    """Store the records of a capture file that aren't stored yet, and say what was done with each.

    Raises ``Invalid`` or ``Conflict``, with nothing stored, for what is no such file, was changed, is for another service
    or agency, names a vocabulary that there isn't, or where ``mended`` names a place that the file doesn't have.
    """
    mended = mended or Mended()
    if len(data) > MOST_BYTES:
        raise TooLarge(
            "file_too_large", f"The file has more than {MOST_BYTES // 2**20} MB.", "Send several files."
        )
    asked = {
        "act": "capture", "file": hashlib.sha256(data).hexdigest(), "named": sorted(mended.named.items()),
        "without": sorted((place, sorted(fields)) for place, fields in mended.without.items()),
    }  # fmt: skip
    with service.database.reading(reader) as connection:
        agency = own_agency(connection, reader, Side.CHILD.value, writes=True)
        found = _read(service.keyring, data)
        form, changed = _form(found.header, agency.code)
        _check_places(found, mended)
        made: list[int] = []

        def act() -> Answer:
            return Answer(
                200, _take_in(service, connection, reader, agency, form, changed, found, mended, made)
            )

        answer = once(service, connection, reader, key, asked, act)
        if not answer.repeated:
            write_audit(connection, reader, "import_capture", "capture", found.header.file, records=made)
    return answer


def _take_in(
    service: Service,
    connection: sa.Connection,
    reader: Reader,
    agency: people.Agency,
    form: Form,
    changed: Sequence[Change],
    found: Captured,
    mended: Mended,
    made: list[int],
) -> dict[str, Any]:
    file = UUID(found.header.file)
    # The same file sent twice at once passes here one after the other.
    idempotency.lock(connection, int.from_bytes(file.bytes[:8], "big", signed=True))
    known = store.captured(connection, agency.id, file)
    if any(known[line.place] != line.hash for line in found.lines if line.place in known):
        raise Conflict(
            "capture_changed",
            "The file has another record at a place from which one was taken in before.",
            _MENDS["capture_changed"],
        )
    stored: dict[int, bytes] = {}
    refused: list[dict[str, Any]] = []
    for line in found.lines:
        if line.place in known:
            continue
        try:
            answers = _answers(line, mended)
            check_ticked(found.header.vocabulary, form, changed, answers)
            check_answers(form, answers, mended.without.get(line.place, ()))
            record_id = enter(service, connection, reader, agency, Side.CHILD.value, answers).record_id or 0
        except Refused as refusal:
            refused.append(_told(line, refusal))
        else:
            stored[line.place] = line.hash
            made.append(record_id)
    store.add_captured(connection, agency.id, file, stored, reader.person, reader.key, service.now())
    return {
        "file": found.header.file,
        "records": len(found.lines),
        "stored": len(stored),
        "stored_before": sum(line.place in known for line in found.lines),
        "closed": found.closed,
        "torn": found.torn,
        "refused": refused,
    }


def _answers(line: Line, mended: Mended) -> dict[str, Any]:
    left_out = mended.without.get(line.place, ())
    answers = {name: value for name, value in line.text.items() if value is not None and name not in left_out}
    if line.place in mended.named:
        answers["record_id"] = mended.named[line.place]
    return answers


def _check_places(found: Captured, mended: Mended) -> None:
    places = {line.place for line in found.lines}
    faults = [
        FieldFault(
            f"query:{name}", "names a place that the file doesn't have", "Take the places that were refused."
        )
        for name, given in (("as", mended.named), ("without", mended.without))
        if not set(given) <= places
    ]
    if faults:
        raise Invalid("invalid", "The file can't be taken in like that. Nothing was stored.", fields=faults)


def _told(line: Line, refusal: Refused) -> dict[str, Any]:
    return {
        "place": line.place, "code": refusal.code, "detail": refusal.text, "mend": refusal.mend,
        "errors": [fault.told() for fault in refusal.fields],
    }  # fmt: skip


def _read(keyring: Keyring, data: bytes) -> Captured:
    try:
        return read(data, _private(keyring))
    except CaptureError as error:
        raise Invalid(error.code, f"{error} Nothing was stored.", _MENDS.get(error.code, "")) from None


def _form(header: Header, agency: str) -> tuple[Form, tuple[Change, ...]]:
    """Return the form of a file, and which of its codes changed since it was begun."""
    if header.agency != agency:
        raise Conflict(
            "capture_other_agency",
            "The file was filled for another agency. Nothing was stored.",
            "Let that agency send it.",
        )
    if header.form not in FORMS_CAPTURED:
        fault = FieldFault(
            "/form", "isn't a form that is captured", f"Take one of: {', '.join(FORMS_CAPTURED)}."
        )
        raise Invalid("no_form", "The file holds another form. Nothing was stored.", fields=[fault])
    form = FORMS[header.form]
    return form, changed_since(header.vocabulary, form)


def _private(keyring: Keyring) -> X25519PrivateKey:
    # Derived from the key of look-ups, which is never rotated: files on laptops stay readable, and the ring needs no new
    # part. A keyed hash of a text of its own tells nothing of that key.
    return X25519PrivateKey.from_private_bytes(keyring.digest("capture.key", "x25519"))
