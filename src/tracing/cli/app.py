"""The subcommands under one name, and what their failures mean to the person who called."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from tracing.cli import (
    audit,
    bundle,
    capture,
    check,
    compare,
    db,
    demo,
    duplicates,
    evaluate,
    explain,
    forms,
    keys,
    match,
    matcher_files,
    matchers,
    review,
    samples,
    serve,
    show,
    simulate,
    standardise,
    thresholds,
    train,
    users,
    worker,
)
from tracing.records import InputError
from tracing.records.errors import OutputError
from tracing.store.errors import StoreError

__all__ = ["app", "run"]

_STATUS = (
    "Exit status: 0 done · 1 failed, nothing written · 2 wrong usage or unusable input · "
    "3 done, but rows were refused."
)

app = typer.Typer(
    name="tracing",
    help="Brings children found alone together with the families who look for them.",
    epilog=_STATUS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo", epilog=_STATUS)(demo.demo)
app.command("match", epilog=_STATUS)(match.match)
app.command("explain", epilog=_STATUS)(explain.explain)
app.command("duplicates", epilog=_STATUS)(duplicates.duplicates)
app.command("standardise", epilog=_STATUS)(standardise.standardise)
app.command("check", epilog=_STATUS)(check.check)
app.command("evaluate", epilog=_STATUS)(evaluate.evaluate)
app.command("review", epilog=_STATUS)(review.review)
app.command("compare", epilog=_STATUS)(compare.compare)
app.command("samples", epilog=_STATUS)(samples.samples)
app.command("train", epilog=_STATUS)(train.train)
app.command("thresholds", epilog=_STATUS)(thresholds.thresholds)
app.command("serve", epilog=_STATUS)(serve.serve)
app.command("worker", epilog=_STATUS)(worker.worker)
app.command("simulate", epilog=_STATUS)(simulate.simulate)
app.add_typer(db.app, name="db", epilog=_STATUS)
app.add_typer(users.app, name="users", epilog=_STATUS)
app.add_typer(keys.app, name="keys", epilog=_STATUS)
app.add_typer(matcher_files.app, name="matcher", epilog=_STATUS)
app.add_typer(matchers.app, name="matchers", epilog=_STATUS)
app.add_typer(audit.app, name="audit", epilog=_STATUS)
app.add_typer(bundle.app, name="bundle", epilog=_STATUS)
app.add_typer(forms.app, name="forms", epilog=_STATUS)
app.add_typer(capture.app, name="capture", epilog=_STATUS)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"tracing {version('tracing')}")
        raise typer.Exit


@app.callback()
def _options(
    _shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end")
    ] = False,
) -> None:
    pass


def run(arguments: list[str] | None) -> int:
    """Run one command and return its exit status. What is wrong is said on the error stream, in one message."""
    try:
        app(args=arguments, prog_name="tracing", standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except OutputError as error:
        return _fail(1, str(error))
    except StoreError as error:
        return _fail(1, str(error))
    except InputError as error:
        return _fail(2, str(error))
    except MemoryError:
        return _fail(
            1, "out of memory; no file was left half-written. Use a machine with more, or smaller files."
        )
    except OSError as error:
        return _fail(1, f"{error}; no file was left half-written")
    return 0


def _fail(status: int, message: str) -> int:
    show.error(f"tracing: {message}")
    return status
