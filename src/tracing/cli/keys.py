"""``tracing keys``: the keyring, whose keys encrypt what the database holds, and the keys of agencies' programs."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from tracing.cli import show
from tracing.cli.agency_keys import add_commands
from tracing.cli.progress import bar
from tracing.cli.service_extra import service_extra
from tracing.cli.with_service import with_service
from tracing.records import InputError

__all__ = ["app"]

_SETTLED = 60.0
"""Seconds after a rotation before an old key may be dropped: what was under way has been committed then."""

app = typer.Typer(
    help="The keyring, which stands outside the database (TRACING_KEYRING): status, rotate, drop. The keys of agencies' "
    "programs: add, list, renew, revoke.",
    no_args_is_help=True,
)


@app.command()
def status() -> None:
    """Show which keys the ring holds and how much waits to be encrypted with the newest."""
    with service_extra():
        from tracing.service.rotation import used

    with with_service() as service:
        waiting = used(service)
        numbers = sorted(service.keyring.encrypting)
    show.out.print(f"keys {', '.join(map(str, numbers))}; {numbers[-1]} encrypts")
    for name, count in waiting.items():
        show.out.print(f"{name}: {count:,} values wait to be encrypted with key {numbers[-1]}")


@app.command()
def rotate() -> None:
    """Add a key and encrypt everything anew with it; the service may go on running.

    Stopped, it goes on where it was when it is run again. Keep a copy of the keyring from before until the old key has
    been dropped.
    """
    with service_extra():
        from tracing.service.keyring import SETTLED, Keyring
        from tracing.service.rotation import left_over, reencrypt

    with with_service() as service, bar() as steps:
        path = service.keyring.path
        if path is not None and not left_over(service):
            service.keyring.rotated().write(path)
            service.keyring.encrypting.update(Keyring.read(path).encrypting)
            steps.begin("wait until running services have taken up the new key")
            time.sleep(SETTLED)
        rotated = reencrypt(service, steps)
        newest = max(service.keyring.encrypting)
        older = [n for n in sorted(service.keyring.encrypting) if n != newest]
    show.out.print(f"{rotated.done:,} values encrypted with key {newest}")
    if rotated.unreadable:
        for name, count in rotated.unreadable.items():
            show.error(
                f"tracing: {name}: {count:,} values can't be read with any key of the ring; left as they are"
            )
        raise typer.Exit(1)
    show.out.print(
        f"Keep the keyring's new copy where the old one is kept. Then drop the old key: tracing keys drop {older[-1]}",
        soft_wrap=True,
    )


@app.command()
def drop(number: Annotated[int, typer.Argument(metavar="NUMBER", help="The old key's number")]) -> None:
    """Take an old key off the ring, once nothing is encrypted with it. Backups made before stay readable only with a copy
    of the ring from then."""
    with service_extra():
        from tracing.service.keyring import KeyringError
        from tracing.service.rotation import drop as without

    with with_service() as service:
        path = service.keyring.path
        if path is None:
            return
        if time.time() - path.stat().st_mtime < _SETTLED:
            raise InputError(
                f"the keyring was changed less than {_SETTLED:.0f} seconds ago; wait, then drop the key"
            )
        try:
            without(service, number).write(path)
        except KeyringError as error:
            raise InputError(str(error)) from None
    show.out.print(f"key {number} is off the ring")


add_commands(app)
