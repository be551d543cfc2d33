"""What is written into the embedded server's settings."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from tracing.store.embedded import cluster
from tracing.store.embedded.folders import Folders

_GB = 2**30


def _settings(root: Path, extra: Mapping[str, str]) -> list[str]:
    folders = Folders(root, None)
    folders.cluster.mkdir(parents=True)
    cluster.configure(folders, root / "socket", extra)
    return (folders.cluster / "postgresql.conf").read_text(encoding="utf-8").splitlines()


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
    assert f"max_wal_size = {size}" in _settings(tmp_path, {})


@pytest.mark.parametrize(
    ("machine", "bound", "size"),
    [
        (16 * _GB, None, "4096MB"),  # a quarter
        (256 * _GB, None, "8192MB"),
        (128 * 2**20, None, "64MB"),
        (64 * _GB, str(4 * _GB), "1024MB"),  # in a container: of what it may take
        (64 * _GB, "max", "8192MB"),  # in one that isn't bounded
        (16 * _GB, str(2**63 - 4096), "4096MB"),
    ],
)
def test_the_cache_takes_a_share_of_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: int, bound: str | None, size: str
) -> None:
    monkeypatch.setattr("os.sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": machine // 4096}.__getitem__)
    said = tmp_path / "memory.max"
    if bound is not None:
        said.write_text(f"{bound}\n", encoding="utf-8")
    monkeypatch.setattr(cluster, "_BOUNDS", (said,))
    assert f"shared_buffers = {size}" in _settings(tmp_path, {})


def test_a_setting_given_goes_before_ours(tmp_path: Path) -> None:
    lines = _settings(tmp_path, {"max_wal_size": "2GB"})
    assert [line for line in lines if line.startswith("max_wal_size")] == ["max_wal_size = 2GB"]
