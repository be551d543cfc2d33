"""What matching keeps in memory between one record and the next: matchers read, words numbered, forms at hand.

Forms at hand are those of the database: before each use whatever has changed since the last is dropped (``fresh``).
Changes are numbered in the order of their commits, so none can be missed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from tracing.linkage.blocking import KeyIndex
from tracing.linkage.columns import Columns
from tracing.linkage.distinct import distinct
from tracing.linkage.features import FormMaker
from tracing.linkage.form_bytes import FORM_VERSION, encode_forms
from tracing.linkage.form_table import form_table
from tracing.linkage.frequencies import load_frequencies
from tracing.linkage.matcher import MatcherFile, parse_matcher
from tracing.linkage.neighbourhood import Members, Neighbourhood
from tracing.records import Side
from tracing.service.context import Service
from tracing.service.keyring import Keyring
from tracing.standardise.profile import RULES_VERSION, Profile
from tracing.store.database import Database
from tracing.store.matching import InUse, Queries, Sharing

__all__ = [
    "RULES",
    "SIDES",
    "Bench",
    "bench_of",
    "companions_of",
    "fill",
    "form_context",
    "readable",
    "turned",
    "warm",
]

RULES = f"{RULES_VERSION}/{FORM_VERSION}"
"""What the forms of today's program are made by: the rules of standardising, and how forms are written."""

SIDES: dict[str, Side] = {"child": "children", "inquiry": "inquiries"}
"""The sides of records as linkage names them."""

_MOST_CHANGES = 50_000

_AT_ONCE = 200
"""Forms that are taken to hand at once: few enough that whoever is submitted meanwhile hardly waits."""

_SIGN = np.int64(0x7FFF_FFFF)


