"""Many records in one file: sent, looked at, taken in, and what of it couldn't be."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from tracing.api.door import Door, TheDoor
from tracing.api.pages import id_after, next_after
from tracing.casework.roles import Task
from tracing.records.headers import KEPT, LEFT_OUT
from tracing.service import import_previews, imports
from tracing.service.errors import Conflict, Forbidden, Invalid, Refused, TooLarge
from tracing.web.filled import Filled, TheForm, filled_in
from tracing.web.record_forms import CHILDREN, INQUIRIES, Side
from tracing.web.refusals import failed, faults_of, remarked
from tracing.web.rendering import render
from tracing.web.route import pages, see_other, show_form
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["router"]

router = pages("/imports")

Importing = Annotated[Visitor, visitor_for(Task.IMPORT, purpose="tracing")]
Plural = Literal["children", "inquiries"]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

_SIDES = {side.plural: side for side in (CHILDREN, INQUIRIES)}
_OF_CODE = {side.code: side for side in _SIDES.values()}
_SHOWN = 20
_REMARKS_SHOWN = 200
# What a spreadsheet would take for a formula.
_CALCULATES = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class _Remark:
    """A remark on a file in the reader's language."""

    line: int | None
    column: str
    refused: bool
    reason: str
    mend: str


def _own_sides(visitor: Visitor) -> list[Side]:
    held = visitor.me.agency.sides
    return [side for side in _SIDES.values() if side.code in held and visitor.may(side.write)]


@router.get("")
def list_uploads(request: Request, door: TheDoor, visitor: Importing) -> Response:
    """Show what was sent, and offer to send a file."""
    return _start(request, door, visitor)


@router.post("")
async def send(request: Request, door: TheDoor, visitor: Importing) -> Response:
    """Take a file to be looked at."""
    form = await filled_in(request)
    return await run_in_threadpool(_send, request, door, visitor, form)


def _send(request: Request, door: Door, visitor: Visitor, form: Filled) -> Response:
    sides = _own_sides(visitor)
    side = next((one for one in sides if one.plural == form.get("side")), None)
    if side is None and len(sides) == 1:
        side = sides[0]
    file = form.files.get("file")
    try:
        if side is None:
            raise Invalid("side_missing", "Choose whether the file holds children found or inquiries.")
        if file is None or not file.data:
            raise Invalid("file_missing", "No file was chosen, or it is empty.", "Choose a file.")
        # Browsers send the name of the file; some send its folder as well.
        name = file.name.replace("\\", "/").rpartition("/")[2]
        import_previews.look_at(door.service, visitor.me, side.code, file.data, name)
    except (Invalid, TooLarge) as refusal:
        return _start(request, door, visitor, refusal, form)
    return see_other("/imports/columns")


@router.get("/columns")
def show_columns(request: Request, door: TheDoor, visitor: Importing) -> Response:
    """Show the first rows of the file, and ask what its columns mean."""
    return _columns(request, door, visitor)


@router.post("/columns")
def take_in(
    request: Request,
    form: TheForm,
    door: TheDoor,
    visitor: Importing,
) -> Response:
    """Take the file in, its columns meaning what was chosen."""
    chosen = {
        int(name.removeprefix("column_")): value
        for name, value in form.items()
        if name.startswith("column_") and name.removeprefix("column_").isdecimal() and len(name) < 12
    }
    try:
        side, answer = import_previews.confirm(door.service, visitor.me, chosen, form.text("once"))
    except (Invalid, Conflict) as refusal:
        return _columns(request, door, visitor, refusal, form)
    return see_other(f"/imports/{_OF_CODE[side].plural}/{answer.body['number']}")


@router.post("/forget")
def forget(door: TheDoor, visitor: Importing) -> Response:
    """Forget the file that was sent to look at."""
    import_previews.forget(door.service, visitor.me)
    return see_other("/imports")


