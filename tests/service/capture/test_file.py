"""A capture file: what is in it can be read by the service alone, up to the last whole line, and only as it was written."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracing.service.capture import writing
from tracing.service.capture.layout import CaptureError, key_text, read_header, read_key
from tracing.service.capture.reading import look, read

SERVICE = X25519PrivateKey.generate()
NAMES = ("Ana Caal", "Josué Pop", "K’iche’ Ixchel")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with three records, not finished."""
    path = tmp_path / "puente.capture"
    writing.begin(path, SERVICE.public_key(), "HN-SENAF", "found_child_quick", "2")
    for place, name in enumerate(NAMES, start=1):
        assert writing.add(path, {"full_name": name, "languages": ["mam"]}) == place
    return path


def names(data: bytes) -> list[str]:
    return [line.text["full_name"] for line in read(data, SERVICE).lines]


def refused(data: bytes, key: X25519PrivateKey = SERVICE) -> str:
    with pytest.raises(CaptureError) as error:
        read(data, key)
    return error.value.code


def test_the_service_reads_what_was_written(file: Path) -> None:
    found = read(file.read_bytes(), SERVICE)
    assert names(file.read_bytes()) == list(NAMES)
    assert (found.closed, found.torn) == (False, False)
    assert found.header.agency == "HN-SENAF"
    assert [line.place for line in found.lines] == [1, 2, 3]
    assert len({line.hash for line in found.lines}) == 3


def test_nobody_else_does(file: Path) -> None:
    sealed = [base64.b64decode(line) for line in file.read_bytes().split(b"\n")[1:4]]
    for data in (file.read_bytes(), writing.secret_of(file).read_bytes(), *sealed):
        assert b"Caal" not in data
        assert b"full_name" not in data
    assert refused(file.read_bytes(), X25519PrivateKey.generate()) == "capture_other_key"
    # Not even with a header that names another key.
    other = X25519PrivateKey.generate()
    begun = file.with_name("other")
    writing.begin(begun, other.public_key(), "HN-SENAF", "found_child_quick", "2")
    header, _, rest = file.read_bytes().partition(b"\n")
    document = {**json.loads(header), "key": json.loads(begun.read_bytes())["key"]}
    forged = json.dumps(document, separators=(",", ":")).encode() + b"\n" + rest
    assert refused(forged, other) == "capture_changed"


def test_the_file_and_its_signing_key_are_their_owners_alone(file: Path) -> None:
    assert (file.stat().st_mode & 0o777, writing.secret_of(file).stat().st_mode & 0o777) == (0o600, 0o600)


def test_a_laptop_that_was_switched_off_loses_the_last_line_at_most(file: Path) -> None:
    whole = file.read_bytes()
    end_of_second = whole.rindex(b"\n", 0, len(whole) - 1) + 1
    for cut in (len(whole) - 1, len(whole) - 7, end_of_second + 1):
        found = read(whole[:cut], SERVICE)
        assert found.torn
        assert [line.text["full_name"] for line in found.lines] == list(NAMES[:2])
    # Some disks leave zeros behind.
    assert names(whole[:end_of_second] + b"\0" * 300) == list(NAMES[:2])


def test_after_an_interruption_the_next_record_stands_in_the_place_of_the_torn_one(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])
    assert look(file.read_bytes()).torn
    assert writing.add(file, {"full_name": "Otra"}) == 3
    assert names(file.read_bytes()) == [*NAMES[:2], "Otra"]
    assert not look(file.read_bytes()).torn


def test_a_file_that_not_even_begins_is_none(file: Path) -> None:
    header = file.read_bytes().partition(b"\n")[0]
    for data in (
        b"",
        b"\n",
        header,
        header[:-1] + b"\n",
        b"{}\n",
        b"[" * 3000 + b"\n",
        b"record_id,full_name\nA,B\n",
        b"\0\n",
    ):
        assert refused(data) == "no_capture"


def test_a_file_of_more_lines_than_anybody_writes_isnt_read(file: Path) -> None:
    header = file.read_bytes().partition(b"\n")[0]
    assert refused(header + b"\n" * 6000) == "capture_too_long"


def test_lines_cant_be_left_out_put_elsewhere_or_repeated(file: Path) -> None:
    header, one, two, three, _ = file.read_bytes().split(b"\n")
    for lines in (
        [two, three],
        [one, three],
        [two, one, three],
        [one, one, two],
        [one, two, three, three],
        [one, b"", two],
    ):
        assert refused(b"\n".join([header, *lines, b""])) == "capture_changed"


