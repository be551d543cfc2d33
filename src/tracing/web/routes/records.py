"""Children found and inquiries of one's own agency: the list, a record, the form, correcting, withdrawing, the receipt.

A record's own reference stands in no address: there it goes by a handle that only the service reads.
"""

# Annotations are evaluated as they are read: the routes of each side are made by a function, and name what it holds.

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from tracing.api.door import Door, TheDoor
from tracing.api.pages import read_cursor, write_cursor
from tracing.casework.agencies import Side as SideCode
from tracing.casework.roles import Task
from tracing.service import drafts, status, submission
from tracing.service.erasure import erase_own
from tracing.service.errors import Conflict, Invalid, NotFound, Refused
from tracing.service.forms.filled_in import check_version
from tracing.service.registration.quick import read_registration
from tracing.service.repatriation.shelter import read_handover
from tracing.service.submission import OwnRecord
from tracing.web.filled import Filled, TheForm
from tracing.web.handles import handle_of, reference_of
from tracing.web.looking import Looked, look, shown_of, understood_of
from tracing.web.record_forms import (
    CHILDREN,
    INQUIRIES,
    Side,
    facts_in,
    grouped,
    own_reference,
    said_in,
    values_of,
    wrong_in,
)  # fmt: skip
from tracing.web.rendering import render
from tracing.web.route import pages, see_other, show_form
from tracing.web.texts import LANGUAGES, texts_in
from tracing.web.visitors import Visitor, visitor_for

__all__ = ["routers"]

Handle = Annotated[str, Path(max_length=2000)]
HandleAsked = Annotated[str, Query(max_length=2000)]

_PER_PAGE = 50
_EMPTY: Mapping[str, object] = {}
_ = str
"""Marks a text for the catalogue."""
ERASED_BECAUSE = {
    "asked": _("The person or the family asked for it"),
    "withdrawn": _("It was withdrawn, and is needed no more"),
    "entered_by_mistake": _("It never belonged here"),
}
"""Why an agency has a record erased."""


