"""RESULTS.md and results.json from the rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from paired import Figure
from rows import Row
from targets import Target, verdict

__all__ = ["as_json", "as_markdown", "read", "write"]

HEAD = """# tracing beside its peers

Made by `{command}`; don't edit. All records are invented. Every program ran on the same files, as a command of its
own, in turn (A B A B …); cells give the median and, in brackets, the smallest and the largest of the runs or seeds. The ratio says
how many times better tracing is than the peer that does best on that line, pair by pair: above 1 is tracing's, whether
more or less is better. A line without a target of its own is held against that peer. How the peers are set up, and why that is fair: `peers/README.md`.

tracing's shipped weights were learnt from the truth of other seeds of both makers; Splink and recordlinkage learn from
the files themselves, without truth, with comparisons that were chosen in view of one sample's truth; dedupe learns from 200 true pairs. The lines "weights learnt
from these files without truth" put tracing in Splink's place.
"""

QUICK = """
**This is a trial run on tiny samples: it shows that everything works, and its figures mean nothing.**
"""


SHOWN = 160
"""Characters of a failure that a table shows."""


def number(value: float, unit: str) -> str:
    """One figure as a reader wants it."""
    match unit:
        case "share":
            return f"{value:.4f}"
        case "number":
            return f"{value:,.2f}"
        case "count":
            return f"{value:,.0f}"
        case _:
            digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
            return f"{value:,.{digits}f}"


def brief(failure: str) -> str:
    """A failure in one line: the last one of what a program said, which names the fault. Where it lies is left out."""
    words = failure.splitlines()
    if not words:
        return ""
    text = words[0] if len(words) == 1 else f"{words[0].partition(':')[0]}: {words[-1]}"
    return (text if len(text) <= SHOWN else text[:SHOWN] + " …").replace("|", "/")


def cell(shown: Figure, unit: str) -> str:
    """Median and spread, or why there is no figure."""
    if shown.median is None:
        return brief(shown.failure)
    text = number(shown.median, unit)
    if len(shown.values) > 1:
        text += f" ({number(min(shown.values), unit)}–{number(max(shown.values), unit)})"
    return text if unit in ("share", "number", "count") else f"{text} {_unit(unit)}"


def _unit(unit: str) -> str:
    return "s" if unit == "seconds" else unit


def ratio_cell(row: Row, named: bool = True) -> str:
    """The ratio to the peer that does best."""
    closest = row.closest()
    if closest is None:
        return ""
    name, ratio = closest
    text = f"{_times(ratio.median or 0.0)}"
    if len(ratio.values) > 1:
        text += f" ({_times(min(ratio.values))}–{_times(max(ratio.values))})"
    return f"{text} {name}" if named and len(row.peers) > 1 else text


def _times(value: float) -> str:
    return f"{value:.3f}×" if value < 2 else f"{value:.1f}×" if value < 100 else f"{value:,.0f}×"


def _section(name: str, rows: Sequence[Row], targets: Mapping[str, Target]) -> list[str]:
    peers = list(dict.fromkeys(peer for row in rows for peer in row.peers))
    heads = ["line", "target", "tracing", *peers, "ratio", "reached", "how"]
    lines = ["", f"## {name}", "", f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for row in rows:
        target, reached = verdict(row, targets.get(row.key))
        theirs = [cell(row.peers[peer], row.unit) if peer in row.peers else "" for peer in peers]
        cells = [row.line, target, cell(row.tracing, row.unit), *theirs, ratio_cell(row), reached, row.how]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _by(row: Row, target: Target) -> str:
    """By how much it is ahead of the best peer, or behind, where the target asks for that."""
    ahead = row.ahead()
    if target.above_peer is None or ahead is None:
        return ""
    name, difference = ahead
    return f" ({number(abs(difference), row.unit)} {'behind' if difference < 0 else 'ahead of'} {name})"


def _losses(rows: Sequence[Row], targets: Mapping[str, Target]) -> list[str]:
    lines = ["", "## Where tracing loses", ""]
    found = []
    for row in rows:
        target, reached = verdict(row, targets.get(row.key))
        chosen = targets.get(row.key)
        worse = [(name, ratio) for name, ratio in row.against().items() if (ratio.median or 0.0) < 1]
        if reached == "yes" and chosen is not None and chosen.allows_behind:
            worse = []
        if not worse and reached != "no":
            continue
        words = [
            f"{name} {cell(row.peers[name], row.unit)}, ratio {_times(ratio.median or 0.0)}"
            + (", though not in every pair" if max(ratio.values) >= 1 else "")
            for name, ratio in sorted(worse, key=lambda pair: pair[1].median or 0.0)
        ]
        missed = f"target {target} missed{_by(row, chosen)}" if reached == "no" and chosen is not None else ""
        said = "; ".join(filter(None, [*words, missed]))
        found.append(
            f"- {row.section}: **{row.line}**: {cell(row.tracing, row.unit)} against {said or 'nothing'}"
        )
    if not found:
        found = ["On no line that was measured here."]
    return lines + found


def as_markdown(document: Mapping[str, Any], rows: Sequence[Row], targets: Mapping[str, Target]) -> str:
    """The report as Markdown."""
    lines = [HEAD.format(command=document["command"])]
    if document["plan"] == "quick":
        lines.append(QUICK)
    if document["package_changed"]:
        lines.append("\n**The package was changed while this ran: the lines are not of one program.**\n")
    machine = document["machine"]
    lines += [
        "## Machine",
        "",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']:.1f} GiB memory, {machine['system']}; "
        f"load at the start {machine['load']:.2f}, at the end {machine['load_at_end']:.2f}. "
        f"Python {machine['python']}, " + ", ".join(f"{k} {v}" for k, v in machine["versions"].items()) + ". "
        f"Commit {machine['commit']}. {document['date']}; the whole took {document['minutes']:.0f} minutes.",
    ]
    for section, when in document.get("later", {}).items():
        lines.append(f"Measured anew by itself: {section} (commit {when['commit']}, {when['date']}).")
    lines += _losses(rows, targets)
    for name in dict.fromkeys(row.section for row in rows):
        lines += _section(name, [row for row in rows if row.section == name], targets)
    for step, failure in document["failures"].items():
        lines += ["", f"Not measured: {step}: {brief(failure)}"]
    known = {row.key for row in rows}
    unmeasured = [f"{key} ({target.text()})" for key, target in targets.items() if key not in known]
    if unmeasured and document["plan"] in ("bench", "scale"):
        lines += [
            "",
            "## Targets without a line here",
            "",
            "Of other samples or sizes: " + "; ".join(unmeasured) + ".",
        ]
    return "\n".join(lines) + "\n"


def as_json(
    document: Mapping[str, Any], rows: Sequence[Row], targets: Mapping[str, Target]
) -> dict[str, Any]:
    """The same as JSON, with every run's figure."""
    shown = []
    for row in rows:
        target, reached = verdict(row, targets.get(row.key))
        shown.append({
            **asdict(row),
            "target": target,
            "reached": reached,
            "ratios": {name: {"median": r.median, "values": r.values} for name, r in row.against().items()},
        })  # fmt: skip
    return {**document, "rows": shown}


def write(
    folder: Path, document: Mapping[str, Any], rows: Sequence[Row], targets: Mapping[str, Target]
) -> None:
    """Write RESULTS.md and results.json into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(as_json(document, rows, targets), indent=1, ensure_ascii=False)
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")
    (folder / "RESULTS.md").write_text(as_markdown(document, rows, targets), encoding="utf-8")


def _figure(said: Mapping[str, Any]) -> Figure:
    return Figure(tuple(said["values"]), said["failure"])


def read(folder: Path) -> tuple[dict[str, Any], list[Row]]:
    """Read what ``write`` put into results.json: the document and its rows, to be held against targets anew."""
    document: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    rows = [
        Row(
            **{name: said[name] for name in ("section", "key", "line", "unit", "better", "how")},
            tracing=_figure(said["tracing"]),
            peers={name: _figure(peer) for name, peer in said["peers"].items()},
        )
        for said in document.pop("rows")
    ]
    return document, rows
