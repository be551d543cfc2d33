"""``tracing matcher``: matcher files, shown, compared and checked. Needs no service."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tracing.cli import show
from tracing.cli.explain import Language
from tracing.cli.matcher_tables import show_diff, show_matcher
from tracing.cli.promote import promote
from tracing.cli.targets import check_target
from tracing.linkage.evaluation.ready import ready
from tracing.linkage.matcher import MatcherError, load_matcher, matcher_bytes, parse_matcher
from tracing.linkage.matcher.diff import diff_matchers, level_bits
from tracing.linkage.matcher.places import line_of
from tracing.linkage.matcher.schema import schema_text
from tracing.linkage.matcher.write import write_text

__all__ = ["app"]

app = typer.Typer(
    help="Matcher files: show one, what changed from one to another, what is wrong with one; put one in use.",
    no_args_is_help=True,
)

app.command("promote")(promote)

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped matcher, or a matcher file")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON instead of tables")]
Tongue = Annotated[Language, typer.Option(help="Language of what is shown")]


@app.command("show")
def show_one(matcher: Name = "default", language: Tongue = Language.en, as_json: Json = False) -> None:
    """Show a matcher: its bands, each level in bits with its meaning, its blocking rules, where its numbers come from."""
    loaded = load_matcher(matcher)
    if not as_json:
        show_matcher(loaded, language.value)
        return
    told = asdict(loaded)
    # Hashes of telephones and documents are for the program; how many there are is for people.
    told["generic"] = {name: len(values) for name, values in loaded.generic.items()}
    told["provenance"] = {key: str(value) for key, value in loaded.provenance.items()}
    for comparison, one in zip(told["comparisons"], loaded.comparisons, strict=True):
        for level, said in zip(comparison["levels"], one.levels, strict=True):
            level["bits"], level["sibling_bits"] = level_bits(one, said)
    show.print_json(ready(told))


@app.command()
def diff(before: Name, after: Name, language: Tongue = Language.en, as_json: Json = False) -> None:
    """Show what changed from one matcher to another: rules, comparisons, bands, m and u in bits, frequencies."""
    found = diff_matchers(load_matcher(before), load_matcher(after))
    if as_json:
        show.print_json(ready(found.to_dict()))
    else:
        show_diff(found, language.value)


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Matcher files")], as_json: Json = False
) -> None:
    """Check matcher files: every fault with its line, its field, what was expected and how to mend it. Status 2 if there is one."""
    told = []
    for file in files:
        data, source = matcher_bytes(file)
        try:
            read = parse_matcher(data, source)
        except MatcherError as error:
            text = data.decode("utf-8", errors="replace")
            found = sorted(((line_of(text, fault), fault) for fault in error.faults), key=lambda f: f[0] or 0)
            told += [
                {"file": str(file), "line": line, "field": f.field, "problem": f.problem, "mend": f.mend}
                for line, f in found
            ]
        else:
            if not as_json:
                rules, kinds = len(read.blocking), len(read.comparisons)
                show.out.print(
                    show.visible(
                        f"{file}: {read.name} {read.version}, {kinds} comparisons, {rules} rules: in order"
                    ),
                    soft_wrap=True,
                )
    if as_json:
        show.print_json(told)
    else:
        for fault in told:
            line = "" if fault["line"] is None else f":{fault['line']}"
            field = f"{fault['field']}: " if fault["field"] else ""
            show.error(f"{fault['file']}{line}: {field}{fault['problem']}. To mend: {fault['mend']}")
    if told:
        raise typer.Exit(2)


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Write it there instead")] = None,
) -> None:
    """Print the JSON Schema of matcher files, by which editors complete and check them."""
    if out is None:
        show.out.print(schema_text().rstrip("\n"), soft_wrap=True)
        return
    check_target(out, endings=(".json",))
    write_text(schema_text(), out)
