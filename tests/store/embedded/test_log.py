"""What the server said becomes one sentence that names the trouble."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracing.store.embedded.log import reason, rotate

FULL = [
    'FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes at block 9',
    '2026-01-01 [7] 53100 PANIC:  could not write to file "pg_wal/xlogtemp.7": No space left on device',
    'initdb: error: could not write to file "base/1/1255": No space left on device',
    "2026-01-01 [7] 53100 FATAL:  could not extend file: Disk quota exceeded",
]


@pytest.mark.parametrize("said", FULL)
def test_a_full_disk_is_named(said: str, tmp_path: Path) -> None:
    assert reason(said, tmp_path, tmp_path / "log").startswith(f"the disk that holds {tmp_path} is full")


def test_other_faults_are_shown_by_their_gravest_lines(tmp_path: Path) -> None:
    said = "LOG:  starting\nFATAL:  could not open the file\nLOG:  database system is shut down\n"
    assert reason(said, tmp_path, tmp_path / "log").startswith(
        "it said: FATAL:  could not open the file (more in"
    )
    assert reason("", tmp_path, tmp_path / "log").startswith("it said: nothing")


def test_a_log_grown_large_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(b"x" * 100)
    rotate(log)
    assert log.exists()
    log.write_bytes(bytes(11 * 2**20))
    rotate(log)
    assert [path.name for path in tmp_path.iterdir()] == ["server.log.1"]
