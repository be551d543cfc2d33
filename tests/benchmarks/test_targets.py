"""What a line reaches, and what the report says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import BENCHMARKS, script

paired, report, rows, targets = (script(name) for name in ("paired", "report", "rows", "targets"))


def _row(ours: float | None, better: str = "higher", **peers: float) -> Any:
    figures = {name: paired.figure(value) for name, value in peers.items()}
    return rows.Row("Quality", "q.f1", "F1", paired.figure(ours), "share", better, "so", figures)


@pytest.mark.parametrize(
    ("target", "row", "reached"),
    [
        # So much better than the best of the peers, not than any.
        ({"above_peer": 0.1}, _row(0.96, splink=0.92, other=0.61), "no"),
        ({"above_peer": 0.1}, _row(0.96, splink=0.85, other=0.61), "yes"),
        ({"above_peer": 5.0}, _row(3.0, "lower", splink=9.0), "yes"),
        ({"above_peer": 5.0}, _row(3.0, "lower", splink=9.0, other=7.0), "no"),
        # A ceiling may be higher by so much.
        ({"above_peer": -0.02}, _row(0.962, trees=0.967), "yes"),
        ({"above_peer": -0.02}, _row(0.942, trees=0.967), "no"),
        ({"above_peer": 0.1}, _row(0.96), ""),
        ({"above_peer": 0.1}, _row(None, splink=0.5), "no"),
        ({"at_least": 0.9}, _row(0.96), "yes"),
        ({"at_least": 0.9, "above_peer": 0.1}, _row(0.96, splink=0.92), "no"),
        ({"times": 3.0}, _row(3.0, "lower", splink=9.5), "yes"),
        (None, _row(0.96, splink=0.97), "no"),
        (None, _row(0.96), ""),
    ],
)
def test_what_is_reached(target: dict[str, float] | None, row: Any, reached: str) -> None:
    assert targets.verdict(row, targets.Target(**target) if target else None)[1] == reached


def _losses(row: Any, **target: float) -> str:
    text: str = report.as_markdown(DOCUMENT, [row], {row.key: targets.Target(**target)} if target else {})
    return text.split("## Where tracing loses")[1].split("\n## ")[0].strip()


MACHINE = {
    "processor": "P", "cores": 2, "memory_gib": 8.0, "system": "L", "load": 0.0, "load_at_end": 0.0, "python": "3",
    "versions": {"tracing": "0"}, "commit": "c0ffee",
}  # fmt: skip
DOCUMENT = {
    "command": "make bench", "plan": "quick", "date": "2026-11-26", "minutes": 1.0, "machine": MACHINE,
    "package_changed": False, "failures": {"single records": "killed"},
}  # fmt: skip


def test_a_missed_distance_is_listed_with_what_it_came_to() -> None:
    said = _losses(_row(0.962, splink=0.925), above_peer=0.1)
    assert said == (
        "- Quality: **F1**: 0.9620 against target 0.1 ahead of best peer missed (0.0370 ahead of splink)"
    )


def test_a_ceiling_within_its_bound_is_no_loss_and_one_beyond_it_is() -> None:
    assert _losses(_row(0.962, trees=0.967), above_peer=-0.02) == "On no line that was measured here."
    assert "target at most 0.02 behind best peer missed (0.0250 behind trees)" in _losses(
        _row(0.942, trees=0.967), above_peer=-0.02
    )


def test_a_better_peer_is_listed_though_the_target_is_reached() -> None:
    assert "splink 0.9700" in _losses(_row(0.96, splink=0.97), at_least=0.9)


def test_a_report_is_written_again_from_its_json(tmp_path: Path) -> None:
    lines = [_row(0.962, splink=0.925), _row(None), _row(3.0, "", other=1.0)]
    report.write(tmp_path / "one", DOCUMENT, lines, {})
    report.write(tmp_path / "two", *report.read(tmp_path / "one"), {})
    for name in ("RESULTS.md", "results.json"):
        assert (tmp_path / "one" / name).read_text() == (tmp_path / "two" / name).read_text()
    report.write(tmp_path / "two", *report.read(tmp_path / "one"), {"q.f1": targets.Target(above_peer=0.1)})
    assert "0.1 ahead of best peer" in (tmp_path / "two" / "RESULTS.md").read_text()


def test_the_targets_can_be_read_and_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    assert targets.load(BENCHMARKS / "targets.toml")["quality.own.ceiling"].above_peer == -0.02
    (tmp_path / "t.toml").write_text('["q.f1"]\nabove_peers = 1\n')
    with pytest.raises(ValueError, match="above_peers"):
        targets.load(tmp_path / "t.toml")