def _router(side: Side) -> APIRouter:
    router = pages(side.page)
    reading = Annotated[Visitor, visitor_for(side.read, purpose="tracing")]
    writing = Annotated[Visitor, visitor_for(side.write, purpose="tracing")]
    new_page, correct_page = f"{side.page}/new", f"{side.page}/correct"

    @router.get("", name=f"page_of_{side.plural}")
    def list_own(
        request: Request,
        door: TheDoor,
        visitor: reading,
        state: Annotated[str, Query(max_length=20)] = "",
        after: Annotated[str, Query(max_length=2000)] = "",
    ) -> Response:
        """List the agency's own records by their references."""
        name = f"page:{side.plural}:{state}"
        keyring = door.service.keyring
        begin = str(read_cursor(keyring, name, after)[0]) if after else ""
        page = submission.list_own(door.service, visitor.reads, side.code, begin, _PER_PAGE, state or None)
        return render(
            request,
            "records.html",
            side=side,
            records=[(handle_of(door, visitor, side, one.reference), one) for one in page.records],
            state=state,
            next_page="" if page.after is None else write_cursor(keyring, name, page.after),
            may_write=visitor.may(side.write),
        )

    @router.post("/find", name=f"find_{side.code}")
    def find(form: TheForm, door: TheDoor, visitor: reading) -> Response:
        """Open a record by its reference."""
        found = submission.read_own(door.service, visitor.reads, side.code, form.get("reference", ""))
        return see_other(f"{side.page}/{handle_of(door, visitor, side, found.reference)}")

    @router.get("/new", name=f"new_{side.code}")
    def new(request: Request, door: TheDoor, visitor: writing) -> Response:
        """Show the form, with what was filled in before and not sent."""
        kept = drafts.read(door.service, visitor.me, new_page)
        return _form(request, visitor, side, {name: list(texts) for name, texts in kept.items()})

    @router.post("/new", name=f"submit_{side.code}_page")
    def submit(
        request: Request,
        form: TheForm,
        door: TheDoor,
        visitor: writing,
    ) -> Response:
        """Show what is understood of the form, or send it."""
        facts = facts_in(form, side, _EMPTY)
        if not facts.get("record_id"):
            facts["record_id"] = own_reference(form.get("once", ""), door.service.now().date())
        try:
            looked = look(door, visitor, side, facts, but=str(facts["record_id"]))
            if form.get("act") != "send" or (looked.alike and not form.get("despite")):
                return _form(request, visitor, side, form.kept(), looked, asked=form.get("act") == "send")
            check_version(form.text("vocabulary"), side.form)
            said = said_in(form, facts, _EMPTY)
            answer = submission.submit(door.service, visitor.reads, side.code, facts, said, form.text("once"))
        except (Invalid, Conflict) as refusal:
            return _form(request, visitor, side, form.kept(), refusal=refusal)
        drafts.forget(door.service, visitor.me, new_page)
        return see_other(
            f"{side.page}/{handle_of(door, visitor, side, str(answer.body['reference']))}/receipt"
        )

    @router.post("/understood", name=f"understood_of_{side.code}")
    def show_understood(
        request: Request,
        form: TheForm,
        door: TheDoor,
        visitor: writing,
    ) -> Response:
        """Show what is understood of a form as it is being filled in."""
        said = understood_of(door, visitor, side, facts_in(form, side, _EMPTY))
        return render(
            request, "understood.html", side=side, groups=grouped(said, side, visitor.texts), looked=True
        )

    @router.get("/correct", name=f"correction_of_{side.code}")
    def correction(
        request: Request,
        door: TheDoor,
        visitor: writing,
        record: HandleAsked = "",
    ) -> Response:
        """Show the form as the record holds it, or as it was being corrected."""
        kept = {n: list(t) for n, t in drafts.read(door.service, visitor.me, correct_page).items()}
        drafted = next(iter(kept.get("record", [])), "")
        reference = reference_of(door, visitor, side, record or drafted)
        found = submission.read_own(door.service, visitor.reads, side.code, reference)
        if drafted and _is_of(door, visitor, side, drafted, reference):
            return _form(request, visitor, side, kept, found=found, handle=drafted)
        values = {**values_of(found.content, side), "version": [str(found.version)]}
        return _form(request, visitor, side, values, found=found, handle=record)

    @router.post("/correct", name=f"correct_{side.code}_page")
    def correct(
        request: Request,
        form: TheForm,
        door: TheDoor,
        visitor: writing,
    ) -> Response:
        """Show what is understood of the correction, or put it in the place of what the record held."""
        handle = form.get("record", "")
        reference = reference_of(door, visitor, side, handle)
        found = submission.read_own(door.service, visitor.reads, side.code, reference)
        facts = {**facts_in(form, side, found.content), "record_id": reference}
        try:
            looked = look(door, visitor, side, facts, but=reference)
            if form.get("act") != "send":
                return _form(request, visitor, side, form.kept(), looked, found=found, handle=handle)
            check_version(form.text("vocabulary"), side.form)
            submission.correct(
                door.service,
                visitor.reads,
                side.code,
                reference,
                form.number("version") or 0,
                facts,
                said_in(form, facts, found.content),
                form.text("reason"),
                form.text("once"),
            )
        except (Invalid, Conflict) as refusal:
            return _form(request, visitor, side, form.kept(), refusal=refusal, found=found, handle=handle)
        drafts.forget(door.service, visitor.me, correct_page)
        return see_other(f"{side.page}/{handle}/receipt")

    @router.post("/withdraw", name=f"withdraw_{side.code}_page")
    def withdraw(
        request: Request,
        form: TheForm,
        door: TheDoor,
        visitor: writing,
    ) -> Response:
        """Take a record out of the search."""
        handle = form.get("record", "")
        reference = reference_of(door, visitor, side, handle)
        try:
            if not form.get("sure"):
                raise Invalid("not_confirmed", "Nothing was withdrawn.", "Tick that the search ends.")
            submission.withdraw(
                door.service,
                visitor.reads,
                side.code,
                reference,
                form.number("version"),
                form.text("reason"),
                form.text("once"),
            )
        except (Invalid, Conflict) as refusal:
            return _record(request, door, visitor, side, handle, refusal, form)
        return see_other(f"{side.page}/{handle}")

    @router.post("/erase", name=f"erase_{side.code}_page")
    def erase(request: Request, form: TheForm, door: TheDoor, visitor: writing) -> Response:
        """Erase a withdrawn record for good, or ask that it is."""
        handle = form.get("record", "")
        reference = reference_of(door, visitor, side, handle)
        try:
            if not form.get("sure"):
                raise Invalid("not_confirmed", "Nothing was erased.", "Tick that it is erased for good.")
            if form.get("cause") not in ERASED_BECAUSE:
                raise Invalid("no_cause", "Why it is erased isn't said.", "Choose one of the reasons.")
            erase_own(door.service, visitor.reads, side.code, reference, form["cause"])
        except (Invalid, Conflict) as refusal:
            return _record(request, door, visitor, side, handle, refusal, form)
        return see_other(side.page)

    @router.get("/{handle}", name=f"page_of_{side.code}")
    def show(
        request: Request,
        handle: Handle,
        door: TheDoor,
        visitor: reading,
    ) -> Response:
        """Show a record: what it holds, what was understood, what may be said of it."""
        return _record(request, door, visitor, side, handle)

    @router.get("/{handle}/receipt", name=f"receipt_of_{side.code}")
    def receipt(
        request: Request,
        handle: Handle,
        door: TheDoor,
        visitor: reading,
        language: Annotated[str, Query(max_length=2)] = "",
    ) -> Response:
        """Show the receipt to be printed, in the language of whoever takes it home."""
        if language in LANGUAGES:
            request.state.visitor = visitor = replace(visitor, texts=texts_in(language))
        reference = reference_of(door, visitor, side, handle)
        found = submission.read_own(door.service, visitor.reads, side.code, reference)
        return render(
            request,
            "receipt.html",
            side=side,
            handle=handle,
            record=found,
            groups=grouped(understood_of(door, visitor, side, found.content), side, visitor.texts),
            told=_told(door, visitor, side, reference),
            lacking=_lacking(door, visitor, side, found),
        )

    @router.get("/{handle}/versions", name=f"versions_of_{side.code}")
    def versions(
        request: Request,
        handle: Handle,
        door: TheDoor,
        visitor: reading,
    ) -> Response:
        """Show what the record held from the first version on."""
        reference = reference_of(door, visitor, side, handle)
        past = submission.history(door.service, visitor.reads, side.code, reference)
        return render(
            request,
            "record_versions.html",
            side=side,
            handle=handle,
            labels=_labels(side, visitor),
            versions=past[::-1],
        )

    return router


