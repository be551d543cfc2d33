"""Finding PostgreSQL's own programs."""

from __future__ import annotations

import pytest

from tracing.store.clients import find_clients


def test_folders_that_cannot_be_looked_into_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    before = find_clients(15)
    # Too long a name fails for everybody, as a closed folder does for all but root.
    monkeypatch.setenv("PATH", f"/{'x' * 300}")
    assert [clients.major for clients in find_clients(15)] == [clients.major for clients in before]
    assert before
