"""Started by root: the server gets an account without rights, and the programs come to where that account can read them."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

import psycopg
import pytest

from tracing.store.embedded import EmbeddedError, EmbeddedServer, programs
from tracing.store.embedded.account import Account, choose, closed_folder
from tracing.store.embedded.programs import Programs, bundled

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server to another account")


@as_root
def test_a_closed_folder_on_the_way_is_named(folder: Path) -> None:
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    account = choose(folder / "cluster")
    assert account is not None
    assert closed_folder(account, closed / "data") == closed
    assert closed_folder(account, folder.parent) is None
    (closed / "data").mkdir()
    with pytest.raises(
        EmbeddedError, match=rf"account {account.name}, which can't enter {closed};.*TRACING_DATA_DIR"
    ):
        EmbeddedServer(closed / "data").start()


@as_root
def test_data_stay_with_the_account_that_they_belong_to(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    (folder / "cluster").mkdir(parents=True)
    os.chown(folder / "cluster", nobody.pw_uid, nobody.pw_gid)
    assert choose(folder / "cluster") == Account("nobody", nobody.pw_uid, nobody.pw_gid)


@as_root
def test_a_machine_without_any_account_says_how_to_make_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> pwd.struct_passwd:
        raise KeyError(name)

    monkeypatch.setattr(pwd, "getpwnam", unknown)
    with pytest.raises(EmbeddedError, match="useradd --system"):
        choose(folder / "cluster")


@as_root
def test_programs_in_roots_home_are_copied_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = bundled()
    package = found.folder.parents[1]
    closed = tmp_path / "site-packages"
    closed.mkdir(mode=0o700)
    shutil.copytree(package / "pginstall", closed / package.name / "pginstall", symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    there = Programs(closed / package.name / "pginstall" / "bin", found.version)
    monkeypatch.setattr(programs, "bundled", lambda: there)
    (folder / "programs" / "17.1").mkdir(parents=True)
    made = []
    for _ in range(2):
        with EmbeddedServer(folder) as server:
            with psycopg.connect(server.url) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            made.append((folder / "programs" / found.version).stat().st_ino)
    assert made[0] == made[1]
    assert [path.name for path in (folder / "programs").iterdir()] == [found.version]
    strangers = [
        p for p in (folder / "programs").rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o022
    ]
    assert strangers == []


def test_programs_that_are_not_installed_say_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddedError, match=r"pip install 'tracing\[service\]'.*TRACING_DATABASE_URL"):
        bundled()
