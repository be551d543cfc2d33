"""Arrays reach the database as they are, and numbers come back as they were."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracing.store.arrays import Bigs, Blobs, Days, Reals, Smalls, Texts, cursor
from tracing.store.database import Database

LONGS = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20)
WORDS = st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), max_size=20)

# The transaction only reads: one example leaves nothing for the next.
asks = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)


@asks
@given(longs=LONGS, ints=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=20))
def test_numbers_come_back_as_they_were(database: Database, longs: list[int], ints: list[int]) -> None:
    with database.working() as connection:
        asked = cursor(connection)
        asked.execute("SELECT %s, %s", (Bigs(longs), Smalls(ints)))
        ((big, small),) = asked.fetchall()
    assert (big.tolist(), small.tolist()) == (longs, ints)
    assert big.dtype == small.dtype == np.int64


@asks
@given(
    reals=st.lists(st.floats(allow_nan=False), max_size=20),
    words=WORDS,
    blobs=st.lists(st.binary(), max_size=20),
    days=st.lists(st.dates() | st.none(), max_size=20),
)
def test_reals_texts_bytes_and_days_are_read_as_they_were_sent(
    database: Database, reals: list[float], words: list[str], blobs: list[bytes], days: list[date | None]
) -> None:
    sent = (Reals(reals), Texts(words), Blobs(blobs), Days(days))
    with database.working() as connection:
        for array, kind, values in zip(
            sent, ("double precision", "text", "bytea", "date"), (reals, words, blobs, days), strict=True
        ):
            asked = cursor(connection)
            asked.execute(
                "SELECT pg_typeof(%(sent)s)::text, value FROM unnest(%(sent)s) AS value", {"sent": array}
            )
            assert asked.fetchall() == [(f"{kind}[]", value) for value in values]
