"""What is written into the embedded server's settings."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tracing.store.embedded import cluster
from tracing.store.embedded.folders import Folders

_GB = 2**30


@pytest.mark.parametrize(
    ("disk", "size"),
    [
        (10 * _GB, "1024MB"),  # a small disk: no less than PostgreSQL's own
        (128 * _GB, "4096MB"),  # a thirty-second
        (4000 * _GB, "8192MB"),  # a large one: going over more after a crash would keep people waiting
    ],
)
def test_the_log_of_changes_may_take_a_share_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: int, size: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=disk))
    folders = Folders(tmp_path, None)
    folders.cluster.mkdir(parents=True)
    cluster.configure(folders, tmp_path / "socket", {})
    assert f"max_wal_size = {size}\n" in (folders.cluster / "postgresql.conf").read_text(encoding="utf-8")


def test_a_setting_given_goes_before_ours(tmp_path: Path) -> None:
    folders = Folders(tmp_path, None)
    folders.cluster.mkdir(parents=True)
    cluster.configure(folders, tmp_path / "socket", {"max_wal_size": "2GB"})
    text = (folders.cluster / "postgresql.conf").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("max_wal_size")] == ["max_wal_size = 2GB"]
