"""``tracing thresholds``: from which weight at most so many links in a hundred are false."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from rich.table import Table

from tracing.cli import show
from tracing.linkage.evaluation import families_of
from tracing.linkage.evaluation.ready import ready
from tracing.linkage.matcher import MatcherFile, load_matcher
from tracing.linkage.training import Threshold, family_pairs, find_threshold, read_decisions
from tracing.linkage.training.labels import decision_labels, truth_labels
from tracing.records import InputError, Records, read_inquiries, read_links, read_truth

__all__ = ["thresholds"]


_WITHOUT_RECORDS = (
    "tracing: without --inquiries, inquiries are of one family only if they are for one child: brothers and sisters sought "
    "apart count as independent, and the interval may be too narrow."
)


def _find(
    links: pd.DataFrame,
    pairs: pd.DataFrame,
    inquiries: Records | None,
    decided: bool,
    most_false: float,
    seed: int,
) -> Threshold:
    ids = tuple(
        np.asarray(sorted(links[name].astype(str).unique()), dtype=object)
        for name in ("child_id", "inquiry_id")
    )
    child, inquiry = (
        pd.Index(side).get_indexer(pd.Index(links[name].astype(str))).astype(np.int64)
        for side, name in zip(ids, ("child_id", "inquiry_id"), strict=True)
    )
    bits = links["weight"].to_numpy(dtype=np.float64)
    same = pairs
    if decided:
        labels = decision_labels(child, inquiry, (ids[0], ids[1]), pairs, bits)
        same = family_pairs(pairs)
    else:
        labels = truth_labels(child, inquiry, (ids[0], ids[1]), pairs)
    family = families_of(list(ids[1]), same, inquiries)[inquiry]
    return find_threshold(bits, labels.same, labels.weight, inquiry, family, most_false, seed=seed)


def _table(found: Threshold, matcher: MatcherFile | None, bits: pd.Series) -> Table:
    table = Table(title="Threshold", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_row("false links at most, of 100", f"{found.most_false_per_100:g}")
    if found.weight is not None and found.interval is not None:
        table.add_row("threshold, bits", f"{found.weight:.2f}")
        table.add_row("95 % interval", f"{found.interval[0]:.2f} to {found.interval[1]:.2f}")
        table.add_section()
        table.add_row("links to look at", f"{found.links:,}")
        table.add_row("inquiries with such a link", f"{found.inquiries:,}")
        table.add_row("links per 100 inquiries", f"{found.per_100_inquiries:.1f}")
        table.add_row("of them false, estimated", f"{found.false:,.0f}")
        table.add_row("true pairs found, of those among the links", f"{100 * found.found:.1f} %")
    if matcher is not None:
        table.add_section()
        for band, least in (("strong", matcher.strong), ("possible", matcher.possible)):
            count = int((bits >= least).sum())
            table.add_row(f"{matcher.name}: {band} from, bits", f"{least:.2f} ({count:,} links)")
    return table


def thresholds(
    links: Annotated[Path, typer.Argument(metavar="LINKS", help="Links as `match` wrote them")],
    truth: Annotated[Path | None, typer.Option(help="True pairs: child_id,inquiry_id")] = None,
    decisions: Annotated[Path | None, typer.Option(help="Officers' decisions on these links")] = None,
    inquiries: Annotated[
        Path | None,
        typer.Option(
            help="The inquiries' own records: families are told by groups, mothers and inquirers too"
        ),
    ] = None,
    max_false_per_100: Annotated[
        float, typer.Option(min=0.0, max=100.0, help="False links at most, of 100 above the threshold")
    ] = 5.0,
    matcher: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Show this matcher's thresholds beside it")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the resamples")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table")] = False,
) -> None:
    """Find the lowest weight from which few enough links are false, with its interval and the work it makes."""
    if (truth is None) == (decisions is None):
        raise typer.BadParameter("give either --truth or --decisions")
    loaded = None if matcher is None else load_matcher(matcher)
    frame = read_links(links)
    if "weight" not in frame.columns or len(frame) == 0:
        raise InputError(f"{links}: no links with a weight; expected what `tracing match` wrote")
    pairs = read_truth(truth) if truth is not None else read_decisions(decisions or links)
    records = None if inquiries is None else read_inquiries(inquiries)
    if records is None:
        show.error(_WITHOUT_RECORDS)
    elif not frame["inquiry_id"].astype(str).isin(records.frame["record_id"].astype(str)).any():
        raise InputError(f"{inquiries}: holds none of the inquiries of {links}")
    found = _find(frame, pairs, records, truth is None, max_false_per_100, seed)
    if as_json:
        own = {} if loaded is None else {"strong": loaded.strong, "possible": loaded.possible}
        show.print_json(ready({**asdict(found), **({"matcher": own} if own else {})}))
        return
    show.out.print(_table(found, loaded, frame["weight"]))
    if found.weight is None:
        show.out.print(
            "No threshold keeps to that. Allow more false links, or have more pairs decided.", soft_wrap=True
        )
