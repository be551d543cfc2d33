"""``tracing match``: children and inquiries in, ranked links out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracing.cli import kept, show
from tracing.cli.progress import Steps, bar
from tracing.cli.targets import check_different, check_target
from tracing.linkage import Matcher
from tracing.linkage.encode import Standardiser
from tracing.linkage.memory import parse_size
from tracing.linkage.pipeline import TOP, check_engine
from tracing.linkage.uncollected import uncollected
from tracing.records import Records, check_sides, read_children, read_inquiries, write_table
from tracing.standardise.record import refuse_unreadable

__all__ = ["Children", "Inquiries", "MatcherName", "match", "read_sides", "timed"]

Children = Annotated[
    Path, typer.Argument(metavar="CHILDREN", help="Found children: CSV, XLSX or JSON Lines (file contract)")
]
Inquiries = Annotated[
    Path,
    typer.Argument(metavar="INQUIRIES", help="Family inquiries: CSV, XLSX or JSON Lines (file contract)"),
]
MatcherName = Annotated[str, typer.Option(metavar="NAME|FILE", help="A shipped matcher, or a matcher file")]


class Engine(StrEnum):
    """Where the linkage runs."""

    local = "local"
    spark = "spark"


@contextmanager
def timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Note how long a stage took."""
    start = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - start


def read_sides(
    children: Path,
    inquiries: Path,
    steps: Steps | None = None,
    then: Callable[[Records], None] | None = None,
) -> tuple[Records, Records]:
    """Read both files and set aside the rows whose dates are none; ``then`` is called with each side as soon as it is
    read. InputError where they seem to be swapped."""
    check_different(children, inquiries)
    sides = []
    for path, read in ((children, read_children), (inquiries, read_inquiries)):
        if steps is not None:
            steps.begin(f"read {path.name}")
        sides.append(refuse_unreadable(read(path)))
        if then is not None:
            then(sides[-1])
    found, sought = sides
    check_sides(found, sought)
    return found, sought


def _memory(text: str) -> int:
    try:
        return parse_size(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def match(
    children: Children,
    inquiries: Inquiries,
    out: Annotated[Path, typer.Option(metavar="LINKS", help="Result: .csv, .jsonl or .parquet")],
    matcher: MatcherName = "default",
    top: Annotated[int, typer.Option(min=1, help="Children kept for each inquiry")] = TOP,
    engine: Annotated[
        Engine, typer.Option(help="local: this machine; spark: needs tracing[spark] and Java")
    ] = Engine.local,
    memory: Annotated[
        int | None,
        typer.Option(
            parser=_memory, metavar="SIZE", help="Memory that the run and its processes may take, as 2GiB"
        ),
    ] = None,
    register: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Children held in all, where these are a part: a larger register asks more of a pair. "
            "0: links as the service keeps them",
        ),
    ] = None,
) -> None:
    """Match found children with family inquiries and write the ranked pairs, best first for each inquiry.

    Rows that can't be read are named and left out. Each link says what every comparison brought, in bits.
    """
    check_target(out, children, inquiries, Path(matcher))
    kept.begin(out, children, inquiries)
    loaded = Matcher.load(matcher)
    check_engine(loaded.file, engine.value, memory)
    seconds: dict[str, float] = {}
    with bar() as steps, uncollected(), ExitStack() as stack:
        local = engine is Engine.local and loaded.file.schema != "table"
        standardiser = stack.enter_context(Standardiser()) if local else None
        with timed(seconds, "read"):
            # Children are standardised while the inquiries are read.
            begin = None if standardiser is None else standardiser.begin
            found, sought = read_sides(children, inquiries, steps, begin)
        links = loaded.link(
            found,
            sought,
            top=top,
            progress=steps,
            engine=engine.value,
            memory=memory,
            standardiser=standardiser,
            register=register,
        )
        seconds |= links.seconds
        steps.begin(f"write {out.name}")
        with timed(seconds, "write"):
            write_table(links.frame, out)
    refused = sum(r.severity == "refused" for r in (*found.refusals, *sought.refusals, *links.faults))
    show.summary(links, (len(found.frame), len(sought.frame)), refused, seconds)
    show.remarks(found, sought)
    show.refusals(links.faults)
    show.out.print(f"{len(links):,} links written to {show.visible(str(out))}", soft_wrap=True)
    if refused:
        raise typer.Exit(3)
