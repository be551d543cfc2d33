"""``tracing matcher promote``: a matcher file takes the place of the one in use, with the report that speaks for it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tracing.cli import show
from tracing.cli.reports import read_report
from tracing.cli.targets import check_target
from tracing.linkage.evaluation.gate import MARGIN, gate
from tracing.linkage.matcher import matcher_bytes, parse_matcher
from tracing.linkage.matcher.write import write_text
from tracing.records import InputError
from tracing.records.append import append_line

__all__ = ["promote"]

_ENDING = ".promotions.jsonl"


def _digest(path: Path) -> str:
    return hashlib.sha256(matcher_bytes(path)[0]).hexdigest()


def promote(
    new: Annotated[Path, typer.Argument(metavar="NEW.toml", help="The matcher that is to be used")],
    used: Annotated[Path, typer.Argument(metavar="USED.toml", help="The file in use, which it replaces")],
    report: Annotated[
        Path, typer.Option(metavar="FILE.json", help="The report of `tracing compare USED NEW`")
    ],
    signed_by: Annotated[str, typer.Option(envvar="USER", help="Who promotes it")] = "",
    reason: Annotated[
        str, typer.Option(help="Why, where a subgroup gets worse by more than the margin")
    ] = "",
    margin: Annotated[
        float, typer.Option(min=0.0, max=MARGIN, help="How much a subgroup's figure may fall")
    ] = MARGIN,
) -> None:
    """Put NEW in the place of USED, if the report of comparing them says that nobody gets worse by more than the margin.

    Otherwise it is refused with status 1, unless signed with a reason. Who, when, why and the whole report are added to
    USED.promotions.jsonl.
    """
    check_target(used, new, report, endings=(".toml",))
    data, source = matcher_bytes(new)
    parse_matcher(data, source)
    who, why = " ".join(signed_by.split()), " ".join(reason.split())
    if not who or not who.isprintable():
        raise InputError("signed-by: say who promotes the matcher (--signed-by)")
    told = read_report(report)
    try:
        found = gate(told, margin)
    except InputError as error:
        raise InputError(f"{report}: {error}") from None
    if (found.before.digest, found.after.digest) != (_digest(used), _digest(new)):
        raise InputError(
            f"{report}: the report compares other files than {used.name} and {new.name}. Run `tracing compare {used} {new}` again."
        )
    if found.worse and not why:
        show.error(
            f"tracing: not promoted: by more than {100 * margin:g} points get worse: "
            f"{'; '.join(one.sentence() for one in found.worse)}. Sign with --reason if it is to be used all the same."
        )
        raise typer.Exit(1)
    noted = {
        "promoted": found.after.digest,
        "in_place_of": found.before.digest,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "who": who,
        "reason": why,
        "margin": margin,
        "worse": [one.sentence() for one in found.worse],
        "report": told,
    }
    history = used.with_suffix(_ENDING)
    append_line(history, json.dumps(noted, ensure_ascii=False), lost="the promotion")
    write_text(data.decode(), used)
    show.out.print(
        show.visible(f"{used} is now {found.after.name} {found.after.version}; noted in {history.name}")
    )
