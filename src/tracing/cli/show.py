"""How results look on a terminal: tables, evidence in words, refusals."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracing.linkage import Explanation, Links
from tracing.linkage.explain import Language
from tracing.records import Records, Refusal

__all__ = [
    "error",
    "errors",
    "evidence",
    "out",
    "pair_head",
    "print_json",
    "refusals",
    "remarks",
    "summary",
    "visible",
]


class _Console(Console):
    """A console for text that strangers wrote: nothing in it is markup, and a closed pipe is no failure."""

    def on_broken_pipe(self) -> None:
        # `| head` has seen enough. The work is done all the same, and its exit status stands.
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


out = _Console(highlight=False, markup=False, emoji=False)
errors = _Console(stderr=True, highlight=False, markup=False, emoji=False)

_SHOWN = 10
_BANDS = ("strong", "possible", "weak")
# Letters that turn the direction of the text around them could make a name look like another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """Return ``text`` with control characters written out, so that no cell of a file can steer the terminal."""
    if text.isprintable():
        return text
    return "".join(
        c.encode("unicode_escape").decode() if unicodedata.category(c) in {"Cc", "Cs"} or c in _TURNING else c
        for c in text
    )


def error(message: str) -> None:
    """Print one line on the error stream."""
    errors.print(visible(message), soft_wrap=True)


def print_json(value: object) -> None:
    """Print JSON: in letters where the stream has them all, in escapes where not."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    out.print(json.dumps(value, ensure_ascii=plain, indent=2), soft_wrap=True)


def summary(
    links: Links, sizes: tuple[int, int], refused: int, seconds: Mapping[str, float] | None = None
) -> None:
    """Print the run's summary: records, pairs compared, links per band, seconds per stage."""
    table = Table(title="Run", show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_row("children", f"{sizes[0]:,}")
    table.add_row("inquiries", f"{sizes[1]:,}")
    table.add_row("rows refused", f"{refused:,}")
    table.add_row("pairs compared", f"{links.compared:,}")
    table.add_row("of these to the end", f"{links.finished:,}")
    bands = links.frame["band"].astype(str).value_counts()
    for band in _BANDS:
        table.add_row(f"links, {band}", f"{int(bands.get(band, 0)):,}")
    for stage, spent in (seconds or links.seconds).items():
        table.add_row(f"seconds, {stage}", f"{spent:.2f}")
    out.print(table)
    rules = Table(title="Blocking rules", title_justify="left")
    for column in ("rule", "pairs", "only this rule"):
        rules.add_column(column, justify="left" if column == "rule" else "right")
    for rule in links.rules:
        rules.add_row(rule.name, f"{rule.pairs:,}", f"{rule.only:,}")
    out.print(rules)


def refusals(found: Sequence[Refusal], most: int = _SHOWN) -> None:
    """Print refused and doubtful values, on the error stream."""
    for item in found[:most]:
        place = item.file + (f", line {item.line}" if item.line is not None else "")
        place += f", {item.column}" if item.column else ""
        value = f"{item.value!r}: " if item.value else ""
        error(f"{item.severity}: {place}: {value}{item.reason}. To mend: {item.mend}")
    if len(found) > most:
        error(f"… and {len(found) - most:,} more; `tracing check FILE` lists them all")


def remarks(*sides: Records) -> int:
    """Print what was refused or doubtful on reading and which columns were not used; return how many were refused."""
    found = [r for records in sides for r in records.refusals]
    refused = [r for r in found if r.severity == "refused"]
    refusals(refused)
    refusals([r for r in found if r.severity != "refused"])
    for records in sides:
        if records.unknown_columns:
            shown = ", ".join(repr(c) for c in records.unknown_columns[:_SHOWN])
            more = "" if len(records.unknown_columns) <= _SHOWN else ", …"
            error(f"unknown: {records.source}: not in the file contract, kept and not used: {shown}{more}")
    return len(refused)


def pair_head(explanation: Explanation, language: Language = "en") -> Text:
    """Return the line that names a pair, its weight and its band."""
    head = Text().append(visible(f"{explanation.inquiry_id} ← {explanation.child_id}"), style="bold")
    return head.append(f"  {explanation.weight:+.1f} bits, {explanation.band_in(language)}")


def evidence(explanations: Iterable[Explanation], language: Language) -> None:
    """Print the strongest evidence of each pair in words."""
    for explanation in explanations:
        out.print(pair_head(explanation, language))
        for sentence in explanation.sentences(language):
            out.print(f"    {sentence}")
