"""Check that every relative link in the Markdown documents points at a file of the repository."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def main() -> int:
    """Return 1 and name each dead link, or 0."""
    dead = []
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/**/*.md")]:
        dead.extend(
            f"{document.relative_to(ROOT)}: {target} does not exist"
            for target in LINK.findall(document.read_text(encoding="utf-8"))
            if not (document.parent / target).exists()
        )
    for line in dead:
        sys.stdout.write(line + "\n")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
