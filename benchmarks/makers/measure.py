"""What the two sides of the true pairs differ in, counted from the three files alone.

    python benchmarks/makers/measure.py DIR

Prints a Markdown table of shares (per cent). It reads no more than the columns say: a call-name is
counted where no given name of one side resembles one of the other, so that a short form that looks like its name escapes it.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

Row = dict[str, str]
MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
ROMANS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
BLANKS = {
    "",
    "fnu",
    "lnu",
    "unk",
    "unknown",
    "n/a",
    "none",
    "desconocido",
    "s/d",
    "nr",
    "-",
    "no sabe",
    "sin datos",
    "no refiere",
}


def fold(text: str) -> str:
    flat = "".join(
        c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c)
    ).strip()
    return "" if flat in BLANKS else flat


def words(text: str) -> list[str]:
    return re.findall(r"[\w'?.]+", fold(text.replace("-", " ")))


def near(a: str, b: str) -> bool:
    return a == b or SequenceMatcher(None, a, b).ratio() >= 0.7


def day_of(row: Row) -> tuple[int, int, int] | None:
    """The birth date where it has a day; mm/dd only for agencies of the United States."""
    text = row["birth_date"].strip()
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d\d)[/.-](\d\d)[/.-](\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        english = row["agency"].startswith(("US", "BZ")) and first <= 12
        return (year, first, second) if english or second > 12 else (year, second, first)
    if match := re.fullmatch(r"(\d+) de (\w{3})\w* de (\d{4})", text):
        return int(match[3]), MONTHS.index(match[2][:3]) + 1, int(match[1])
    if match := re.fullmatch(r"(\d\d)/(\w{3})/(\d\d)", text):
        return 2000 + int(match[3]), MONTHS.index(match[2]) + 1, int(match[1])
    if match := re.fullmatch(r"(\d\d)-([IVX]+)-(\d{4})", text):
        return int(match[3]), ROMANS.index(match[2]) + 1, int(match[1])
    return None


def dates(count: Counter[str], child: Row, sought: Row) -> None:
    a, b = day_of(child), day_of(sought)
    if a is None or b is None:
        return
    count["dates"] += 1
    if a == b:
        count["date exact"] += 1
    elif a[0] == b[0] and a[1] == b[2] and a[2] == b[1]:
        count["date day-month swapped"] += 1
    elif a[1:] != b[1:] and (a[1:] == (1, 1) or b[1:] == (1, 1)):
        count["date 1 January on one side"] += 1
    elif a[1:] == b[1:] and abs(a[0] - b[0]) == 1:
        count["date year ±1"] += 1


def names(count: Counter[str], child: Row, sought: Row) -> None:
    if child["full_name"] or sought["full_name"]:
        count["whole name in one cell"] += 1
        return
    us = child["agency"].startswith("US")
    side = "US" if us else "region"
    count[f"split {side}"] += 1
    last_a = words(f"{child['first_surname']} {child['second_surname']}")
    last_b = words(f"{sought['first_surname']} {sought['second_surname']}")
    first_a, first_b = words(child["given_names"]), words(sought["given_names"])
    glued = len(last_a) == 1 and len(last_b) > 1 and near(last_a[0], "".join(last_b))
    if min(len(last_a), len(last_b)) == 1 and max(len(last_a), len(last_b)) > 1 and not glued:
        count[f"second surname on one side only, {side}"] += 1
    if last_a and len(last_b) > 1 and last_b[0] in first_a and last_b[0] not in first_b:
        count[f"S1 as middle, {side}"] += 1
    elif (
        len(last_a) > 1
        and len(last_b) > 1
        and last_a[0] == last_b[-1]
        and last_a[-1] == last_b[0]
        and last_a != last_b
    ):
        count[f"surnames swapped, {side}"] += 1
    count["split"] += 1
    if not first_a or not first_b:
        return
    pairs = [(a, b) for a in first_a for b in first_b if near(a, b)]
    if not pairs:
        count["no given name alike"] += 1
    elif len(first_a) != len(first_b) or any(not near(a, b) for a, b in zip(first_a, first_b, strict=True)):
        count["given name dropped or order changed"] += 1
    close = [(a, b) for a, b in zip(last_a, last_b, strict=False) if near(a, b)]
    if any(a != b for a, b in pairs if near(a, b) and (a, a) not in pairs and (b, b) not in pairs) or any(
        a != b for a, b in close
    ):
        count["a name spelled differently"] += 1
    if last_a and last_b and near(last_a[0], last_b[0]):
        count["first surnames alike"] += 1
        count["first surname spelled differently"] += last_a[0] != last_b[0]


def places(count: Counter[str], child: Row, sought: Row) -> None:
    for key, name in (("origin_admin1", "department"), ("origin_admin2", "municipality")):
        if child[key] and sought[key]:
            count[f"both {name}"] += 1
            count[f"{name} differs"] += fold(child[key]) != fold(sought[key])


def main() -> int:
    folder = Path(sys.argv[1])
    tables: list[dict[str, Row]] = []
    for file in ("children.csv", "inquiries.csv"):
        with (folder / file).open(encoding="utf-8", newline="") as handle:
            tables.append({row["record_id"]: row for row in csv.DictReader(handle)})
    count: Counter[str] = Counter()
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as handle:
        truth = [(r["child_id"], r["inquiry_id"]) for r in csv.DictReader(handle)]
    for child_id, inquiry_id in truth:
        child, sought = tables[0][child_id], tables[1][inquiry_id]
        count["pairs"] += 1
        names(count, child, sought)
        dates(count, child, sought)
        places(count, child, sought)
        if child["sex"] and sought["sex"]:
            count["sexes"] += 1
            count["sex differs"] += child["sex"] != sought["sex"]
        phones = [{re.sub(r"\D", "", p)[-7:] for p in r["phones"].split(";") if p} for r in (child, sought)]
        count["a telephone shared"] += bool(phones[0] & phones[1])
        papers = [
            {re.sub(r"\W", "", d.split(":")[-1]) for d in r["documents"].split(";") if d}
            for r in (child, sought)
        ]
        count["a document number shared"] += bool(papers[0] & papers[1])
        count["nationality differs"] += (
            bool(child["nationality"] and sought["nationality"])
            and child["nationality"] != sought["nationality"]
        )
    bases = {
        "second": "split", "S1": "split", "surnames": "split", "date": "dates", "department": "both department", "municipality": "both municipality",
        "sex": "sexes", "first surname": "first surnames alike",
    }  # fmt: skip
    out = ["| between the two sides of a true pair | of | per cent |", "|---|---|---|"]
    for name in sorted(
        n
        for n in count
        if n not in {"pairs", "sexes", "dates", "split", "first surnames alike"} and not n.startswith("both ")
    ):
        if name.startswith("split "):
            continue
        base = next((b for start, b in bases.items() if name.startswith(start)), "")
        if base == "split":
            base = f"split {name.rsplit(' ', 1)[1]}"
        if name.startswith(("no given", "given name", "a name")):
            base = "split"
        total = count[base or "pairs"]
        out.append(f"| {name} | {total} | {100 * count[name] / max(total, 1):.1f} |")
    for label, rows in (("children", tables[0]), ("inquiries", tables[1])):
        filled = Counter(key for row in rows.values() for key, value in row.items() if value)
        out.append(f"\n{label}: " + ", ".join(f"{k} {100 * v // len(rows)}" for k, v in filled.items()))
    sought_ids, true_ids = len(tables[1]), len({t[1] for t in truth})
    out.append(f"\n{len(truth)} pairs; {100 * true_ids / sought_ids:.1f} % of inquiries with a child found; "
               f"{100 * len({t[0] for t in truth}) / len(tables[0]):.1f} % of child rows sought")  # fmt: skip
    sys.stdout.write("\n".join(out) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
