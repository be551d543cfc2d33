"""``tracing bundle``: whether a case bundle is what was signed, and the keys that sign them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracing.cli import show
from tracing.cli.service_extra import service_extra
from tracing.cli.with_service import operator, with_service
from tracing.records import InputError, open_atomic

__all__ = ["app"]

app = typer.Typer(
    help="Case bundles: verifying one, and the keys that sign them.",
    no_args_is_help=True,
)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The bundle, JSON or PDF")],
    keys: Annotated[
        Path | None,
        typer.Option(
            metavar="KEYS", help="Public keys as `tracing bundle keys` wrote them; else the service's own"
        ),
    ] = None,
) -> None:
    """Say whether every byte is as it was signed; exit status 1 where it isn't, with what was changed.

    With --keys no service is needed: whoever received a bundle can check it with the keys that they were given.
    """
    with service_extra():
        from tracing.service.sharing.bundle_verify import verify_file
        from tracing.service.sharing.exported_keys import read_keys
        from tracing.service.sharing.signing import public_keys

    data = file.read_bytes()
    if keys is not None:
        known = read_keys(keys)
    else:
        with with_service() as service:
            known = public_keys(service)
    found = verify_file(data, known)
    if not found.whole:
        for fault in found.faults:
            show.error(f"tracing: {show.visible(fault.where)} {fault.what}")
        raise typer.Exit(1)
    show.out.print(
        f"whole: bundle {show.visible(str(found.name))} under agreement {show.visible(str(found.agreement))}, signed with"
        f" key {found.key}",
        soft_wrap=True,
    )


@app.command("keys")
def keys_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write (JSON)")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there")] = False,
) -> None:
    """Write the public keys to FILE, for whoever is to verify bundles elsewhere. Read the fingerprints to them yourself."""
    with service_extra():
        from tracing.service.sharing.exported_keys import write_keys
        from tracing.service.sharing.signing import public_keys, signing_key

    if file.exists() and not overwrite:
        raise InputError(f"{file}: is there already; name another file, or say --overwrite")
    with with_service() as service:
        signing_key(service)
        found = public_keys(service)
    with open_atomic(file) as out:
        out.write(write_keys(found))
    for key in found:
        show.out.print(f"key {key.number}: {key.fingerprint}", soft_wrap=True)


@app.command("renew-key")
def renew_key() -> None:
    """Put a new key in use. Bundles signed before can still be verified; hand out the public keys again."""
    with service_extra():
        from tracing.service.sharing.signing import renew

    with with_service() as service:
        made = renew(service, operator())
    show.out.print(f"key {made.number}: {made.fingerprint}", soft_wrap=True)
