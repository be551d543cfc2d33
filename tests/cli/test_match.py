"""`tracing match`: what an agency runs on its files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import CHILDREN, INQUIRIES, Run
from tracing.linkage.matcher import load_matcher, write_matcher
from tracing.linkage.vocabulary import hash_text
from tracing.standardise.record import profile


def test_it_works(files: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv") == 0
    links = pd.read_csv(files / "links.csv")
    assert list(links.columns[:6]) == ["inquiry_id", "child_id", "rank", "weight", "probability", "band"]
    best = links[links["rank"] == 1].set_index("inquiry_id")["child_id"]
    assert best.to_dict() == {"I1": "C1", "I2": "C2"}
    shown = capsys.readouterr().out
    assert "pairs compared" in shown
    assert "links, strong" in shown


def test_a_shelters_telephone_brings_nobody_together(files: Path, run: Run) -> None:
    children, inquiries, own = files / "children.csv", files / "inquiries.csv", files / "own.toml"
    children.write_text(
        "record_id,agency,given_names,first_surname,sex,phones\n"
        "C1,MX-DIF,Brayan,Zelaya,M,+52 962 555 0100\nC2,MX-DIF,Wendy,Choc,F,+504 9871-2345\n",
        encoding="utf-8",
    )
    inquiries.write_text(
        "record_id,agency,full_name,phones\n"
        "I1,HN-SENAF,Keyla Ixcoy,+52 962 555 0100\nI2,HN-SENAF,Marvin Caal,+504 9871-2345\n",
        encoding="utf-8",
    )

    def linked(generic: dict[str, frozenset[int]]) -> set[tuple[str, str]]:
        # Everything that is compared at all is written.
        matcher = replace(
            load_matcher("default"), generic=generic, output=-99.0, possible=-99.0, candidate=None
        )
        write_matcher(matcher, own)
        out = files / "links.csv"
        assert run("match", children, inquiries, "--out", out, "--matcher", own) == 0
        links = pd.read_csv(out)
        return set(zip(links["child_id"], links["inquiry_id"], strict=True))

    assert linked({}) == {("C1", "I1"), ("C2", "I2")}
    shelter = next(p.tail for p in profile({"record_id": "C", "phones": "+52 962 555 0100"}).phones)
    assert linked({"phones": frozenset({hash_text(shelter)})}) == {("C2", "I2")}


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_three_formats_say_the_same(files: Path, run: Run, ending: str) -> None:
    out = files / f"links.{ending}"
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", out) == 0
    readers = {"csv": pd.read_csv, "parquet": pd.read_parquet}
    links = pd.read_json(out, lines=True) if ending == "jsonl" else readers[ending](out)
    parts = [c for c in links.columns if c.endswith("_weight")]
    assert len(links) >= 2
    assert (links[parts].sum(axis=1) == links["weight"]).all()


def _variants() -> dict[str, bytes]:
    semicolon = "\n".join(
        ";".join(f'"{c}"' for c in line.split(",")) for line in CHILDREN.strip().split("\n")
    )
    return {
        "byte order mark": b"\xef\xbb\xbf" + CHILDREN.encode(),
        "Windows-1252": CHILDREN.encode("cp1252"),
        "semicolons": semicolon.encode(),
        "tabs": CHILDREN.replace(",", "\t").encode(),
        "CRLF": CHILDREN.replace("\n", "\r\n").encode(),
    }


@pytest.mark.parametrize("name", list(_variants()))
def test_any_spreadsheets_csv(files: Path, run: Run, name: str) -> None:
    plain, other = files / "plain.csv", files / "other.csv"
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", plain) == 0
    (files / "children.csv").write_bytes(_variants()[name])
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", other) == 0
    assert plain.read_bytes() == other.read_bytes()


def test_xlsx_and_json_lines(files: Path, run: Run) -> None:
    plain = files / "plain.csv"
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", plain) == 0
    frame = pd.read_csv(files / "children.csv", dtype=str)
    frame.to_excel(files / "children.xlsx", index=False)
    frame.to_json(files / "children.jsonl", orient="records", lines=True, force_ascii=False)
    for name in ("children.xlsx", "children.jsonl"):
        assert run("match", files / name, files / "inquiries.csv", "--out", files / "other.csv") == 0
        assert (files / "other.csv").read_bytes() == plain.read_bytes(), name


def test_refused_rows_end_with_3_and_the_rest_goes_on(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with (files / "children.csv").open("a", encoding="utf-8") as handle:
        handle.write("C4,MX-DIF,Ana,Pop,,F,2012-13-45,GT,,,\nC1,MX-DIF,Luis,Pop,,M,2012,GT,,,\n")
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv") == 3
    said = capsys.readouterr().err
    assert "line 5, birth_date" in said
    assert "line 6, record_id" in said
    assert "To mend" in said
    assert len(pd.read_csv(files / "links.csv")) >= 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "children.csv"),
        (b"name,age\nAna,3\n", "record_id"),
        (INQUIRIES.encode(), "swapped"),
    ],
)
def test_unusable_files_end_with_2_and_write_nothing(
    files: Path, run: Run, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    (files / "children.csv").write_bytes(content)
    if said == "swapped":
        (files / "inquiries.csv").write_text(CHILDREN, encoding="utf-8")
    before = sorted(files.iterdir())
    assert run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv") == 2
    assert said in capsys.readouterr().err
    assert sorted(files.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "links.txt"], ".parquet"),
        (["--out", "nowhere/links.csv"], "nowhere"),
        (["--out", "links.csv", "--matcher", "defualt"], "default"),
        (["--out", "links.csv", "--matcher", "broken.toml"], "broken.toml"),
        (["--out", "links.csv", "--top", "0"], "top"),
    ],
)
def test_wrong_usage_ends_with_2(
    files: Path,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(files)
    (files / "broken.toml").write_text('name = "broken"', encoding="utf-8")
    assert run("match", "children.csv", "inquiries.csv", *arguments) == 2
    assert said in capsys.readouterr().err
    assert not (files / "links.csv").exists()


def test_cells_that_a_spreadsheet_would_run_are_escaped(files: Path, run: Run) -> None:
    text = (files / "inquiries.csv").read_text(encoding="utf-8")
    (files / "inquiries.csv").write_text(text.replace("I1,", "=I1+1,"), encoding="utf-8")
    run("match", files / "children.csv", files / "inquiries.csv", "--out", files / "links.csv")
    assert "'=I1+1" in (files / "links.csv").read_text(encoding="utf-8")
