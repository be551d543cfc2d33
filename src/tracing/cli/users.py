"""``tracing users``: the people who sign in to the service."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.cli.with_service import every, operator, with_service

__all__ = ["app"]

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The name they sign in with")]

app = typer.Typer(
    help="People who sign in: entering them, shutting them out, resetting passwords. Agencies are entered over the API.",
    no_args_is_help=True,
)


@app.command()
def add(
    login: Login,
    agency: Annotated[str, typer.Option(metavar="CODE", help="Their agency, such as HN-SENAF")],
    name: Annotated[str, typer.Option(help="Their name, as colleagues read it")],
    role: Annotated[str, typer.Option(help="found_worker, family_worker, reviewer, protection_officer, ...")],
    language: Annotated[str, typer.Option(help="es or en")] = "es",
) -> None:
    """Enter a person and print their one-time password; it is shown once and good for a week."""
    with with_service() as service:
        from tracing.service.users import add_user

        made = add_user(service, operator(), agency, login, name, role, language)
    _print_password(made.user.login, made.password)


@app.command("list")
def list_users(
    agency: Annotated[str | None, typer.Option(metavar="CODE", help="Of this agency only")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")] = False,
) -> None:
    """List people."""
    with with_service() as service:
        from tracing.service.agencies import codes_of
        from tracing.service.users import list_users as page

        found = every(lambda after: page(service, operator(), agency, after))
        codes = codes_of(service, operator(), {user.agency_id for user in found})
    rows = [
        {
            "login": user.login,
            "name": user.name,
            "agency": codes[user.agency_id],
            "role": user.role,
            "state": _state(user.active, user.must_change, user.totp_confirmed),
        }
        for user in found
    ]
    if as_json:
        show.print_json(rows)
        return
    table = Table(title=f"{len(rows):,} people", title_justify="left")
    for column in ("login", "name", "agency", "role", "state"):
        table.add_column(column)
    for row in rows:
        table.add_row(*map(show.visible, row.values()))
    show.out.print(table)


@app.command()
def deactivate(login: Login) -> None:
    """Shut a person out; their sessions end at once."""
    with with_service() as service:
        from tracing.service.users import change_user

        change_user(service, operator(), login, active=False)
    show.out.print(f"{show.visible(login)} can't sign in any more")


@app.command()
def activate(login: Login) -> None:
    """Let a person in again who was shut out."""
    with with_service() as service:
        from tracing.service.users import change_user

        change_user(service, operator(), login, active=True)
    show.out.print(f"{show.visible(login)} can sign in again")


@app.command("reset-password")
def reset_password(
    login: Login,
    second_factor: Annotated[
        bool,
        typer.Option("--second-factor", help="Take the second factor away too, for a device that was lost"),
    ] = False,
) -> None:
    """Print a one-time password for a person; their sessions end, and it is good for a week."""
    with with_service() as service:
        from tracing.service.users import reset_password as reset

        made = reset(service, operator(), login, second_factor)
    _print_password(made.user.login, made.password)


def _print_password(login: str, password: str) -> None:
    show.out.print(f"login              {show.visible(login)}\none-time password  {password}", soft_wrap=True)


def _state(active: bool, must_change: bool, second_factor: bool) -> str:
    if not active:
        return "shut out"
    if must_change:
        return "one-time password"
    return "second factor" if second_factor else "password"
