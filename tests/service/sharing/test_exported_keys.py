"""The public keys as a file: what whoever verifies bundles elsewhere is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracing.records import InputError
from tracing.service.context import Service
from tracing.service.sharing.exported_keys import read_keys, write_keys
from tracing.service.sharing.seal import seal, verify_sealed
from tracing.service.sharing.signing import public_keys, renew, signing_key
from tracing.store.database import Reader


def test_what_is_written_is_read_and_verifies(service: Service, tmp_path: Path) -> None:
    key = signing_key(service)
    data = seal({"bundle": {"name": "n", "agreement": "a"}}, key)
    renew(service, Reader("administrator", purpose="test"))
    path = tmp_path / "public.json"
    path.write_text(write_keys(public_keys(service)), encoding="utf-8")
    keys = read_keys(path)
    assert keys == public_keys(service)
    assert verify_sealed(data, keys).whole


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"keys": [{}]}', '{"keys": [{"number": 1, "ed25519": "x"}]}']
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="isn't a file of keys"):
        read_keys(path)


def test_the_key_in_use_is_the_same_until_it_is_renewed(service: Service) -> None:
    first = signing_key(service).public
    assert signing_key(service).public == first
    assert (
        renew(service, Reader("administrator", purpose="test")).number
        == signing_key(service).public.number
        == 2
    )