def test_lines_cant_be_carried_to_another_file(file: Path) -> None:
    other = file.with_name("other.capture")
    writing.begin(other, SERVICE.public_key(), "HN-SENAF", "found_child_quick", "2")
    line = file.read_bytes().split(b"\n")[1]
    assert refused(other.read_bytes() + line + b"\n") == "capture_changed"


def test_nobody_without_the_signing_key_adds_a_record(file: Path) -> None:
    secret = writing.secret_of(file)
    kept = secret.read_text()
    secret.unlink()
    with pytest.raises(CaptureError, match="isn't beside the file"):
        writing.add(file, {})
    other = file.with_name("other.capture")
    writing.begin(other, SERVICE.public_key(), "HN-SENAF", "found_child_quick", "2")
    for text, said in ((writing.secret_of(other).read_text(), "of another file"), ("x y", "no signing key")):
        secret.write_text(text)
        with pytest.raises(CaptureError):
            writing.add(file, {"full_name": said})
    # A line that is signed with another key.
    secret.write_text(kept)
    assert names(file.read_bytes()) == list(NAMES)


def test_a_finished_file_says_so_and_nothing_is_added_or_cut_off_unseen(file: Path) -> None:
    open_ended = file.read_bytes()
    assert writing.close(file) == 3
    closed = file.read_bytes()
    assert read(closed, SERVICE).closed
    assert names(closed) == list(NAMES)
    for again in (lambda: writing.add(file, {}), lambda: writing.close(file)):
        with pytest.raises(CaptureError, match="finished"):
            again()
    # Cut off whole, it reads as one that wasn't finished.
    assert not read(open_ended, SERVICE).closed
    last = closed.split(b"\n")[-2]
    header, one, *_ = closed.split(b"\n")
    assert refused(b"\n".join([header, one, last, b""])) == "capture_changed"


def test_no_file_is_written_over(file: Path) -> None:
    before = file.read_bytes(), writing.secret_of(file).read_bytes()
    with pytest.raises(CaptureError) as error:
        writing.begin(file, SERVICE.public_key(), "HN-SENAF", "found_child_quick", "2")
    assert error.value.code == "capture_exists"
    assert (file.read_bytes(), writing.secret_of(file).read_bytes()) == before


def test_keys_are_read_as_they_are_given_out() -> None:
    text = key_text(SERVICE.public_key())
    assert read_key(f" {text}\n").public_bytes_raw() == SERVICE.public_key().public_bytes_raw()
    for wrong in ("", text[:-6], text.removeprefix("tracing-"), text + "AAAA"):
        with pytest.raises(CaptureError) as error:
            read_key(wrong)
        assert error.value.code == "no_capture_key"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_changed_in_a_file_nothing_else_is_read_from_it(file: Path, data: st.DataObject) -> None:
    whole = file.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    how = data.draw(st.sampled_from(["other", "gone", "more"]))
    if how == "other":
        changed[place] ^= data.draw(st.integers(1, 255))
    elif how == "gone":
        del changed[place]
    else:
        changed.insert(place, data.draw(st.integers(0, 255)))
    try:
        found = names(bytes(changed))
    except CaptureError:
        return
    # What is left is the beginning of what was written: a line break that is gone tears the last line.
    assert found == list(NAMES[: len(found)])
    assert len(found) < len(NAMES) or bytes(changed).startswith(whole)


def test_a_header_says_only_what_it_may() -> None:
    good = {
        "format": "tracing-capture/1", "file": "6f1c0c1e-0a4e-4d0e-9d2c-6a5f7f0f9a11", "agency": "A", "form": "f",
        "vocabulary": "2", "key": "k", "signer": "00" * 32,
    }  # fmt: skip
    assert read_header(json.dumps(good).encode()).agency == "A"
    for change in (
        {"more": "x"}, {"file": "x"}, {"file": good["file"].upper()}, {"signer": "00"}, {"signer": "zz" * 32}, {"agency": 3},
        {"agency": "a\nb"}, {"format": "tracing-capture/2"}, {"agency": "x" * 5000},
    ):  # fmt: skip
        with pytest.raises(CaptureError):
            read_header(json.dumps({**good, **change}).encode())
