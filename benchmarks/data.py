"""The files that everything is measured on, made once into ``benchmarks/.data`` and made anew when a maker changes.

Two makers: the package's own samples and ``makers/border.py``, which shares nothing with the package. Which seeds may be
reported on is said in README.md.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from process import run

__all__ = ["DATA", "HERE", "PACKAGE", "Sample", "digest", "make"]

HERE = Path(__file__).resolve().parent
DATA = HERE / ".data"
PACKAGE = HERE.parent / "src" / "tracing"
SOURCES = {
    "own": [PACKAGE / "samples", PACKAGE / "records" / "schema.py"],
    "border": [HERE / "makers", PACKAGE / "samples" / "data"],
}
NAMES = ("children.csv", "inquiries.csv", "truth.csv")


@dataclass(frozen=True)
class Sample:
    """One pair of files with its truth. ``maker`` is ``own`` or ``border``; ``duplicates``, the share of found children that
    are recorded twice and written to duplicates.csv, is known to ``border`` alone."""

    maker: str
    children: int
    inquiries: int
    seed: int
    duplicates: float = 0.0

    @property
    def name(self) -> str:
        twice = f"-twice{self.duplicates:g}" if self.duplicates else ""
        return f"{self.maker}-{self.children}x{self.inquiries}-{self.seed}{twice}"

    @property
    def folder(self) -> Path:
        return DATA / self.name

    @property
    def size(self) -> str:
        return f"{self.children:,} × {self.inquiries:,}"

    @property
    def records(self) -> int:
        return self.children + self.inquiries

    def file(self, name: str) -> Path:
        """A file of this sample's folder, there or not."""
        return self.folder / name


def digest(paths: list[Path]) -> str:
    """SHA-256 of files and folders, compiled ones left out."""
    total = hashlib.sha256()
    for path in paths:
        files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]
        for file in sorted(f for f in files if "__pycache__" not in f.parts):
            total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def make(sample: Sample) -> dict[str, str]:
    """Make the sample unless it is there and its maker unchanged; return the SHA-256 of each of its files."""
    made, maker = sample.file("made.json"), digest(SOURCES[sample.maker])
    if made.exists():
        known: dict[str, str] = json.loads(made.read_text(encoding="utf-8"))
        if known.pop("maker") == maker:
            return known
    shutil.rmtree(sample.folder, ignore_errors=True)
    sample.folder.mkdir(parents=True)
    sizes = [
        "--children",
        str(sample.children),
        "--inquiries",
        str(sample.inquiries),
        "--seed",
        str(sample.seed),
    ]
    border: list[str | Path] = [sys.executable, HERE / "makers" / "border.py"]
    border += ["--duplicates", str(sample.duplicates)] if sample.duplicates else []
    own: list[str | Path] = [Path(sys.executable).with_name("tracing"), "samples"]
    run([*(border if sample.maker == "border" else own), *sizes, "--out", sample.folder])
    sums = {name: hashlib.sha256(sample.file(name).read_bytes()).hexdigest() for name in NAMES}
    made.write_text(json.dumps({"maker": maker, **sums}, indent=2) + "\n", encoding="utf-8")
    return sums
