"""`tracing capture`: begun, filled and finished without network or database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.cli.conftest import Run
from tracing.casework.vocabulary.edition import in_force
from tracing.service.capture.importing import capture_key
from tracing.service.capture.layout import key_text
from tracing.service.capture.reading import read
from tracing.service.context import Service

SERVICE = X25519PrivateKey.generate()
ANA = (
    "record_id=P-1",
    "event_date=2026-03-30",
    "event_place=Tecún Umán",
    "sex=F",
    "age=7",
    "full_name=Ana Caal",
)


@pytest.fixture
def file(tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "puente.capture"
    assert run("capture", "begin", path, "--key", key_text(SERVICE.public_key()), "--agency", "hn-senaf") == 0
    assert "puente.capture.secret stays on this machine" in " ".join(capsys.readouterr().out.split())
    return path


def test_the_key_is_the_services(
    service: Service, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    service.keyring.write(tmp_path / "ring.json")
    monkeypatch.setenv("TRACING_DATABASE_URL", database_url)
    monkeypatch.setenv("TRACING_KEYRING", str(tmp_path / "ring.json"))
    assert run("capture", "key") == 0
    assert capsys.readouterr().out.strip() == capture_key(service.keyring)


def test_filled_by_fields_by_json_and_by_answering(
    file: Path, run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("capture", "add", file, *ANA, "languages=kek; spa") == 0
    record = file.with_name("one.json")
    record.write_text(json.dumps({"record_id": "P-2", "event_date": "2026-03-30", "event_place": "x", "sex": "M",
                                  "birth_date": "2017", "marks": "lunar"}))  # fmt: skip
    assert run("capture", "add", file, "--json", record) == 0
    answers = iter(["P-3", "2026-03-30", "Puente", "X", "", "9", "", "", "Chepe; Pepe", "mam", "", "", ""])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    assert run("capture", "add", file) == 0
    assert "record 3 is in puente.capture" in capsys.readouterr().out
    assert run("capture", "status", file) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        said == f"3 records of HN-SENAF, form found_child_quick, vocabulary {in_force().name}; not finished"
    )
    assert run("capture", "close", file) == 0
    found = read(file.read_bytes(), SERVICE)
    assert found.closed
    one, two, three = (line.text for line in found.lines)
    assert (one["full_name"], one["languages"]) == ("Ana Caal", ["kek", "spa"])
    assert two["marks"] == "lunar"
    assert (three["sex"], three["age"], three["aliases"], three["languages"]) == (
        "X",
        "9",
        ["Chepe", "Pepe"],
        ["mam"],
    )
    assert run("capture", "add", file, *ANA) == 2
    assert "finished" in capsys.readouterr().err


def test_who_answers_is_asked_again_for_what_cant_be_taken_and_only_for_that(
    file: Path, run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    first = ["P-1", "ayer", "Puente", "niña", "", "", "", "", "", "", "", "", ""]
    again = ["2026-03-30", "F", "", "9", "Ana", "", "", ""]
    answers = iter(first + again)

    def prompt(question: str, **_: object) -> str:
        asked.append(question.split(" / ")[0])
        return next(answers)

    monkeypatch.setattr("typer.prompt", prompt)
    assert run("capture", "add", file) == 0
    assert "event_date: No es un día" in capsys.readouterr().err
    assert asked[len(first) :] == [
        "Día en que fue encontrada o encontrado", "Sexo", "Fecha de nacimiento", "Edad que dice tener", "Nombre completo",
        "Otros nombres y apodos", "Nombre de la madre", "Señas particulares",
    ]  # fmt: skip
    (line,) = read(file.read_bytes(), SERVICE).lines
    assert line.text == {
        "record_id": "P-1", "event_date": "2026-03-30", "event_place": "Puente", "sex": "F", "age": "9", "full_name": "Ana",
    }  # fmt: skip


def test_what_cant_be_taken_later_isnt_taken_now(
    file: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    for values, said in (
        (("sex=niña", *ANA[:3]), "sex: Isn't a code of the list. Take one of: F, M, X."),
        (("asilo=1",), "a field is written as NAME=VALUE"),
        (("Ana",), "a field is written as NAME=VALUE"),
    ):
        assert run("capture", "add", file, *values) == 2
        assert said in " ".join(capsys.readouterr().err.split())
    for text in ("[]", "{"):
        record = file.with_name("bad.json")
        record.write_text(text)
        assert run("capture", "add", file, "--json", record) == 2
    assert file.read_bytes() == before


def test_an_interrupted_file_says_so(file: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("capture", "add", file, *ANA)
    file.write_bytes(file.read_bytes()[:-9])
    capsys.readouterr()
    assert run("capture", "status", file) == 0
    assert "its last line was interrupted and doesn't count" in " ".join(capsys.readouterr().out.split())


def test_wrong_files_keys_and_forms(file: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    other = file.with_name("other.capture")
    key = key_text(SERVICE.public_key())
    for arguments, said in (
        (("begin", file, "--key", key, "--agency", "X"), "There is a file"),
        (("begin", other, "--key", "no-key", "--agency", "X"), "no key for capture files"),
        (
            ("begin", other, "--key", key, "--agency", "X", "--form", "inquiry"),
            "no form 'inquiry' to capture",
        ),
        (("status", other), "No such file"),
        (("status", file.with_name("puente.capture.secret")), "isn't a capture file"),
        (("close", file.with_name("puente.capture.secret")), "isn't a capture file"),
    ):
        assert run("capture", *arguments) in (1, 2)
        assert said in " ".join(capsys.readouterr().err.split())
    assert not other.exists()


def test_a_file_of_another_vocabulary_is_begun_anew(
    file: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    header, rest = file.read_bytes().split(b"\n", 1)
    file.write_bytes(header.replace(in_force().name.encode(), b"1-000000000000") + b"\n" + rest)
    assert run("capture", "add", file, *ANA) == 2
    assert "begin another file" in " ".join(capsys.readouterr().err.split())
