"""Taking in a capture file: each record once, nothing of a file that was changed or belongs elsewhere."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.accounts import Clock
from tests.service.parties import agency, as_system, person
from tracing.casework.vocabulary import changes as module
from tracing.casework.vocabulary.edition import Vocabulary, in_force
from tracing.service import erasure, submission
from tracing.service.capture import importing, writing
from tracing.service.capture.importing import Mended, capture_key, import_capture
from tracing.service.capture.layout import read_key
from tracing.service.context import Service
from tracing.service.errors import Conflict, Forbidden, Invalid, TooLarge
from tracing.service.keyring import Keyring
from tracing.store.database import Reader
from tracing.store.tables import captures, records

CHILD: dict[str, Any] = {
    "event_date": "2026-03-30", "event_place": "Tecún Umán", "sex": "M", "age": "9", "full_name": "Josué Caal",
    "languages": ["kek"],
}  # fmt: skip


@pytest.fixture
def service(service: Service) -> Service:
    return replace(service, now=Clock())


@pytest.fixture
def worker(service: Service) -> Reader:
    return person(service, agency(service, "HN-SENAF"), "found_worker")


def begun(service: Service, path: Path, code: str = "HN-SENAF", **given: str) -> Path:
    key = read_key(capture_key(service.keyring))
    given = {"form": "found_child_quick", "vocabulary": in_force().name, **given}
    writing.begin(path, key, code, given["form"], given["vocabulary"])
    return path


@pytest.fixture
def file(service: Service, tmp_path: Path) -> Path:
    """A file with two children."""
    path = begun(service, tmp_path / "puente.capture")
    for number in (1, 2):
        writing.add(path, {**CHILD, "record_id": f"P-{number}"})
    return path


def stored(service: Service) -> list[str]:
    with service.database.working() as connection:
        return list(connection.execute(sa.select(records.c.reference).order_by(records.c.id)).scalars())


def lines(service: Service) -> int:
    with service.database.working() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(captures)).scalar_one())


def test_its_children_are_stored_as_if_they_had_been_sent(
    service: Service, worker: Reader, file: Path
) -> None:
    writing.close(file)
    answer = import_capture(service, worker, file.read_bytes())
    assert answer.status == 200
    assert {name: value for name, value in answer.body.items() if name != "file"} == {
        "records": 2, "stored": 2, "stored_before": 0, "closed": True, "torn": False, "refused": [],
    }  # fmt: skip
    assert stored(service) == ["P-1", "P-2"]
    content = submission.read_own(service, worker, "child", "P-2").content
    assert content == CHILD
    assert submission.history(service, worker, "child", "P-2")[0].by_user == worker.person


def test_a_file_that_comes_twice_is_stored_once(service: Service, worker: Reader, file: Path) -> None:
    data = file.read_bytes()
    import_capture(service, worker, data)
    for reader in (worker, as_system(worker)):
        again = import_capture(service, reader, data)
        assert (again.body["stored"], again.body["stored_before"], again.body["refused"]) == (0, 2, [])
    assert stored(service) == ["P-1", "P-2"]
    assert lines(service) == 2


def test_a_file_that_comes_several_times_at_once_is_stored_once(
    service: Service, worker: Reader, file: Path
) -> None:
    data = file.read_bytes()
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: import_capture(service, worker, data).body, range(3)))
    assert sorted((one["stored"], one["stored_before"]) for one in answers) == [(0, 2), (0, 2), (2, 0)]
    assert stored(service) == ["P-1", "P-2"]


def test_a_file_that_grew_adds_what_is_new(service: Service, worker: Reader, file: Path) -> None:
    import_capture(service, worker, file.read_bytes())
    writing.add(file, {**CHILD, "record_id": "P-3"})
    writing.close(file)
    answer = import_capture(service, worker, file.read_bytes())
    assert (answer.body["stored"], answer.body["stored_before"], answer.body["closed"]) == (1, 2, True)
    assert stored(service) == ["P-1", "P-2", "P-3"]


def test_a_file_of_an_interrupted_laptop_is_taken_in_up_to_its_last_whole_record(
    service: Service, worker: Reader, file: Path
) -> None:
    answer = import_capture(service, worker, file.read_bytes()[:-20])
    assert (answer.body["stored"], answer.body["torn"], answer.body["closed"]) == (1, True, False)
    assert stored(service) == ["P-1"]


def test_a_file_that_was_changed_stores_nothing(service: Service, worker: Reader, file: Path) -> None:
    whole = file.read_bytes()
    for place in (40, len(whole) // 2, len(whole) - 100):
        data = bytearray(whole)
        data[place] ^= 1
        with pytest.raises(Invalid) as refused:
            import_capture(service, worker, bytes(data))
        assert refused.value.code in ("capture_changed", "no_capture", "capture_other_key")
        assert "Nothing was stored" in refused.value.text
        assert refused.value.mend
    assert stored(service) == []


def test_another_record_where_one_was_taken_in_stores_nothing(
    service: Service, worker: Reader, file: Path
) -> None:
    copy = file.with_name("copy.capture")
    copy.write_bytes(file.read_bytes())
    writing.secret_of(copy).write_bytes(writing.secret_of(file).read_bytes())
    for path, name in ((file, "P-3"), (copy, "P-4")):
        writing.add(path, {**CHILD, "record_id": name})
    writing.add(copy, {**CHILD, "record_id": "P-5"})
    import_capture(service, worker, file.read_bytes())
    with pytest.raises(Conflict) as refused:
        import_capture(service, worker, copy.read_bytes())
    assert refused.value.code == "capture_changed"
    assert stored(service) == ["P-1", "P-2", "P-3"]


def test_one_record_that_cant_be_taken_keeps_no_other_child_waiting(
    service: Service, worker: Reader, file: Path
) -> None:
    submission.submit(service, worker, "child", {"record_id": "P-2", "full_name": "Otra Niña"})
    writing.add(file, {**CHILD, "record_id": "P-3", "birth_date": "31/02/2012"})
    writing.add(file, {"record_id": "P-4", "sex": "niño"})
    writing.add(file, {**CHILD, "record_id": "P-5"})
    answer = import_capture(service, worker, file.read_bytes())
    assert answer.body["stored"] == 2
    assert [(one["place"], one["code"]) for one in answer.body["refused"]] == [
        (2, "reference_taken"), (3, "invalid_record"), (4, "invalid_form"),
    ]  # fmt: skip
    assert stored(service) == ["P-2", "P-1", "P-5"]
    said = json.dumps(answer.body["refused"])
    assert "Josu" not in said
    assert "31/02" not in said
    assert "/birth_date" in said


def test_a_file_for_another_agency_service_or_side_stores_nothing(
    service: Service, worker: Reader, file: Path, tmp_path: Path
) -> None:
    other = person(service, agency(service, "GT-PGN"), "found_worker")
    with pytest.raises(Conflict) as refused:
        import_capture(service, other, file.read_bytes())
    assert refused.value.code == "capture_other_agency"
    elsewhere = replace(service, keyring=Keyring.new())
    with pytest.raises(Invalid) as wrong:
        import_capture(elsewhere, worker, file.read_bytes())
    assert wrong.value.code == "capture_other_key"
    for form in ("inquiry", "handover", "nothing"):
        path = begun(service, tmp_path / f"{form}.capture", form=form)
        with pytest.raises(Invalid) as none:
            import_capture(service, worker, path.read_bytes())
        assert none.value.code == "no_form"
    family = agency(service, "GT-BUSCA", "family_tracing", "inquiry")
    with pytest.raises(Forbidden):
        import_capture(service, as_system(person(service, family, "family_worker")), file.read_bytes())
    with pytest.raises(TooLarge):
        import_capture(service, worker, b"x" * (importing.MOST_BYTES + 1))
    assert stored(service) == []


def test_of_a_file_in_a_vocabulary_that_has_changed_only_who_ticked_what_changed_waits(
    service: Service, worker: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = in_force()
    old = Vocabulary.of(1, {**now.lists, "sex": (*now.lists["sex"], now.lists["answers"][2])}, ())
    monkeypatch.setattr(module, "versions", lambda: {1: old, now.version: now})
    path = begun(service, tmp_path / "old.capture", vocabulary=old.name)
    gone = now.lists["answers"][2].code
    writing.add(path, {**CHILD, "record_id": "P-1"})
    writing.add(path, {**CHILD, "record_id": "P-2", "sex": gone})
    answer = import_capture(service, worker, path.read_bytes())
    (refused,) = answer.body["refused"]
    assert (refused["place"], refused["code"]) == (2, "vocabulary_changed")
    (fault,) = refused["errors"]
    assert (fault["pointer"], fault["reason"]) == ("/sex", f"a code that is gone: {gone} of sex")
    assert stored(service) == ["P-1"]
    # Nobody can read the file and ask anew: the child is taken without what it can't be asked.
    again = import_capture(service, worker, path.read_bytes(), mended=Mended(without={2: ["sex"]}))
    assert (again.body["stored"], again.body["refused"]) == (1, [])
    assert stored(service) == ["P-1", "P-2"]
    assert "sex" not in submission.read_own(service, worker, "child", "P-2").content


def test_a_reworded_code_is_asked_anew_though_it_still_stands(
    service: Service, worker: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = in_force()
    kek = next(one for one in now.lists["languages"] if one.code == "kek")
    others = tuple(one for one in now.lists["languages"] if one is not kek)
    old = Vocabulary.of(1, {**now.lists, "languages": (replace(kek, en="Another tongue"), *others)}, ())
    monkeypatch.setattr(module, "versions", lambda: {1: old, now.version: now})
    path = begun(service, tmp_path / "old.capture", vocabulary=old.name)
    writing.add(path, {**CHILD, "record_id": "P-1"})
    writing.add(path, {**CHILD, "record_id": "P-2", "languages": ["mam"]})
    answer = import_capture(service, worker, path.read_bytes())
    assert [(one["place"], one["errors"][0]["pointer"]) for one in answer.body["refused"]] == [
        (1, "/languages")
    ]
    assert stored(service) == ["P-2"]


def test_a_record_that_was_refused_is_taken_under_another_reference_or_without_a_field(
    service: Service, worker: Reader, file: Path
) -> None:
    submission.submit(service, worker, "child", {"record_id": "P-2", "full_name": "Otra Niña"})
    writing.add(file, {**CHILD, "record_id": "P-3", "birth_date": "31/02/2012"})
    data = file.read_bytes()
    assert [one["place"] for one in import_capture(service, worker, data).body["refused"]] == [2, 3]
    mended = Mended(named={2: "P-2B"}, without={3: ["birth_date"]})
    answer = import_capture(service, worker, data, mended=mended)
    assert (answer.body["stored"], answer.body["stored_before"], answer.body["refused"]) == (2, 1, [])
    assert submission.read_own(service, worker, "child", "P-2B").content == CHILD
    assert submission.read_own(service, worker, "child", "P-3").content == CHILD
    again = import_capture(service, worker, data, mended=mended)
    assert (again.body["stored"], again.body["stored_before"]) == (0, 3)


def test_what_mends_a_place_that_the_file_doesnt_have_stores_nothing(
    service: Service, worker: Reader, file: Path
) -> None:
    with pytest.raises(Invalid) as refused:
        import_capture(
            service, worker, file.read_bytes(), mended=Mended(named={9: "P-9"}, without={8: ["sex"]})
        )
    assert [fault.pointer for fault in refused.value.fields] == ["query:as", "query:without"]
    assert stored(service) == []


def test_a_file_in_a_vocabulary_that_there_isnt_stores_nothing(
    service: Service, worker: Reader, tmp_path: Path
) -> None:
    path = begun(service, tmp_path / "none.capture", vocabulary="999")
    writing.add(path, {**CHILD, "record_id": "P-1"})
    with pytest.raises(Invalid) as refused:
        import_capture(service, worker, path.read_bytes())
    assert refused.value.code == "vocabulary_unknown"
    assert stored(service) == []


def test_a_child_that_was_erased_doesnt_come_back_with_its_file(
    service: Service, worker: Reader, file: Path
) -> None:
    import_capture(service, worker, file.read_bytes())
    submission.withdraw(service, worker, "child", "P-1")
    erasure.erase_own(service, worker, "child", "P-1", "asked")
    import_capture(service, worker, file.read_bytes())
    with service.database.working() as connection:
        connection.execute(sa.delete(captures))
    answer = import_capture(service, worker, file.read_bytes())
    assert [(one["place"], one["code"]) for one in answer.body["refused"]] == [
        (1, "erased"),
        (2, "reference_taken"),
    ]


def test_rotated_keys_leave_files_on_laptops_readable(service: Service, worker: Reader, file: Path) -> None:
    rotated = replace(service, keyring=service.keyring.rotated())
    assert capture_key(rotated.keyring) == capture_key(service.keyring)
    assert import_capture(rotated, worker, file.read_bytes()).body["stored"] == 2


def test_who_took_in_what_stands_in_the_audit(service: Service, worker: Reader, file: Path) -> None:
    import_capture(service, worker, file.read_bytes())
    with service.database.reading(Reader("auditor")) as connection:
        query = "SELECT act, kind, person, detail FROM casework.audit ORDER BY number DESC LIMIT 1"
        row = connection.execute(sa.text(query)).one()
    assert (row.act, row.kind, row.person) == ("import_capture", "capture", worker.person)
    assert row.detail == {"records": [1, 2]}
