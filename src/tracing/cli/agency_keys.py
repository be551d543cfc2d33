"""``tracing keys add|list|renew|revoke``: the keys of agencies' programs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.cli.with_service import every, operator, with_service

__all__ = ["add_commands"]

Key = Annotated[int, typer.Argument(metavar="ID", help="The key's id, as `tracing keys list` shows it")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands to those of the keyring."""
    app.command("add")(add)
    app.command("list")(list_keys)
    app.command("renew")(renew)
    app.command("revoke")(revoke)


def add(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="The agency's code, such as HN-SENAF")],
    scope: Annotated[list[str], typer.Option(help="What it may do, such as children:write; may be repeated")],
    label: Annotated[str, typer.Option(help="What it is for")],
    days: Annotated[
        int | None, typer.Option(min=1, help="How long it is good; for ever if not given")
    ] = None,
) -> None:
    """Make a key for an agency's program and print it; it is shown once."""
    with with_service() as service:
        from tracing.service.api_keys import add_key

        until = None if days is None else service.now() + timedelta(days=days)
        made = add_key(service, operator(), agency, label, scope, until)
    _print_token(made.key.id, made.token)


def list_keys(
    agency: Annotated[str | None, typer.Option(metavar="CODE", help="Of this agency only")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")] = False,
) -> None:
    """List the keys of agencies' programs, with when they were last used."""
    with with_service() as service:
        from tracing.service.agencies import codes_of
        from tracing.service.api_keys import list_keys as page

        found = every(lambda after: page(service, operator(), agency, after))
        codes = codes_of(service, operator(), {key.agency_id for key in found})
    rows = [
        {
            "id": key.id,
            "agency": codes[key.agency_id],
            "label": key.label,
            "scopes": " ".join(key.scopes),
            "used": _moment(key.used_at),
            "ends": _moment(key.revoked_at or key.expires_at),
        }
        for key in found
    ]
    if as_json:
        show.print_json(rows)
        return
    table = Table(title=f"{len(rows):,} keys", title_justify="left")
    for column in ("id", "agency", "label", "scopes", "last used", "good until"):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(show.visible(str(value or "")) for value in row.values()))
    show.out.print(table)


def renew(
    key: Key,
    overlap_days: Annotated[int, typer.Option(min=0, max=30, help="How long the old key stays good")] = 7,
) -> None:
    """Print a new key in the place of another, which stays good for some days so that programs can change over."""
    with with_service() as service:
        from tracing.service.api_keys import renew_key

        made = renew_key(service, operator(), key, timedelta(days=overlap_days))
    _print_token(made.key.id, made.token)


def revoke(key: Key) -> None:
    """Take a key back; its next request is refused."""
    with with_service() as service:
        from tracing.service.api_keys import revoke_key

        revoke_key(service, operator(), key)
    show.out.print(f"key {key} opens nothing any more")


def _print_token(key: int, token: str) -> None:
    show.out.print(f"id   {key}\nkey  {token}", soft_wrap=True)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")
