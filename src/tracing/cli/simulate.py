"""``tracing simulate``: months of invented casework over the real API, and whether everything still holds."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tracing.cli import show
from tracing.cli.progress import bar
from tracing.cli.service_extra import service_extra

if TYPE_CHECKING:
    from tracing.simulation.run import Outcome

__all__ = ["simulate"]

_SHOWN = 20


def simulate(
    cases: Annotated[
        int, typer.Option(min=1, max=20_000, help="Inquiries; twice as many children are found")
    ] = 500,
    months: Annotated[int, typer.Option(min=1, max=60, help="Months of 30 days")] = 6,
    seed: Annotated[int, typer.Option(help="The same again with the same number")] = 1,
) -> None:
    """Simulate agencies and officers on invented data, by the API that everybody uses, in a database of its own that is
    removed afterwards; then check that no family was told without two-sided verification, that nobody saw what they may not,
    that live links are those of a batch, and that each case is in a legal state. Exit status 1 where something doesn't hold."""
    with service_extra():
        from tracing.api.logs import log_to
        from tracing.service.context import Service
        from tracing.service.keyring import Keyring
        from tracing.simulation.plan import Plan
        from tracing.simulation.run import simulate as run
        from tracing.store.database import Database
        from tracing.store.embedded import EmbeddedServer
        from tracing.store.schema import upgrade

    log_to(level=logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="tracing-simulation-") as folder, bar() as steps:
        # The account that root lends a server to must come through.
        Path(folder).chmod(0o711)
        steps.begin("starting a database")
        with EmbeddedServer(Path(folder) / "server") as server:
            upgrade(server.url)
            database = Database(server.url)
            try:
                outcome = run(Service(database, Keyring.new()), Plan(cases, months, seed), steps)
            finally:
                database.close()
    _show(outcome)
    if outcome.broken:
        raise typer.Exit(1)


def _show(outcome: Outcome) -> None:
    requests = sum(outcome.asked.values())
    rows = [
        ("records submitted", f"{outcome.submitted:,}"),
        ("withdrawn again", f"{outcome.withdrawn:,}"),
        ("requests", f"{requests:,}"),
        ("refused", f"{sum(outcome.refused.values()):,}"),
        *((f"  {code}", f"{count:,}") for code, count in outcome.refused.most_common()),
        ("judgements", f"{sum(outcome.judged.values()):,}"),
        ("kappa of reviewers against the truth", f"{outcome.kappa:.3f}"),
        *((f"cases ended: {how}", f"{count:,}") for how, count in outcome.ended.most_common()),
        *((f"steps refused for: {code}", f"{count:,}") for code, count in outcome.lacked.most_common()),
        ("what doesn't hold", f"{len(outcome.broken):,}"),
    ]
    table = Table(title="Simulation", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    for name, value in rows:
        table.add_row(name, value)
    show.out.print(table)
    for said in outcome.broken[:_SHOWN]:
        show.error(said)
