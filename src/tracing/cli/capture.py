"""``tracing capture``: children found where there is no network, written into an encrypted file that the service reads later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracing.cli import show
from tracing.cli.service_extra import service_extra
from tracing.cli.with_service import with_service
from tracing.records import InputError

if TYPE_CHECKING:
    from tracing.casework.forms.check import Fault
    from tracing.casework.forms.form import Field, Form

__all__ = ["app"]

app = typer.Typer(
    help="Children found where there is no network: an encrypted file that only the service can read. Begin it, add records, "
    "close it; then send it to POST /v1/imports/captures.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The capture file")]
_LISTS = ("texts", "codes")


@app.command()
def key() -> None:
    """Show the key that files are encrypted for, on the machine of the service. It is no secret."""
    with service_extra():
        from tracing.service.capture.importing import capture_key

    with with_service() as service:
        show.out.print(capture_key(service.keyring), soft_wrap=True)


@app.command()
def begin(
    file: File,
    key: Annotated[str, typer.Option(help="The service's key, as `tracing capture key` shows it")],
    agency: Annotated[str, typer.Option(help="The code of your agency, such as HN-SENAF")],
    form: Annotated[str, typer.Option(help="found_child_quick or found_child")] = "found_child_quick",
) -> None:
    """Begin a file. Its signing key, FILE.secret, stays on this machine."""
    with service_extra():
        from tracing.casework.vocabulary.edition import in_force
        from tracing.service.capture import writing
        from tracing.service.capture.importing import FORMS_CAPTURED
        from tracing.service.capture.layout import CaptureError, read_key

    if form not in FORMS_CAPTURED:
        raise InputError(f"there is no form {form!r} to capture; take one of {', '.join(FORMS_CAPTURED)}")
    try:
        writing.begin(file, read_key(key), agency.strip().upper(), form, in_force().name)
    except CaptureError as error:
        raise InputError(str(error)) from None
    show.out.print(
        f"{file.name} begun. Only the service can read what is added. {writing.secret_of(file).name} stays on this machine.",
        soft_wrap=True,
    )


@app.command()
def add(
    file: File,
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME=VALUE", help="Fields; asked for one by one where none is given"),
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--json", help="Take the fields from a JSON file in their place")
    ] = None,
) -> None:
    """Add a child. Several entries of a field are parted by ; (languages=mam;spa)."""
    with service_extra():
        from tracing.casework.forms.all_forms import FORMS
        from tracing.casework.vocabulary.edition import in_force
        from tracing.service.capture import reading, writing
        from tracing.service.capture.layout import CaptureError
        from tracing.service.errors import Refused
        from tracing.service.forms.filled_in import check_answers

    try:
        header = reading.look(file.read_bytes()).header
        if header.form not in FORMS:
            raise InputError(f"this program doesn't know the file's form {header.form!r}")
        form = FORMS[header.form]
        if header.vocabulary != in_force().name:
            raise InputError(
                f"the file was begun with vocabulary {header.vocabulary}, and this program has {in_force().name}; begin "
                "another file"
            )  # fmt: skip
        if record is not None:
            answers = _from_json(record)
        elif values:
            answers = _given(form, values)
        else:
            answers = _asked(form)
        check_answers(form, answers)
        place = writing.add(file, answers)
    except Refused as refusal:
        faults = [
            f"{fault.pointer.strip('/')}: {fault.reason}. {fault.mend}".strip() for fault in refusal.fields
        ]
        raise InputError(" ".join(["the record can't be taken as it is.", *faults])) from None
    except CaptureError as error:
        raise InputError(str(error)) from None
    show.out.print(f"record {place} is in {file.name}")


@app.command()
def status(file: File) -> None:
    """Say how many records a file has, and whether it is whole. What they say can't be read here."""
    with service_extra():
        from tracing.service.capture.layout import CaptureError
        from tracing.service.capture.reading import look

    try:
        found = look(file.read_bytes())
    except CaptureError as error:
        raise InputError(str(error)) from None
    ends = "finished" if found.closed else "not finished"
    torn = "; its last line was interrupted and doesn't count" if found.torn else ""
    show.out.print(
        f"{found.records} records of {found.header.agency}, form {found.header.form}, vocabulary "
        f"{found.header.vocabulary}; {ends}{torn}",
        soft_wrap=True,
    )


@app.command()
def close(file: File) -> None:
    """Finish a file: nothing can be added any more, nor cut off unseen."""
    with service_extra():
        from tracing.service.capture import writing
        from tracing.service.capture.layout import CaptureError

    try:
        count = writing.close(file)
    except CaptureError as error:
        raise InputError(str(error)) from None
    show.out.print(f"{file.name} is finished with {count} records")


def _from_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:
        raise InputError(f"{path.name} isn't JSON") from None
    if not isinstance(found, dict):
        raise InputError(f"{path.name} isn't one record, an object with fields")
    return found


def _given(form: Form, values: list[str]) -> dict[str, Any]:
    fields = {field.name: field for field in form.fields()}
    answers: dict[str, Any] = {}
    for value in values:
        name, parted, text = value.partition("=")
        if not parted or name not in fields:
            raise InputError(f"a field is written as NAME=VALUE, with NAME one of {', '.join(fields)}")
        answers[name] = _value(fields[name], text)
    return answers


def _asked(form: Form) -> dict[str, Any]:
    """Ask for the fields one by one, and again for those that can't be taken, until all can."""
    from tracing.casework.forms.check import check
    from tracing.casework.vocabulary.edition import in_force

    answers: dict[str, Any] = {}
    asked = {field.name for field in form.fields()}
    while True:
        for field in form.fields():
            if field.name in asked:
                answers.pop(field.name, None)
                text = typer.prompt(_question(field), default="", show_default=False)
                if text.strip():
                    answers[field.name] = _value(field, text)
        faults = check(form, answers, in_force())
        if not faults:
            return answers
        for fault in faults:
            show.error(f"{fault.place[0]}: {fault.says.es} / {fault.says.en}")
        asked = {name for fault in faults for name in (str(fault.place[0]), *_others(fault))}


def _others(fault: Fault) -> tuple[str, ...]:
    """The other fields of which at least one is missing."""
    return fault.among if fault.kind.value == "none_of" else ()


def _question(field: Field) -> str:
    from tracing.casework.vocabulary.edition import in_force

    needed = " *" if field.required else ""
    hint = f" ({field.hint_es} / {field.hint_en})" if field.hint_es else ""
    codes = ""
    if field.list and not field.open:
        codes = f" [{', '.join(f'{e.code}: {e.es} / {e.en}' for e in in_force().lists[field.list])}]"
    return f"{field.es} / {field.en}{needed}{codes}{hint}"


def _value(field: Field, text: str) -> Any:
    if field.kind.value in _LISTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    return text.strip()