class Bench:
    """The matchers at hand in this process. One at a time uses it (``at``)."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._lock = threading.RLock()
        self._near: dict[tuple[bytes, int], Neighbourhood] = {}
        self._seen: dict[tuple[bytes, int], tuple[int, datetime]] = {}

    @contextmanager
    def at(self) -> Iterator[None]:
        """Use the bench alone."""
        with self._lock:
            yield

    def near(self, queries: Queries, line: InUse) -> Neighbourhood:
        """Return a matcher at hand."""
        key = (line.digest, line.slot)
        found = self._near.get(key)
        if found is None:
            # Two may be in use; what was in use before them is let go.
            kept = {(one.digest, one.slot) for one in queries.in_use()}
            self._near = {k: near for k, near in self._near.items() if k in kept}
            found = self._near[key] = Neighbourhood(_read(queries, line))
        return found

    def fresh(self, queries: Queries, line: InUse) -> int:
        """Drop forms that have changed; return the stamp of the newest change: what is read from now on is not older."""
        near, key = self.near(queries, line), (line.digest, line.slot)
        newest = queries.newest()
        stamp, server_since = self._seen.get(key, (-1, newest.server_since))
        gone = server_since != newest.server_since or stamp < newest.oldest - 1
        if gone or newest.stamp - stamp > _MOST_CHANGES:
            # After a crash of the server stamps may be given again; what changed isn't kept for ever, or is too much.
            near.forms.clear()
        elif stamp < newest.stamp:
            near.forms.forget(change.record_id for change in queries.changes(line.slot, stamp))
        near.forms.trim()
        self._seen[key] = newest.stamp, newest.server_since
        return newest.stamp

    def promising(
        self,
        queries: Queries,
        line: InUse,
        children: NDArray[np.int64],
        inquiries: Columns,
        sharing: Sharing,
    ) -> NDArray[np.int64]:
        """Return those of the children (in order) that may have a link with one of the inquiries, none of which is in a group;
        ``sharing`` are the keys that they share. The forms of all are at hand."""
        near = self.near(queries, line)
        asked = near.asked_keys(inquiries)
        asked = replace(asked, keys=_stored(self._keyring, asked.keys, line.slot).view(np.uint64))
        place = np.searchsorted(children, sharing.records)
        here = np.flatnonzero(children[np.minimum(place, len(children) - 1)] == sharing.records)
        keys = sharing.keys[here].view(np.uint64)
        order = np.argsort(keys, kind="stable")
        held = KeyIndex((keys[order],), (place[here][order].astype(np.int32),))
        return near.promising(children, inquiries, held, asked)

    def fetch(self, queries: Queries, line: InUse, records: Sequence[int]) -> set[int]:
        """See to it that the forms of records are at hand; return those that have none."""
        near = self.near(queries, line)
        missing = near.forms.missing(records)
        if not missing:
            return set()
        found = queries.forms(line.slot, missing)
        near.forms.keep({record: self._keyring.decrypt(form, form_context(record)) for record, form in found})
        return set(missing).difference(record for record, _ in found)


_BENCHES: WeakKeyDictionary[Database, Bench] = WeakKeyDictionary()
_MAKING = threading.Lock()


def bench_of(service: Service) -> Bench:
    """Return the bench of a service in this process."""
    with _MAKING:
        bench = _BENCHES.get(service.database)
        if bench is None:
            bench = _BENCHES[service.database] = Bench(service.keyring)
        return bench


def warm(service: Service) -> None:
    """Make ready what the first records would wait for: compiled comparisons take seconds to load."""
    bench = bench_of(service)
    nobody = encode_forms(form_table([Profile("")], FormMaker(load_frequencies())))
    with service.database.working() as connection, bench.at():
        queries = Queries(connection)
        for line in queries.in_use():
            near = bench.near(queries, line)
            near.keys(nobody, "children")
            near.forms.keep({-1: nobody[0], -2: nobody[0]})
            one, other = (Members(np.array([n]), np.array([n])) for n in (-1, -2))
            near.links(one, other)
            near.forms.forget((-1, -2))


def fill(service: Service, stop: Callable[[], bool]) -> None:
    """Take the forms of the matcher in use to hand, the latest records first, until there is no more room: a new record
    meets thousands of others, and reading a form takes ten times as long as comparing it."""
    bench, before = bench_of(service), 2**62
    while not stop():
        with service.database.working() as connection, bench.at():
            queries = Queries(connection)
            lines = [line for line in queries.in_use() if line.state == "active" and readable(line)]
            if not lines:
                return
            bench.fresh(queries, lines[0])
            near = bench.near(queries, lines[0])
            records = queries.formed(lines[0].slot, before, _AT_ONCE)
            if not records or near.forms.full:
                return
            bench.fetch(queries, lines[0], records)
            before = records[-1]


def _read(queries: Queries, line: InUse) -> MatcherFile:
    return parse_matcher(queries.matcher_file(line.id).encode(), f"{line.name}.toml")


def form_context(record: int) -> str:
    """Return what a form is encrypted for."""
    return f"forms.form:{record}"


def readable(line: InUse) -> bool:
    """Whether this program reads the forms that a matcher was built with."""
    return line.rules.endswith(f"/{FORM_VERSION}")


def turned(keyring: Keyring, keys: Sequence[NDArray[np.uint64]], slot: int) -> list[NDArray[np.int64]]:
    """Return keys of records as they are stored: turned by the ring, 31 bits of each, and the slot as its sign. Of two
    different keys in a billion two are the same then; comparing tells."""
    if not keys:
        return []
    ends = np.cumsum([len(one) for one in keys])[:-1]
    return [distinct(one) for one in np.split(_stored(keyring, np.concatenate(keys), slot), ends)]


def _stored(keyring: Keyring, keys: NDArray[np.uint64], slot: int) -> NDArray[np.int64]:
    whole = keyring.turn(keys) & _SIGN
    return ~whole if slot else whole


def companions_of(keyring: Keyring, side: str, groups: Collection[int]) -> list[int]:
    """Return the number under which each group of a side is stored; 0 is none."""
    given = np.array(list(groups), dtype=np.int64).astype(np.uint64)
    # A group's hash has 63 bits.
    of_side = given | (np.uint64(1 if side == "child" else 0) << np.uint64(63))
    numbers = keyring.turn(of_side)
    return [int(n) or 1 if group else 0 for n, group in zip(numbers.tolist(), given.tolist(), strict=True)]
