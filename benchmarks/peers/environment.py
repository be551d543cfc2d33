"""Makes the environment of one peer: `python benchmarks/peers/environment.py NAME [--again]`.

NAME is one of the requirement files beside this script (splink, recordlinkage, dedupe). The environment goes
to benchmarks/.peers/NAME (ignored by git); one whose pins are unchanged is left as it is. Prints its Python.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / ".peers"


def environment(name: str, again: bool = False) -> Path:
    """The peer's Python, after making its environment where it is missing or its pins have changed."""
    requirements = HERE / f"{name}.txt"
    if not requirements.exists():
        raise SystemExit(f"no peer called {name}: expected {', '.join(names())}")
    place = PEERS / name
    python = place / "bin" / "python"
    done = place / "requirements.txt"
    pins = requirements.read_text(encoding="utf-8")
    if not again and python.exists() and done.exists() and done.read_text(encoding="utf-8") == pins:
        return python
    shutil.rmtree(place, ignore_errors=True)
    venv.create(place, with_pip=True)
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--requirement",
        str(requirements),
    ]
    subprocess.run(command, check=True)  # noqa: S603 - our own pins
    subprocess.run([str(python), "-m", "pip", "check"], check=True, stdout=sys.stderr)  # noqa: S603
    done.write_text(pins, encoding="utf-8")
    return python


def names() -> list[str]:
    """The peers there are pins for."""
    return sorted(path.stem for path in HERE.glob("*.txt"))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", choices=names())
    parser.add_argument("--again", action="store_true", help="make it anew")
    args = parser.parse_args()
    print(environment(args.name, args.again))  # noqa: T201


if __name__ == "__main__":
    main()