@router.get("/{plural}")
def older(
    request: Request,
    plural: Plural,
    door: TheDoor,
    visitor: Importing,
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Show all uploads of a side, page by page."""
    side = _SIDES[plural]
    before = id_after(door.service.keyring, f"page:imports:{plural}", after) or None
    found = imports.list_uploads(door.service, visitor.reads, side.code, before, _SHOWN)
    following = next_after(
        door.service.keyring, f"page:imports:{plural}", _SHOWN, [one.number for one in found]
    )
    return render(request, "uploads.html", side=side, uploads=found, following=following or "")


@router.get("/{plural}/{number}")
def progress(
    request: Request,
    plural: Plural,
    number: Number,
    door: TheDoor,
    visitor: Importing,
) -> Response:
    """Show how far an upload is, and what couldn't be taken."""
    found = imports.read_upload(door.service, visitor.reads, _SIDES[plural].code, number)
    remarks = _remarks(found, visitor)
    return render(
        request,
        "upload.html",
        side=_SIDES[plural],
        upload=found,
        going_on=found.state in ("received", "reading"),
        failure="" if found.failure is None else failed(found.failure, visitor.texts),
        remarks=remarks[:_REMARKS_SHOWN],
        more=max(0, len(remarks) - _REMARKS_SHOWN),
    )


@router.get("/{plural}/{number}/refusals.csv")
def refusals(
    plural: Plural,
    number: Number,
    door: TheDoor,
    visitor: Importing,
) -> Response:
    """Give out what couldn't be taken as a table for a spreadsheet, in the reader's language."""
    found = imports.read_upload(door.service, visitor.reads, _SIDES[plural].code, number)
    texts = visitor.texts
    written = io.StringIO()
    rows = csv.writer(written)
    titles = ("Line", "Column", "Taken in", "Why", "How to mend it")
    rows.writerow([texts.gettext(title) for title in titles])
    for one in _remarks(found, visitor):
        taken = texts.gettext("no") if one.refused else texts.gettext("yes")
        rows.writerow([one.line or "", *map(_plain, (one.column, taken, one.reason, one.mend))])
    # With the mark by which spreadsheets know UTF-8.
    return Response(
        "\ufeff" + written.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{plural}-{number}.csv"'},
    )


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_CALCULATES) else text


def _remarks(found: imports.Upload, visitor: Visitor) -> list[_Remark]:
    remarks = []
    for one in found.report:
        reason, mend = remarked(one["reason"], one["mend"], visitor.texts)
        remarks.append(_Remark(one["line"], one["column"], one["severity"] == "refused", reason, mend))
    return remarks


def _start(
    request: Request,
    door: Door,
    visitor: Visitor,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    sides = _own_sides(visitor)
    if not sides:
        raise Forbidden("not_your_side", "Your agency has no records of this kind.")
    uploads = [
        (side, imports.list_uploads(door.service, visitor.reads, side.code, limit=_SHOWN)) for side in sides
    ]
    return show_form(
        request,
        "imports.html",
        refusal,
        sides=sides,
        uploads=uploads,
        most=imports.MOST_BYTES // 2**20,
        values={} if form is None else form.kept(),
    )


def _columns(
    request: Request,
    door: Door,
    visitor: Visitor,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    found = import_previews.preview(door.service, visitor.me)
    chosen: Mapping[str, str] = {} if form is None else form
    side = _OF_CODE[found.side]
    faults = {} if refusal is None else faults_of(refusal, visitor.texts)
    seen: list[dict[str, Any]] = [
        {
            "header": one.header,
            "cells": one.cells,
            "chosen": chosen.get(f"column_{place}", one.column or KEPT),
            "guessed": one.column is not None,
            "fault": faults.get(str(place), ""),
        }
        for place, one in enumerate(found.seen)
    ]
    return show_form(
        request,
        "import_columns.html",
        refusal,
        side=side,
        format=found.format,
        seen=seen,
        columns=_named(found.columns, side, visitor),
        kept=KEPT,
        left_out=LEFT_OUT,
    )


def _named(columns: tuple[str, ...], side: Side, visitor: Visitor) -> list[tuple[str, str]]:
    labels = {field.name: field.label(visitor.texts.language) for field in side.reads()}
    labels["agency"] = visitor.texts.gettext("Code of the institution")
    return [(name, f"{labels[name]} ({name})") for name in columns]
