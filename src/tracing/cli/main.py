"""The command ``tracing``: each subcommand calls one step of the pipeline and shows what it gave.

Exit status (file contract): 0 done · 1 failed, nothing written · 2 wrong usage or unusable input · 3 done, but rows
were refused.
"""

from __future__ import annotations

import sys

import typer

from tracing.cli import check, demo, evaluate, explain, match, samples, standardise
from tracing.cli.show import errors
from tracing.records import InputError

__all__ = ["app", "main"]

app = typer.Typer(
    name="tracing",
    help="Brings children found alone together with the families who look for them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("match")(match.match)
app.command("explain")(explain.explain)
app.command("standardise")(standardise.standardise)
app.command("check")(check.check)
app.command("evaluate")(evaluate.evaluate)
app.command("samples")(samples.samples)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every failure becomes one clear message and the right exit status."""
    try:
        app(args=arguments, standalone_mode=True)
    except InputError as error:
        errors.print(f"tracing: {error}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except KeyboardInterrupt:
        errors.print("tracing: stopped; nothing was written", markup=False)
        sys.exit(1)
    except (OSError, MemoryError) as error:
        errors.print(
            f"tracing: {error or 'out of memory'}; nothing was written", markup=False, soft_wrap=True
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
