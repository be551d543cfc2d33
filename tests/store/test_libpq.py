"""Addresses as PostgreSQL's own library takes them: whatever stands in a password, and where to find a certificate."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from tracing.store.libpq import libpq

ADDRESSES = [
    (
        "postgresql://tracing:a%20long%20one@db.example.org/tracing",
        {"user": "tracing", "password": "a long one", "host": "db.example.org", "dbname": "tracing"},
    ),
    (
        "postgresql+psycopg://tracing:it%27s%5C%40%2B%25@db.example.org:5433/tracing",
        {"user": "tracing", "password": "it's\\@+%", "host": "db.example.org", "port": "5433", "dbname": "tracing"},
    ),
    (
        "postgresql://tracing@db.example.org/tracing?sslmode=verify-full&sslrootcert=/etc/my%20ca.pem",
        {
            "user": "tracing", "host": "db.example.org", "dbname": "tracing", "sslmode": "verify-full",
            "sslrootcert": "/etc/my ca.pem",
        },
    ),
    (
        "postgresql://tracing:secreto@/tracing?host=/run/postgresql",
        {"user": "tracing", "password": "secreto", "host": "/run/postgresql", "dbname": "tracing"},
    ),
    (
        "postgresql://tracing@/tracing?host=one:5432&host=two:5433",
        {"user": "tracing", "host": "one,two", "port": "5432,5433", "dbname": "tracing"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("url", "read"), ADDRESSES, ids=[address[0][:60] for address in ADDRESSES])
def test_an_address_says_the_same_to_postgresql(url: str, read: dict[str, str]) -> None:
    assert conninfo_to_dict(libpq(url)) == read
    without = {name: value for name, value in read.items() if name != "password"}
    assert conninfo_to_dict(libpq(url, password=False)) == without
