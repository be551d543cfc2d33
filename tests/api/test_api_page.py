"""What ``docs/api.md`` has a new user type works as it stands there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import accounts
from tracing.api.app import create_app
from tracing.api.settings import ApiSettings
from tracing.casework.vocabulary.edition import in_force
from tracing.service.capture import writing
from tracing.service.capture.importing import capture_key
from tracing.service.capture.layout import read_key
from tracing.service.context import Service
from tracing.service.delivering import signature
from tracing.service.imports import store_file
from tracing.service.notices import EVENTS
from tracing.simulation.site import serving

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SCOPES = (
    "children:read", "children:write", "inquiries:read", "inquiries:write", "status:read", "imports:write", "webhooks",
)  # fmt: skip


def blocks(language: str) -> list[str]:
    """Return the page's code in a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def run(service: Service, senaf: str, folder: Path, command: list[str]) -> str:
    """Run a program as a user with the two variables set; return what it printed."""
    key = accounts.key(service, senaf, *SCOPES)
    with serving(create_app(service, ApiSettings(secure_cookies=False))) as port:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=folder, timeout=60, check=True,
            env={**os.environ, "TRACING": f"http://127.0.0.1:{port}", "KEY": key},
        )  # fmt: skip
    return done.stdout


def test_the_ten_lines_of_python(service: Service, senaf: str, tmp_path: Path) -> None:
    (first, _) = blocks("python")
    assert len([line for line in first.splitlines() if line and not line.startswith("import")]) <= 10
    said = run(service, senaf, tmp_path, [sys.executable, "-c", first])
    assert said.splitlines() == [
        "201 {'reference': 'A-2026-0117', 'version': 1, 'state': 'live', 'remarks': []}",
        "{'reference': 'A-2026-0117', 'version': 2, 'state': 'live', 'remarks': []}",
    ]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_lines_with_curl(service: Service, senaf: str, tmp_path: Path) -> None:
    _, first, files, quick, capture, webhook = blocks("sh")
    said = run(service, senaf, tmp_path, ["sh", "-ec", first])
    assert said.startswith("HTTP/1.1 201 Created")
    assert '"birth_date":"2017-02-11"' in said
    assert said.endswith(
        '"status":{"code":"search_continues","es":"La búsqueda continúa.","en":"The search continues."}}'
    )
    (tmp_path / "inquiries.csv").write_text("record_id,full_name\n1,Ana Pop\n", encoding="utf-8")
    said = run(service, senaf, tmp_path, ["sh", "-ec", files])
    assert '"number":1,"side":"inquiry","format":"csv","state":"received"' in said
    store_file(service, 1)
    said = run(service, senaf, tmp_path, ["sh", "-ec", files.splitlines()[1]])
    assert '"state":"done","rows":1,"done":1,"refused":0' in said
    said = run(service, senaf, tmp_path, ["sh", "-ec", quick])
    assert '"reference":"A-2026-0118","version":1,"state":"live"' in said
    assert '"code":"definition"' in said
    begun = tmp_path / "puente.capture"
    key = read_key(capture_key(service.keyring))
    writing.begin(begun, key, "HN-SENAF", "found_child_quick", in_force().name)
    writing.add(begun, {**json.loads(quick.split("-d '")[1].split("'")[0]), "record_id": "P-1"})
    said = run(service, senaf, tmp_path, ["sh", "-ec", capture])
    assert '"records":1,"stored":1,"stored_before":0,"closed":false,"torn":false,"refused":[]' in said
    said = run(service, senaf, tmp_path, ["sh", "-ec", webhook])
    assert '"secret":"whs_' in said
    assert all(f"`{event}`" in PAGE for event in EVENTS)


def test_verifying_a_notice() -> None:

    (_, verify) = blocks("python")
    names: dict[str, object] = {}
    exec(verify, names)  # the page's own code
    is_genuine = names["is_genuine"]
    assert callable(is_genuine)
    now, body = int(time.time()), b'{"event":"record.received"}'
    assert is_genuine("whs_x", signature("whs_x", now, body), body)
    assert not is_genuine("whs_y", signature("whs_x", now, body), body)
    assert not is_genuine("whs_x", signature("whs_x", now, body), body + b" ")
    assert not is_genuine("whs_x", signature("whs_x", now - 600, body), body)


def test_the_refusal_that_is_shown_is_one(service: Service, senaf: str, tmp_path: Path) -> None:
    sent = (
        'import os, httpx; print(httpx.post(os.environ["TRACING"] + "/v1/inquiries", json={"record_id": "1",'
        ' "full_name": "Ana", "birth_date": "31/02/x"}, headers={"Authorization": "Bearer " + os.environ["KEY"]}).text)'
    )
    said = run(service, senaf, tmp_path, [sys.executable, "-c", sent])
    (shown,) = blocks("json")
    for part in re.findall(r'"(?:type|title|detail|mend|pointer)": "([^"]*)"', shown):
        assert part in said