def _is_of(door: Door, visitor: Visitor, side: Side, handle: str, reference: str) -> bool:
    try:
        return reference_of(door, visitor, side, handle) == reference
    except NotFound:
        return False


def _form(
    request: Request,
    visitor: Visitor,
    side: Side,
    values: Mapping[str, list[str]],
    looked: Looked | None = None,
    refusal: Refused | None = None,
    found: OwnRecord | None = None,
    handle: str = "",
    asked: bool = False,
) -> Response:
    texts = visitor.texts
    by = {
        "by_said_by": texts.gettext("Who said it"),
        "by_said_on": texts.gettext("When it was said"),
        "by_language": texts.gettext("In which language"),
        "by_interpreter": texts.gettext("Interpreter"),
        "reason": texts.gettext("Why it is corrected"),
    }
    wrong = [] if refusal is None else wrong_in(refusal, texts, side, by)
    return show_form(
        request,
        "record_form.html",
        refusal,
        **shown_of(side, texts, values, looked, wrong),
        by=by,
        alike_unconfirmed=asked,
        faults={one.field: one.says for one in wrong},
        found=found,
        handle=handle,
    )


def _record(
    request: Request,
    door: Door,
    visitor: Visitor,
    side: Side,
    handle: str,
    refusal: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    reference = reference_of(door, visitor, side, handle)
    found = submission.read_own(door.service, visitor.reads, side.code, reference)
    return show_form(
        request,
        "record.html",
        refusal,
        side=side,
        handle=handle,
        record=found,
        labels=_labels(side, visitor),
        groups=grouped(understood_of(door, visitor, side, found.content), side, visitor.texts),
        told=_told(door, visitor, side, reference),
        lacking=_lacking(door, visitor, side, found),
        may_write=visitor.may(side.write),
        hands_over=_hands_over(door, visitor, side, reference),
        erased_because=ERASED_BECAUSE,
        values={} if form is None else form.kept(),
    )


def _labels(side: Side, visitor: Visitor) -> dict[str, str]:
    return {field.name: field.label(visitor.texts.language) for field in side.reads()}


def _told(door: Door, visitor: Visitor, side: Side, reference: str) -> Any:
    if not visitor.may(Task.READ_STATUS):
        return None
    return status.read_status(door.service, visitor.reads, SideCode(side.code), reference).says


def _hands_over(door: Door, visitor: Visitor, side: Side, reference: str) -> bool:
    """Say whether a handover of the child waits for the visitor to confirm it."""
    if side is not CHILDREN or not visitor.may(Task.HAND_OVER):
        return False
    try:
        return not read_handover(door.service, visitor.reads, reference).confirmed
    except NotFound:
        return False


def _lacking(door: Door, visitor: Visitor, side: Side, found: OwnRecord) -> list[Any]:
    if side is not CHILDREN or found.state != "live":
        return []
    return list(read_registration(door.service, visitor.reads, found.reference).lacking)


routers = (_router(CHILDREN), _router(INQUIRIES))
