"""The programs that are measured, each as a command of its own: `tracing`, this project's engine, and the peers."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data import HERE, Sample
from process import Run, run

__all__ = [
    "Linked", "ceiling", "dedupe", "engine", "evaluate", "match", "peer_python", "recordlinkage", "score", "splink",
    "standardise", "train",
]  # fmt: skip

TRACING = Path(sys.executable).with_name("tracing")
PEERS = HERE / "peers"

REFUSED = 3
"""Exit status of tracing where it worked and some rows were refused."""

Report = dict[str, Any]
Words = list[str | Path]

_LINE = re.compile(r"^│ (.+?)\s+│\s+([\d,.]+) │$", re.MULTILINE)


@dataclass(frozen=True)
class Linked:
    """Links that a program wrote, and its own account of the run."""

    links: Path
    report: Report
    run: Run


def _read(path: Path) -> Report:
    report: Report = json.loads(path.read_text(encoding="utf-8"))
    return report


def match(
    sample: Sample,
    work: Path,
    matcher: str | Path = "default",
    standardised: bool = False,
    memory_mib: float | None = None,
) -> Linked:
    """`tracing match` from process start to exit. The report is its printed summary: names → numbers."""
    ending = "parquet" if standardised else "csv"
    sides = [
        (work if standardised else sample.folder) / f"{side}.{ending}" for side in ("children", "inquiries")
    ]
    out = work / f"tracing-{Path(matcher).stem}-{ending}.parquet"
    done = run(
        [TRACING, "match", *sides, "--out", out, "--matcher", matcher],
        memory_mib=memory_mib,
        may_end_with=(0, REFUSED),
    )
    summary = {name: float(number.replace(",", "")) for name, number in _LINE.findall(done.output)}
    return Linked(out, summary, done)


def standardise(sample: Sample, work: Path) -> float:
    """`tracing standardise` of both files to Parquet; return the wall seconds of both together."""
    return sum(
        run(
            [TRACING, "standardise", sample.file(f"{side}.csv"), "--out", work / f"{side}.parquet"],
            may_end_with=(0, REFUSED),
        ).wall
        for side in ("children", "inquiries")
    )


def train(sample: Sample, work: Path) -> tuple[Path, float]:
    """`tracing train` on the files alone, without truth; return the matcher file and the wall seconds."""
    out = work / "trained.toml"
    done = run(
        [
            TRACING,
            "train",
            sample.file("children.csv"),
            sample.file("inquiries.csv"),
            "--out",
            out,
            "--overwrite",
        ],
        may_end_with=(0, REFUSED),
    )
    return out, done.wall


def evaluate(sample: Sample, links: Path) -> Report:
    """`tracing evaluate` of any program's links, by subgroup."""
    sides: Words = ["--children", sample.file("children.csv"), "--inquiries", sample.file("inquiries.csv")]
    done = run(
        [
            TRACING,
            "evaluate",
            links,
            "--truth",
            sample.file("truth.csv"),
            *sides,
            "--bootstrap",
            "0",
            "--json",
        ],
        may_end_with=(0, REFUSED),
    )
    report: Report = json.loads(done.output[done.output.index("{") :])
    return report


def score(sample: Sample, links: Path) -> Report:
    """The peers' own yardstick (`peers/score.py`), which imports nothing of the project."""
    done = run([sys.executable, PEERS / "score.py", links, sample.file("truth.csv")])
    report: Report = json.loads(done.output)
    return report


def engine(*words: str | Path) -> Report:
    """One of the measurements inside the engine (`engine.py`)."""
    report: Report = json.loads(run([sys.executable, HERE / "engine.py", *words]).output)
    return report


def ceiling(sample: Sample, train_on: Sample, work: Path) -> Report:
    """`ceiling.py`: learners trained on one sample's truth and judged on another's."""
    out = work / "ceiling.json"
    run(
        [
            sys.executable,
            HERE / "ceiling.py",
            "--train",
            train_on.folder,
            "--test",
            sample.folder,
            "--out",
            out,
        ]
    )
    return _read(out)


@cache
def peer_python(name: str) -> Path:
    """The Python of a peer's environment, made where it is missing."""
    place = importlib.util.spec_from_file_location("environment", PEERS / "environment.py")
    assert place is not None
    assert place.loader is not None
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    python: Path = module.environment(name)
    return python


def splink(
    sample: Sample,
    work: Path,
    form: str,
    *extra: str | Path,
    model: Path | None = None,
    memory_mib: float | None = None,
    seconds: float | None = None,
) -> Linked:
    """Splink in one of its set-ups; a ``model`` that is there is loaded, one that isn't is trained and written."""
    out, report = work / f"splink-{form}.parquet", work / f"splink-{form}.json"
    chosen: Words = ["--comparisons", form, "--model", model or work / f"splink-{form}-model.json"]
    sides = [sample.file("children.csv"), sample.file("inquiries.csv")]
    done = run(
        [
            peer_python("splink"),
            PEERS / "splink_link.py",
            *sides,
            "--out",
            out,
            "--report",
            report,
            *chosen,
            *extra,
        ],
        memory_mib=memory_mib,
        seconds=seconds,
    )
    return Linked(out, _read(report), done)


def recordlinkage(sample: Sample, work: Path) -> Linked:
    """recordlinkage, which trains within its run."""
    out, report = work / "recordlinkage.parquet", work / "recordlinkage.json"
    sides = [sample.file("children.csv"), sample.file("inquiries.csv")]
    extra: Words = ["--out", out, "--report", report, "--truth", sample.file("truth.csv")]
    done = run([peer_python("recordlinkage"), PEERS / "recordlinkage_link.py", *sides, *extra])
    return Linked(out, _read(report), done)


def dedupe(sample: Sample, work: Path, queries: int, labels: int) -> Report:
    """dedupe's Gazetteer, single inquiries only; it learns from labels."""
    report = work / "dedupe.json"
    files = [sample.file(name) for name in ("children.csv", "inquiries.csv", "truth.csv")]
    run(
        [
            peer_python("dedupe"),
            PEERS / "dedupe_single.py",
            *files,
            "--report",
            report,
            "--queries",
            str(queries),
        ],
        seconds=1800,
    )
    return _read(report)
