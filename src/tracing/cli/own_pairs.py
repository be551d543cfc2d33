"""Links, decisions and truth must be of the files at hand: pairs of other files would show, teach and measure nothing, in silence."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tracing.cli import show
from tracing.linkage.training.labels import strange_pairs
from tracing.records import InputError, Records

__all__ = ["own_pairs"]


def own_pairs(files: Path | list[Path], pairs: pd.DataFrame, children: Records, inquiries: Records) -> None:
    """Tell how many of the pairs that ``files`` hold name a record that isn't there; InputError where all of them do."""
    count, first = strange_pairs(pairs, set(children.frame["record_id"]), set(inquiries.frame["record_id"]))
    if not count:
        return
    names = ", ".join(file.name for file in ([files] if isinstance(files, Path) else files))
    sides = f"{children.source} and {inquiries.source}"
    if count == len(pairs):
        raise InputError(
            f"{names}: none of its {count:,} pairs is of these files; {first!r}, for one, is no record_id there. Expected child_id and "
            f"inquiry_id to be record_ids of {sides}. Name the file that was made from them."
        )
    show.error(
        f"tracing: {names}: {count:,} of {len(pairs):,} pairs name a record that isn't in {sides}, such as {first!r}; they count for nothing. "
        "A row that was refused isn't there either (`tracing check`)."
    )
